"""Verify receipts: decide the cases again and compare the digests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Language, Text
from canbao.cli.answering import Job, Reply, answer_all
from canbao.cli.output import OK, console, fail

if TYPE_CHECKING:
    from canbao.casework.decide import Decision
    from canbao.casework.read import ReadCase

DIFFERS = 1


def verify_cases(path: Path, job: Job) -> int:
    """Compare every case of a file with its receipt; the exit status: 0 all hold, 1 some differ, 2 unusable."""
    from canbao.casework.read import cases_in

    receipts = receipts_in(path, job)
    count = len(cases_in(job.tree))
    if len(receipts) != count:
        what = Text(f"回执 {len(receipts)} 份，案例 {count} 个", f"{len(receipts)} receipts for {count} cases")
        fail([finding("contradiction", f"--verify {path}", what=what)], job.language, as_json=job.as_json)

    def reply(read: ReadCase, decision: Decision) -> Reply:
        from canbao.casework.receipt import verdict_block

        verdict = verdict_block(decision, receipts[read.number])
        status = OK if verdict["holds"] else DIFFERS
        if job.as_json:
            return Reply(status, verdict)
        print_verdict(read.id or f"#{read.number + 1}", verdict["differs"], job.language)
        return Reply(status)

    return answer_all(job, reply)


def print_verdict(name: str, differ: list[str], language: Language) -> None:
    """Whether one receipt holds, and which of its parts differ."""
    from rich.text import Text as Line

    from canbao.casework.receipt import PARTS

    if not differ:
        line = Line.assemble(("✓", "green"), f" {name}: {'一致' if language == 'zh' else 'holds'}")
    else:
        parts = ("、" if language == "zh" else ", ").join(PARTS[part].get(language) for part in differ)
        line = Line.assemble(("✗", "bold red"), f" {name}: {'不一致' if language == 'zh' else 'differs'}: {parts}")
    console().print(line)


def receipts_in(path: Path, job: Job) -> list[dict[str, str]]:
    """The receipts of a file: one or a list, each a receipt or an answer that has one.

    An answer that is an error, in the place of a bad case, has none: nothing holds for it.
    """
    from canbao.basis.tree import read_tree
    from canbao.casework.receipt import A_RECEIPT, receipt_in

    try:
        tree = read_tree(path)
    except BadInputError as bad:
        fail(bad.findings, job.language, as_json=job.as_json)
    entries: list[Any] = tree.value if isinstance(tree.value, list) else [tree.value]
    receipts = [receipt_in(entry) for entry in entries]
    faults = [
        finding("wrong_value", tree.about((number,) if entries is tree.value else ()), value="…", expected=A_RECEIPT)
        for number, receipt in enumerate(receipts)
        if receipt is None
    ]
    if faults:
        fail(faults, job.language, as_json=job.as_json)
    return [receipt for receipt in receipts if receipt is not None]
