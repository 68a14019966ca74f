"""Questions to another place about cover there, and the answers (协查): asked with a day by which one is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.desk.queries import DESK
from canbao.sealing.seals import place as seal_place

if TYPE_CHECKING:
    from psycopg import Connection

    from canbao.sealing.seals import Seals

Reply = Literal["holds", "ended", "never"]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question about cover of a person in another place, and what was answered; None while it is open."""

    inquiry_id: int
    person_id: int
    from_place: int
    to_place: int
    scheme: int
    cover_from: date
    cover_until: date | None
    question: str
    due_on: date
    answer: Reply | None
    answer_from: date | None
    answer_until: date | None
    note: str

    def is_late(self, today: date) -> bool:
        """Whether it is open past its day."""
        return self.answer is None and today > self.due_on


def ask(
    connection: Connection[Any],
    person: int,
    places: tuple[int, int],
    scheme: int,
    cover: tuple[date, date | None],
    question: str,
    due_on: date,
) -> int:
    """Ask another place; the number of the inquiry. places: who asks, who is asked. cover: half-open."""
    row = connection.execute(
        DESK["ask_inquiry"],
        {
            "person": person,
            "from_place": places[0],
            "to_place": places[1],
            "scheme": scheme,
            "since": cover[0],
            "until": cover[1],
            "words": question,
            "due": due_on,
        },
    ).fetchone()
    assert row is not None
    return int(row[0])


def answer(
    connection: Connection[Any],
    inquiry: int,
    said: Reply,
    cover: tuple[date | None, date | None] = (None, None),
    note: str = "",
) -> None:
    """Answer an inquiry, once. cover: the days for which it holds or held there."""
    asked = {"inquiry": inquiry, "answer": said, "since": cover[0], "until": cover[1], "words": note}
    connection.execute(DESK["answer_inquiry"], asked)


def inquiries(connection: Connection[Any], person: int | None = None, most: int = 200) -> list[Inquiry]:
    """The inquiries that the present actor's places asked or are asked: open ones first, the first due first."""
    return [Inquiry(*row) for row in connection.execute(DESK["inquiries"], {"person": person, "most": most})]


def subject(connection: Connection[Any], seals: Seals, inquiry: int) -> tuple[str, str, str]:
    """Who an inquiry is about, for the place that is asked: kind and number of the certificate, name. It is audited.

    Raises BadInputError for somebody without a certificate or a name.
    """
    row = connection.execute(DESK["inquiry_subject"], {"inquiry": inquiry}).fetchone()
    if row is None or row[4] is None:
        raise BadInputError([finding("inquiry_nobody", str(inquiry))])
    certificate, kind, number, name_id, name = row
    return (
        str(kind),
        seals.unseal(number, seal_place("certificate", certificate, "number")),
        seals.unseal(name, seal_place("person_name", name_id, "name")),
    )
