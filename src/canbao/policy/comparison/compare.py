"""Places side by side on one day: what each text gives, with clauses, and whether it was read, relayed or assumed.

Nothing is filled in: where the documents at hand do not speak, the cell says so. ``silent`` with a text is a default
reading of the platform, not of the place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text
from canbao.policy.changes import changes as changes
from canbao.policy.comparison.lines import Cell as Cell
from canbao.policy.comparison.lines import Line, lines_of
from canbao.policy.policies import Policies
from canbao.policy.policy import Policy
from canbao.policy.schema import LATEST_YEAR


@dataclass(frozen=True, slots=True)
class Head:
    """One place of a comparison: its code, the pack that covers it and that pack's name, the digest of its law."""

    place: str
    pack: str
    name: Text
    digest: str


@dataclass(frozen=True, slots=True)
class Row:
    """One thing compared: topic, what it is, its unit (or empty), and a cell for each place."""

    key: str
    topic: Text
    what: Text
    unit: str
    cells: tuple[Cell, ...]

    @property
    def differs(self) -> bool:
        """Whether the places do not all say the same."""
        return len({cell.text for cell in self.cells}) > 1


@dataclass(frozen=True, slots=True)
class Comparison:
    """Places side by side for the coverage year in which a day lies, under the law of that day."""

    on: date
    year: int
    places: tuple[Head, ...]
    rows: tuple[Row, ...]


def compare(policies: Policies, places: Sequence[str], on: date, known_on: date | None = None) -> Comparison:
    """The law of places on a day, side by side.

    Raises BadInputError when no pack covers a place, or no law encoded here is in force.
    """
    _check_year(policies, on)
    laws = [policies.policy(place, on.year, on, known_on) for place in places]
    rows = [_row(line, laws) for line in lines_of(laws)]
    return Comparison(on, on.year, tuple(map(_head, places, laws)), tuple(rows))


def _check_year(policies: Policies, on: date) -> None:
    """Refuse a coverage year before the measures, and one that no pack can speak of."""
    first, last = policies.library.first_year, LATEST_YEAR
    if not first <= on.year <= last:
        what = Text(f"参保年度 {first} 至 {last} 以外", f"outside the coverage years {first} to {last}")
        raise BadInputError([finding("law_not_in_force", on.isoformat(), what=what)])


def _head(place: str, policy: Policy) -> Head:
    name = policy.resolved.chain.layers[0].pack.name
    assert name is not None  # every pack has one
    return Head(place, policy.pack, Text(name.zh, name.en), policy.digest)


def _row(line: Line, laws: Sequence[Policy]) -> Row:
    return Row(line.key, line.topic, line.what, line.unit, tuple(line.cell(policy) for policy in laws))
