"""The finding codes of doubts about two people, merges and splits."""

from __future__ import annotations

from canbao.basis.findings import FindingCode
from canbao.basis.findings import coded as row

LINKING: tuple[FindingCode, ...] = (
    row(
        "doubt_unknown",
        "error",
        "没有 {doubt} 号疑似，或其中有人不在您的管辖范围内。",
        "There is no doubt {doubt}, or one of its people lies outside your area.",
        "用 canbao link queue 查看待核的疑似。",
        "See the doubts that are open with canbao link queue.",
    ),
    row(
        "doubt_changed",
        "error",
        "此疑似已有结论，或提议之后两人的信息已有变化。",
        "The doubt is settled, or something about the two became known otherwise since it was proposed.",
        "重新运行 canbao link show，再次提出。",
        "Look at canbao link show again and propose anew.",
    ),
    row(
        "doubt_reason_unknown",
        "error",
        "没有这个理由：{value}。可用的有：{known}。",
        "There is no such reason: {value}. There are: {known}.",
        "用 --reason 给出其中之一。",
        "Give one of them with --reason.",
    ),
    row(
        "doubt_answer",
        "error",
        "须说明是同一人还是不同人，且只能选其一。",
        "It is to be said whether they are one person or two, and not both.",
        "给出 --same 或 --different。",
        "Give --same or --different.",
    ),
    row(
        "decision_answer",
        "error",
        "须说明同意还是不同意，且只能选其一。",
        "It is to be said whether the proposal is approved or refused, and not both.",
        "给出 --approve 或 --refuse。",
        "Give --approve or --refuse.",
    ),
    row(
        "merge_impossible",
        "error",
        "不能合并：其中一份档案已经并入他人、已有认定的参保，或证件与姓名在提议之后有变化。",
        "The files cannot be merged: one went into another already, has cover that was decided, or its certificates or "
        "names changed since.",
        "用 canbao person show 核对两人，必要时先撤销认定。",
        "Look at both with canbao person show; undo what was decided first where need be.",
    ),
    row(
        "split_impossible",
        "error",
        "没有可以拆分的合并，或合并之后档案已有变化。",
        "There is no merge to take back, or the file is another since.",
        "用 canbao person show 查看此人并入了谁。",
        "See with canbao person show whose file this person's went into.",
    ),
)
