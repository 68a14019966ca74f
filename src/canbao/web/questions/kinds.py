"""Which kind of question each path asks."""

from __future__ import annotations

from canbao.casework.interview.telling import EVENTS, is_of_years, key_in
from canbao.web.questions.basics import Birth, Payment, Place, Year
from canbao.web.questions.kind import Kind
from canbao.web.questions.person import Aid, EarlierWait, Events, Repair
from canbao.web.questions.years import CLAIMS, PAYMENTS, BonusUses, Years

BY_PATH: dict[str, Kind] = {
    "place": Place(),
    "enrolment.year": Year(),
    "enrolment.paid_on": Payment(),
    "person.born": Birth(),
    "person.aid": Aid(),
    "enrolment.repair": Repair(),
    "earlier_wait_until": EarlierWait(),
}
BY_KEY: dict[str, Kind] = {"": Years(), "paid_in_window": PAYMENTS, "reimbursed": CLAIMS, "bonus_used": BonusUses()}
EVENT_QUESTION: Kind = Events()


def kind_of(path: str) -> Kind:
    """The kind of question that a path asks. Raises KeyError for a path that is none of the case format."""
    if path == EVENTS or path.startswith(f"{EVENTS}."):
        return EVENT_QUESTION
    return BY_KEY[key_in(path)] if is_of_years(path) else BY_PATH[path]
