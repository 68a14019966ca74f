"""``canbao person``: find a person, show one page, the history, and decide from what the registry knows."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.cli.acting import PlaceOption, connected, number_of_place
from canbao.cli.arguments import AsJson, Detail, DetailLevel, Lang, Overlays, day_of, language_of
from canbao.cli.context import root_of
from canbao.cli.output import fail, print_findings

if TYPE_CHECKING:
    from canbao.basis.findings import Language
    from canbao.cli.person_lookup import Search

NOBODY_FOUND = 1

person_app = typer.Typer(
    name="person",
    help="个人：查找、一页档案、历史、判定 · A person: find, show, history, determine",
    no_args_is_help=True,
)

Number = Annotated[
    str | None, typer.Option("--number", metavar="N", help="证件号码；不记入审计 · The certificate; never logged")
]
CertificateKind = Annotated[
    str | None, typer.Option("--kind", help="证件类型，缺省为居民身份证 · The kind; an identity card unless given")
]
Name = Annotated[str | None, typer.Option("--name", help="姓名 · The full name")]
Born = Annotated[str | None, typer.Option("--born", metavar="DATE", help="出生日期 · The day of birth")]
Person = Annotated[int, typer.Argument(metavar="ID", help="在库编号 · The number in the registry")]
PersonOrNone = Annotated[int | None, typer.Argument(metavar="[ID]", help="在库编号 · The number in the registry")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="截至哪一天 · As of this day")]
KnownOn = Annotated[
    str | None, typer.Option("--known-on", metavar="DATE", help="按当日已知的 · As was known at the end of this day")
]


@person_app.command()
def find(
    context: typer.Context,
    number: Number = None,
    kind: CertificateKind = None,
    name: Name = None,
    born: Born = None,
    place: PlaceOption = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """查找：按证件，或按姓名、出生日期和地区；结果遮盖 · Find by certificate, or by name, birth and place; masked.

    退出码 · Exit status: 0 找到 found, 1 没有找到 nobody found, 2 无法查找 cannot be looked for.
    """
    from canbao.cli.person_lookup import found
    from canbao.cli.person_pages import found_page
    from canbao.registry.people.summaries import place_names, summaries
    from canbao.sealing.seals import Seals

    language = language_of(context, lang)
    search = asked_for(number, kind, name, born, place, language, as_json=as_json)
    root = root_of(context)
    with connected(context, language, as_json=as_json) as connection:
        ring = root.key_ring(root.database(language))
        people = found(connection, ring, search)
        told = summaries(connection, Seals(ring), people)
        names = place_names(
            connection, (each for one in told.values() for each in (one.registered_place, one.residence_place))
        )
    found_page([told[each] for each in people if each in told], names, language, as_json=as_json)
    if not people:
        raise typer.Exit(NOBODY_FOUND)


@person_app.command()
def show(
    context: typer.Context,
    person: PersonOrNone = None,
    number: Number = None,
    kind: CertificateKind = None,
    as_of: AsOf = None,
    known_on: KnownOn = None,
    unmask: Annotated[
        bool, typer.Option("--unmask", help="显示完整姓名和号码，须有理由 · Names and numbers in full, for a reason")
    ] = False,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="理由，记入审计 · The reason, kept")] = "",
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """一页档案：身份、家庭、参保、资助、事件及各自的来源 · One page: who, household, cover, aid, events, sources."""
    from canbao.cli.person_lookup import found, looking, one_of
    from canbao.cli.person_pages import file_page, places_of
    from canbao.registry.people.found import known_on as known_revision
    from canbao.registry.people.person_file import read
    from canbao.registry.people.summaries import place_names
    from canbao.sealing.seals import Seals

    language = language_of(context, lang)
    root = root_of(context)
    day = given(as_of, "--as-of", language, as_json=as_json) or root.today()
    known_day = given(known_on, "--known-on", language, as_json=as_json)
    if unmask and not why.strip():
        fail([finding("unmask_without_reason", "--why")], language, as_json=as_json)
    search = None if person is not None else asked_for(number, kind, None, None, None, language, as_json=as_json)
    with connected(context, language, as_json=as_json) as connection:
        ring = root.key_ring(root.database(language))
        which = one_of(found(connection, ring, search)) if search else person
        assert which is not None
        known = known_revision(connection, known_day) if known_day else None
        act, right = ("person.unmask", "registry.write") if unmask else ("person.read", "registry.read")
        about = f"as of {day}" + (f", known on {known_day}" if known_day else "")
        with looking(connection, which, act, about, why=why.strip(), right=right):
            file = read(connection, Seals(ring), which, day, known, shows_all=unmask)
            assert file is not None
        names = place_names(connection, places_of(file))
    file_page(file, names, known_day, language, as_json=as_json, is_masked=not unmask)
    if file.merged_into is not None:
        print_findings([finding("person_merged", str(which), into=file.merged_into)], language)


@person_app.command()
def history(context: typer.Context, person: Person, as_json: AsJson = False, lang: Lang = None) -> None:
    """历史：记录过的一切，何时知道、何时不再，来自哪一行 · All ever recorded: when known, when no longer, which row."""
    from canbao.cli.person_lookup import looking
    from canbao.cli.person_pages import history_page
    from canbao.cli.registry_words import places_in
    from canbao.registry.people.history import history as recorded
    from canbao.registry.people.summaries import place_names
    from canbao.sealing.seals import Seals

    language = language_of(context, lang)
    root = root_of(context)
    with connected(context, language, as_json=as_json) as connection:
        seals = Seals(root.key_ring(root.database(language)))
        with looking(connection, person, "person.history"):
            told = recorded(connection, seals, person)
        names = place_names(connection, places_in([one.said for one in told]))
    history_page(person, told, names, language, as_json=as_json)


@person_app.command()
def determine(
    context: typer.Context,
    person: Person,
    year: Annotated[int, typer.Option("--year", metavar="Y", help="参保年度 · The coverage year")],
    paid_on: Annotated[
        str | None,
        typer.Option("--paid-on", metavar="DATE", help="缴费日期；按学制预缴的不填 · Paid on; none for who prepaid"),
    ] = None,
    place: PlaceOption = None,
    known_on: KnownOn = None,
    detail: Detail = DetailLevel.FULL,
    as_json: AsJson = False,
    lang: Lang = None,
    overlay: Overlays = None,
) -> None:
    """按在库信息判定，与 canbao determine 同样作答 · Decide from the registry; the answer of canbao determine.

    退出码 · Exit status: 0 有参保情形 a circumstance, 1 没有 none, 2 无法判定 cannot be decided.
    """
    from canbao.cli.person_determine import answered, case_from

    language = language_of(context, lang)
    paid = given(paid_on, "--paid-on", language, as_json=as_json)
    known_day = given(known_on, "--known-on", language, as_json=as_json)
    root = root_of(context)
    with connected(context, language, as_json=as_json) as connection:
        ring = root.key_ring(root.database(language))
        case, findings = case_from(
            connection, ring, person, year, paid, number_of_place(place), known_day, root.today()
        )
    print_findings(findings, language)
    raise typer.Exit(answered(context, case, detail.value, language, overlay or [], as_json=as_json))


def given(text: str | None, about: str, language: Language, *, as_json: bool) -> date | None:
    """The day of an option; None without one. Ends the command when it is none."""
    return None if text is None else day_of(text, language, as_json=as_json, about=about)


def asked_for(
    number: str | None,
    kind: str | None,
    name: str | None,
    born: str | None,
    place: str | None,
    language: Language,
    *,
    as_json: bool,
) -> Search:
    """The search that options ask for; ends the command when there is none in them."""
    from canbao.cli.person_lookup import search_of

    day = given(born, "--born", language, as_json=as_json)
    try:
        return search_of(number, kind, name, day, number_of_place(place))
    except BadInputError as bad:
        fail(bad.findings, language, as_json=as_json)
