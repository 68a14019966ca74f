"""``canbao correction``: an objection with evidence; a paper, a correction, a second person, a new history."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from canbao.cli.acting import connected
from canbao.cli.arguments import AsJson, Lang, language_of
from canbao.cli.desk_acting import (
    ThePerson,
    TheProposal,
    doing_to,
    one_seen,
    own_place,
    sealed,
    show_proposal,
    taking_effect,
)

OWNER_ALONE = 0o600

correction_app = typer.Typer(
    name="correction",
    help="更正：凭证、提议、生效 · Corrections: papers, proposals, effect",
    no_args_is_help=True,
)


@correction_app.command()
def attach(
    context: typer.Context,
    person: ThePerson,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="凭证文件，至多 10 MB · A paper, at most 10 MB")],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """收存一份凭证，加密保存 · Keep a paper that was handed in, sealed."""
    from canbao.basis.errors import BadInputError
    from canbao.basis.finding_codes import finding
    from canbao.basis.findings import shorten
    from canbao.cli.desk_pages import attached_page
    from canbao.desk import correcting

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        seals = sealed(context, language)
        with doing_to(connection, "person.attach", person):
            try:
                number = correcting.attach(connection, seals, person, file)
            except OSError as error:
                why = shorten(error.strerror or error)
                raise BadInputError([finding("file_unreadable", "FILE", reason=why)]) from error
    attached_page(number, language, as_json=as_json)


@correction_app.command()
def papers(context: typer.Context, person: ThePerson, as_json: AsJson = False, lang: Lang = None) -> None:
    """一人的凭证 · The papers of a person."""
    from canbao.cli.desk_pages import papers_page
    from canbao.cli.person_lookup import looking
    from canbao.desk import correcting

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection, looking(connection, person, "person.papers"):
        found = correcting.papers(connection, person)
    papers_page(found, language, as_json=as_json)


@correction_app.command()
def paper(
    context: typer.Context,
    person: ThePerson,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="凭证的编号 · The number of the paper")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="写入的文件 · The file to write")],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """取出一份凭证，供复核 · Take a paper out to look at it, as whoever decides does."""
    from canbao.basis.errors import BadInputError
    from canbao.basis.finding_codes import finding
    from canbao.cli.desk_pages import written_page
    from canbao.cli.person_lookup import looking
    from canbao.desk import correcting

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        seals = sealed(context, language)
        with looking(connection, person, "person.paper", str(number)):
            if number not in {one.attachment_id for one in correcting.papers(connection, person)}:
                raise BadInputError([finding("unknown_attachment", str(number))])
            content = correcting.content_of(connection, seals, number)
            write_new(out, content)
    written_page(number, out, language, as_json=as_json)


@correction_app.command()
def standing(context: typer.Context, person: ThePerson, as_json: AsJson = False, lang: Lang = None) -> None:
    """现在记录的一切，编有号码，供更正文件的 ends 引用 · What is said now, by number, for the ends of a correction."""
    from canbao.cli.desk_pages import standing_page
    from canbao.cli.person_lookup import looking
    from canbao.desk import correcting

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection, looking(connection, person, "person.standing"):
        found = correcting.standing_now(connection, person)
    standing_page(found, language, as_json=as_json)


@correction_app.command()
def propose(
    context: typer.Context,
    person: ThePerson,
    file: Annotated[
        Path, typer.Option("--file", metavar="FILE", help="更正文件（YAML 或 JSON） · The correction (YAML or JSON)")
    ],
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """提议更正 · Propose a correction.

    文件写明 why、attachments、ends、covers、facts；由他人用 canbao access approve 同意后，用 effect 生效。
    The file says why, attachments, ends, covers, facts; another approves with canbao access approve, then effect.
    """
    from canbao.access.proposals import one
    from canbao.basis.tree import read_tree
    from canbao.cli.desk_pages import content_page, proposed_page
    from canbao.desk import correcting
    from canbao.desk.correction_file import correction_in, correction_of

    language = language_of(context, lang)
    with connected(context, language, as_json=as_json) as connection:
        said = correction_in(read_tree(file))
        one_seen(connection, person)
        held = [paper.attachment_id for paper in correcting.papers(connection, person)]
        change = correction_of(said, person, correcting.standing_now(connection, person), held)
        number = correcting.propose(connection, person, own_place(connection), change)
        made = one(connection, number)
    if not as_json:
        content_page(made, language, as_json=False)
    proposed_page(number, "correction", language, as_json=as_json)


@correction_app.command()
def proposed(context: typer.Context, proposal: TheProposal, as_json: AsJson = False, lang: Lang = None) -> None:
    """提议的内容，供复核 · What a proposal would do, for whoever decides."""
    show_proposal(context, proposal, ("person.correct",), language_of(context, lang), as_json=as_json)


@correction_app.command()
def effect(context: typer.Context, proposal: TheProposal, as_json: AsJson = False, lang: Lang = None) -> None:
    """已同意的更正生效 · Let an approved correction take effect."""
    from canbao.cli.desk_pages import effected_page
    from canbao.desk import correcting

    language = language_of(context, lang)
    with (
        connected(context, language, as_json=as_json) as connection,
        taking_effect(connection, "person.correct", proposal),
    ):
        told = correcting.effect(connection, proposal)
    effected_page(proposal, told, language, as_json=as_json)


def write_new(path: Path, content: bytes) -> None:
    """Write a file that is not there yet, for its owner alone to read. Raises BadInputError."""
    import os

    from canbao.basis.errors import BadInputError
    from canbao.basis.finding_codes import finding
    from canbao.basis.findings import shorten

    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ALONE), "wb") as out:
            out.write(content)
    except FileExistsError as error:
        raise BadInputError([finding("output_exists", "--out", path=str(path))]) from error
    except OSError as error:
        why = shorten(error.strerror or error)
        raise BadInputError([finding("file_unwritable", "--out", reason=why)]) from error
