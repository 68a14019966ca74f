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

PARTS = {
    "pack": Text("政策包", "pack"),
    "policy": Text("规定", "policy"),
    "rules": Text("规则程序", "rules"),
    "facts": Text("案例事实", "facts"),
    "result": Text("判定结果", "result"),
}
"""The parts of a receipt and what they are called."""

A_RECEIPT = Text(
    f"回执（{'、'.join(PARTS)}），或含 receipt 的判定结果", f"a receipt ({', '.join(PARTS)}), or an answer with one"
)


def verify_cases(path: Path, job: Job) -> int:
    """Compare every case of a file with its receipt; the exit status: 0 all hold, 1 some differ, 2 unusable."""
    from canbao.casework.read import cases_in

    receipts = receipts_in(path, job)
    count = len(cases_in(job.tree))
    if len(receipts) != count:
        what = Text(f"回执 {len(receipts)} 份，案例 {count} 个", f"{len(receipts)} receipts for {count} cases")
        fail([finding("contradiction", f"--verify {path}", what=what)], job.language, as_json=job.as_json)

    def reply(read: ReadCase, decision: Decision) -> Reply:
        from canbao.casework.receipt import differences, receipt_of

        differ = differences(receipts[read.number], receipt_of(decision))
        status = DIFFERS if differ else OK
        if job.as_json:
            return Reply(status, {"id": decision.case.id, "holds": not differ, "differs": differ})
        print_verdict(read.id or f"#{read.number + 1}", differ, job.language)
        return Reply(status)

    return answer_all(job, reply)


def print_verdict(name: str, differ: list[str], language: Language) -> None:
    """Whether one receipt holds, and which of its parts differ."""
    from rich.text import Text as Line

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


def receipt_in(entry: Any) -> dict[str, str] | None:
    """The receipt that an entry of a receipt file is or has; empty for an error, None when there is none."""
    if not isinstance(entry, dict):
        return None
    if isinstance(entry.get("error"), list):
        return {}
    receipt = entry.get("receipt", entry)
    if not isinstance(receipt, dict) or not all(isinstance(receipt.get(part), str) for part in PARTS):
        return None
    return receipt
