"""What the pages of the atlas are made of, kept by place and day: the law does not change while it is served."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Language, Text
from canbao.policy.changes import changes
from canbao.service.kept import Kept
from canbao.service.work import Work
from canbao.web.law_curves import Curve, bonus_curve, calendar_of, waiting_curve
from canbao.web.law_figure import Figure
from canbao.web.law_figures import bonus_figure, waiting_figure
from canbao.web.law_history import ChangeDay, history_of
from canbao.web.law_views import Check, Compared, PackTold, Told, checked, compared, name_of, packs_told, place_told
from canbao.web.law_year_figures import calendar_figure, premium_figure

CURVES = {"waiting": waiting_curve, "bonus": bonus_curve}


class Atlas:
    """The law of every place at hand, as the pages show it."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.policies, self.library = work.policies, work.policies.library
        self._laws, self._comparisons, self._figures = Kept(), Kept(), Kept()
        self._curves, self._histories, self._checks = Kept(), Kept(), Kept()

    @property
    def first_day(self) -> date:
        """The first day whose law is encoded."""
        return date(self.library.first_year, 1, 1)

    def today(self) -> date:
        """The day shown where none is asked for; the first of the measures where today has no law."""
        today = self.work.today()
        return max(today, self.first_day)

    def name(self, place: str) -> Text:
        """What a place that has a pack is called."""
        return name_of(self.library, place)

    def packs(self) -> tuple[PackTold, ...]:
        """The packs at hand, with a few values of this coverage year."""
        today = self.today()
        made: tuple[PackTold, ...] = self._laws.get((today,), lambda: packs_told(self.policies, today))
        return made

    def dates(self, pack: str) -> list[date]:
        """The dates of change of a place."""
        return changes(self.library, pack)

    def law(self, pack: str, on: date) -> Told | None:
        """What the law of a place says on a day; None for a day of its history before the measures.

        Raises BadInputError for any other day whose law is not encoded.
        """
        if self.dates(pack)[0] <= on < self.first_day:
            return None
        made: Told = self._laws.get((pack, on), lambda: place_told(self.policies, pack, on))
        return made

    def compared(self, places: Sequence[str], on: date) -> Compared:
        """Places side by side. Raises BadInputError for a day whose law is not encoded."""
        key = (tuple(places), on)
        made: Compared = self._comparisons.get(key, lambda: compared(self.policies, places, on))
        return made

    def history(self, pack: str) -> tuple[ChangeDay, ...]:
        """What changed on each date of change."""
        made: tuple[ChangeDay, ...] = self._histories.get((pack,), lambda: history_of(self.policies, pack))
        return made

    def check(self, pack: str) -> Check:
        """A pack held against the national frame."""
        today = self.work.today()
        made: Check = self._checks.get((pack, today), lambda: checked(self.library, pack, today))
        return made

    def figures_of(self, pack: str, on: date, language: Language) -> tuple[Figure, ...]:
        """The pictures of one place."""

        def drawn() -> tuple[Figure, ...]:
            names = [self.name(pack).get(language)]
            return (
                premium_figure(self.library.chain(pack), on, language),
                calendar_figure(calendar_of(self.policies, pack, on), language),
                waiting_figure([self.curve("waiting", pack, on)], names, on.year, language),
                bonus_figure([self.curve("bonus", pack, on)], names, on.year, language),
            )

        made: tuple[Figure, ...] = self._figures.get((pack, on, language), drawn)
        return made

    def figures_beside(self, both: Compared, language: Language) -> tuple[Figure, ...]:
        """The pictures of places side by side."""
        on, heads = both.comparison.on, both.comparison.places
        packs, names = [head.pack for head in heads], [head.name.get(language) for head in heads]

        def drawn() -> tuple[Figure, ...]:
            return (
                waiting_figure([self.curve("waiting", pack, on) for pack in packs], names, on.year, language),
                bonus_figure([self.curve("bonus", pack, on) for pack in packs], names, on.year, language),
            )

        made: tuple[Figure, ...] = self._figures.get((*packs, on, language), drawn)
        return made

    def curve(self, kind: str, pack: str, on: date) -> Curve:
        """A curve of a place: the same on all days between two changes of its law."""
        key = (kind, pack, self.policies.law(pack, on.year, on, None))
        made: Curve = self._curves.get(key, lambda: CURVES[kind](self.policies, pack, on))
        return made

    def pack_of(self, place: str) -> str | None:
        """The place whose pack holds at a place; None where there is none."""
        try:
            return self.library.place_of_pack(place)
        except BadInputError:
            return None
