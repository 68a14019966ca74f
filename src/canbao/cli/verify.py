"""Verify receipts: decide the cases again and compare the digests."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Language, Text
from canbao.cli.output import OK, console, fail

if TYPE_CHECKING:
    from canbao.basis.tree import Tree
    from canbao.policy.policy import Policies

DIFFERS = 1


def verify_cases(path: Path, tree: Tree, policies: Policies, language: Language) -> int:
    """Compare every case of a file with its receipt; the exit status: 0 all hold, 1 some differ, 2 unusable."""
    from canbao.casework.receipt import differences, receipt_of
    from canbao.cli.cases import decided

    receipts = receipts_in(path, language)
    out = console()
    cases = list(decided(tree, policies, language))
    if len(receipts) != len(cases):
        what = Text(
            f"回执 {len(receipts)} 份，案例 {len(cases)} 个", f"{len(receipts)} receipts for {len(cases)} cases"
        )
        fail([finding("contradiction", str(path), what=what)], language)
    status = OK
    for given, (read, decision, error) in zip(receipts, cases, strict=True):
        name = read.id or f"#{read.number + 1}"
        if decision is None:
            fail(error.findings if error else read.findings, language)
        differ = differences(given, receipt_of(decision))
        if differ:
            status = DIFFERS
            words = "不一致" if language == "zh" else "differs"
            out.print(f"[bold red]✗[/] {name}: {words}: {', '.join(differ)}")
        else:
            out.print(f"[green]✓[/] {name}: {'一致' if language == 'zh' else 'holds'}")
    return status


def receipts_in(path: Path, language: Language) -> list[dict[str, str]]:
    """The receipts of a file: one or a list, each a receipt or an answer that has one."""
    from canbao.basis.tree import read_tree

    try:
        tree = read_tree(path)
    except BadInputError as bad:
        fail(bad.findings, language)
    entries: list[Any] = tree.value if isinstance(tree.value, list) else [tree.value]
    receipts = [entry.get("receipt", entry) if isinstance(entry, dict) else None for entry in entries]
    if not all(isinstance(r, dict) and all(isinstance(v, str) for v in r.values()) and "result" in r for r in receipts):
        expected = Text(
            "回执（pack、policy、rules、facts、result），或含 receipt 的判定结果",
            "a receipt (pack, policy, rules, facts, result), or an answer with one",
        )
        fail([finding("wrong_value", str(path), value="…", expected=expected)], language)
    return [r for r in receipts if r is not None]
