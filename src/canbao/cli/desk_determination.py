"""``canbao determination``: determinations that are kept, whom a change of fact or law affects, determining again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text
from canbao.cli.acting import PlaceOption, connected, number_of_place
from canbao.cli.arguments import AsJson, Lang, day_of, language_of
from canbao.cli.context import root_of
from canbao.cli.desk_acting import (
    ThePerson,
    TheProposal,
    Why,
    a_place,
    doing_to,
    own_place,
    reason_in,
    sealed,
    show_proposal,
    taking_effect,
)
from canbao.cli.whole_place import determine_place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import date

    from psycopg import Connection

    from canbao.basis.findings import Language
    from canbao.desk.redetermining import Affected, Undecided
    from canbao.sealing.seals import Seals

UNDECIDED, AFFECTED = 1, 3
LOOKING = Text("正在重新判定", "determining again")

determination_app = typer.Typer(
    name="determination",
    help="判定：保存、受影响者、重新判定 · Determinations: kept, affected, made again",
    no_args_is_help=True,
)

determination_app.command("place")(determine_place)

Person = Annotated[int | None, typer.Option("--person", metavar="N", help="在库编号 · The number of the person")]
PersonOrNone = Annotated[int | None, typer.Argument(metavar="[PERSON]", help="在库编号 · The number of the person")]


@determination_app.command()
def keep(
    context: typer.Context,
    person: ThePerson,
    year: Annotated[int, typer.Option("--year", metavar="Y", min=2000, max=2200, help="参保年度 · The coverage year")],
    paid_on: Annotated[
        str | None,
        typer.Option("--paid-on", metavar="DATE", help="缴费日期；按学制预缴的不填 · Paid on; none for who prepaid"),
    ] = None,
    place: PlaceOption = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """判定并保存，同时告知结算 · Decide from the registry and keep it; settlement is told.

    每人每年度一份；之后由他人复核后才能改。 One of each person and year; it is replaced only when another approves.
    """
    from canbao.cli.desk_pages import determinations_page
    from canbao.desk import determining

    language = language_of(context, lang)
    paid = None if paid_on is None else day_of(paid_on, language, as_json=as_json, about="--paid-on")
    with connected(context, language, as_json=as_json) as connection:
        seals, policies = sealed(context, language), root_of(context).policies()
        with doing_to(connection, "person.determine", person, str(year)):
            at = number_of_place(place)
            if at is None:
                at = place_of_person(connection, seals, person, paid or root_of(context).today())
            number = determining.keep(connection, policies, person, year, paid, at)
            kept = [one for one in determining.all_of(connection, person) if one.determination_id == number]
    determinations_page(kept, language, as_json=as_json)


@determination_app.command("list")
def list_determinations(
    context: typer.Context,
    person: PersonOrNone = None,
    place: PlaceOption = None,
    after: Annotated[int, typer.Option("--after", min=0, help="从此编号之后 · Behind this number")] = 0,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """一人的全部判定，或一地现行的判定（至多 1000 份） · All of a person, or those of a place that stand."""
    from canbao.cli.desk_pages import determinations_page
    from canbao.desk import determining

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection, of_one(connection, person, place, "read"):
        if person is not None:
            found = [one for one in determining.all_of(connection, person) if one.determination_id > after]
        else:
            found = determining.standing(connection, None, span_of(place), after)
    determinations_page(found, language, as_json=as_json)


@determination_app.command()
def affected(
    context: typer.Context,
    person: Person = None,
    place: PlaceOption = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """按现在所知和现行规定，谁的判定会改变，旧新并列 · Whose determination would be another now, old beside new.

    退出码 · Exit status: 0 没有人 nobody, 1 有的无法重新判定 some cannot be decided, 2 无法查找 cannot be looked for,
    3 有人受影响 somebody is affected.
    """
    from canbao.cli.desk_pages import affected_page
    from canbao.desk.redetermining import Affected

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        found = affected_ones(context, connection, person, place, language, quiet=as_json)
    affected_page(found, language, as_json=as_json)
    if any(isinstance(one, Affected) for one in found):
        raise typer.Exit(AFFECTED)
    if found:
        raise typer.Exit(UNDECIDED)


@determination_app.command()
def propose(
    context: typer.Context,
    why: Why,
    person: Person = None,
    place: PlaceOption = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """提议重新判定：正是 affected 所列的人 · Propose to determine again exactly those whom affected lists.

    由他人用 canbao access approve 同意后，用 effect 生效。
    Another approves it with canbao access approve; then it takes effect with effect.
    """
    from canbao.cli.desk_pages import affected_page, proposed_page
    from canbao.desk import redetermining

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        reason = reason_in(why)
        found = affected_ones(context, connection, person, place, language, quiet=as_json)
        those = [one for one in found if isinstance(one, redetermining.Affected)]
        if not those:
            raise BadInputError([finding("nobody_affected", str(person) if person is not None else str(place))])
        number = redetermining.propose(connection, own_place(connection), reason, those)
    if not as_json:
        affected_page(found, language, as_json=False)
    proposed_page(number, "determination", language, as_json=as_json, more={"count": len(those)})


@determination_app.command()
def proposed(context: typer.Context, proposal: TheProposal, as_json: AsJson = False, lang: Lang = None) -> None:
    """提议的内容，供复核 · What a proposal would do, for whoever decides."""
    show_proposal(context, proposal, ("determination.replace",), language_of(context, lang), as_json=as_json)


@determination_app.command()
def effect(context: typer.Context, proposal: TheProposal, as_json: AsJson = False, lang: Lang = None) -> None:
    """已同意的重新判定生效，同时告知结算 · Let an approved redetermination take effect; settlement is told."""
    from canbao.cli.desk_pages import effected_page
    from canbao.desk import redetermining

    language = language_of(context, lang)
    with (
        connected(context, language, as_json=as_json) as connection,
        taking_effect(connection, "determination.replace", proposal),
    ):
        count = redetermining.effect(connection, proposal)
    effected_page(proposal, {"replaced": count}, language, as_json=as_json)


def place_of_person(connection: Connection[Any], seals: Seals, person: int, day: date) -> int:
    """Where a person enrols by what is known: where it lives, else is registered. Raises BadInputError."""
    from canbao.cli.person_determine import place_of
    from canbao.registry.people.person_file import read

    file = read(connection, seals, person, day)
    if file is None:
        raise BadInputError([finding("person_unknown", str(person), person=person)])
    return place_of(file, None)


def span_of(place: str | None) -> tuple[int, int]:
    """The numbers of a place and of all that lies in it. Raises BadInputError."""
    from canbao.basis.place_numbers import place_end

    assert place is not None
    number = a_place(place)
    return number, place_end(number)


def of_one(
    connection: Connection[Any], person: int | None, place: str | None, act: str
) -> AbstractContextManager[object]:
    """Look at the determinations of one person or one place, written down. Raises BadInputError unless it is one."""
    if (person is None) == (place is None):
        raise BadInputError([finding("person_or_place", "--place")])
    if person is not None:
        from canbao.cli.person_lookup import looking

        return looking(connection, person, f"determination.{act}")
    return of_place(connection, a_place(str(place)), act)


def of_place(connection: Connection[Any], place: int, act: str) -> AbstractContextManager[object]:
    """Look at the determinations of a place, written down. Raises DeniedError."""
    from contextlib import contextmanager

    from canbao.access.audit import audited
    from canbao.access.denials import require
    from canbao.basis.place_numbers import place_code

    @contextmanager
    def looked() -> Iterator[None]:
        with audited(connection, f"determination.{act}", place_code(place), place=place):
            require(connection, "registry.read", place)
            yield

    return looked()


def affected_ones(
    context: typer.Context,
    connection: Connection[Any],
    person: int | None,
    place: str | None,
    language: Language,
    *,
    quiet: bool,
) -> list[Affected | Undecided]:
    """Whose determination would be another, of a person or a place. Raises BadInputError."""
    from canbao.cli.population_pages import progress_bar
    from canbao.cli.waiting import waiting

    root = root_of(context)
    policies = root.policies()
    with of_one(connection, person, place, "affected"):
        if person is not None:
            from canbao.desk.redetermining import affected as found

            with waiting(LOOKING, language, quiet=quiet):
                return list(found(connection, policies, person))
        from canbao.desk.whole_place_again import WholePlaceAgain

        with progress_bar(language, quiet=quiet) as told:
            address, token = root.database(language), root.session_token()
            again = WholePlaceAgain(address, token, connection, policies, notice=told.notice)
            return list(again.affected(span_of(place), told.rows))
