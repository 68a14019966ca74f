"""The finding codes of the acts of the office: corrections, determinations kept, duplicates, inquiries."""

from __future__ import annotations

from canbao.basis.findings import FindingCode
from canbao.basis.findings import coded as row

DESK: tuple[FindingCode, ...] = (
    # --- whom a command is about
    row(
        "person_or_place",
        "error",
        "须指明一个人或一个地区，且只能指明其一。",
        "One person or one place is to be named, and not both.",
        "给出在库编号，或用 --place 给出地区。",
        "Give the number of the person, or the place with --place.",
    ),
    row(
        "act_without_reason",
        "error",
        "须说明理由。",
        "A reason is needed.",
        "用 --why 写明理由；复核人和审计可见。",
        "Give it with --why; whoever decides sees it, and it is kept in the audit trail.",
    ),
    # --- determinations that are kept
    row(
        "determination_stands",
        "error",
        "此人该年度已有保存的判定。",
        "A determination of this person and year is kept already.",
        "事实或规定变化后，用 canbao determination affected 查看，再用 propose 提出重新判定。",
        "When facts or law changed, see canbao determination affected, then propose to determine again.",
    ),
    row(
        "determination_changed",
        "error",
        "提议之后判定已有变化，或有的判定不在您的管辖范围内。",
        "A determination was replaced since it was proposed, or lies outside your area.",
        "重新运行 canbao determination affected，再次提出。",
        "Run canbao determination affected again and propose anew.",
    ),
    row(
        "nobody_affected",
        "error",
        "没有人的判定会改变，无可提议。",
        "Nobody's determination would be another: there is nothing to propose.",
        "用 canbao determination affected 核对人员或地区。",
        "Check the person or place with canbao determination affected.",
    ),
    # --- corrections
    row(
        "statement_unknown",
        "error",
        "没有第 {number} 条记录：现有 {count} 条。",
        "There is no statement {number}: {count} stand now.",
        "用 canbao correction standing {person} 查看编号。",
        "See the numbers with canbao correction standing {person}.",
    ),
    row(
        "correction_changed",
        "error",
        "提议之后，要终止的记录已有变化，更正没有生效。",
        "What was to end has changed since it was proposed; the correction did not take effect.",
        "用 canbao correction standing 核对后重新提出。",
        "Look at canbao correction standing and propose anew.",
    ),
    # --- duplicates
    row(
        "pair_unknown",
        "error",
        "没有第 {number} 对记录：此人有 {count} 对覆盖同一天的记录。",
        "There is no pair {number}: {count} pairs of records of this person cover the same days.",
        "用 canbao duplicates list 查看，用 --pair 指明是哪一对。",
        "See canbao duplicates list, and say which with --pair.",
    ),
    row(
        "resolution_changed",
        "error",
        "提议之后，要终止的参保记录已有变化，处理没有生效。",
        "The record that was to go has changed since it was proposed; the resolution did not take effect.",
        "用 canbao duplicates judge 重新核对后提出。",
        "Look again with canbao duplicates judge and propose anew.",
    ),
    row(
        "undo_impossible",
        "error",
        "此修订不是对此人的更正或重复参保处理，或之后已有变化，或已经撤销。",
        "The revision is no correction or resolution of this person, or was changed since, or is undone already.",
        "用 canbao person history 核对；之后已有变化的，另行提出更正。",
        "See canbao person history; what was changed since is put right by a correction.",
    ),
    # --- inquiries
    row(
        "inquiry_unknown",
        "error",
        "没有这件协查，或不由您所在地区答复。",
        "There is no such inquiry, or it is not for your place to answer.",
        "用 canbao inquiry list 查看。",
        "See canbao inquiry list.",
    ),
    row(
        "inquiry_answered",
        "error",
        "此件协查已经答复。",
        "The inquiry is answered already.",
        "用 canbao inquiry list 查看答复；情况有变的，另行协查。",
        "See the answer with canbao inquiry list; if things changed, ask again.",
    ),
    row(
        "inquiry_nobody",
        "error",
        "协查所涉人员没有可显示的证件或姓名。",
        "The person whom the inquiry is about has no certificate or name that could be shown.",
        "与发出协查的地区联系。",
        "Turn to the place that asks.",
    ),
    row(
        "number_impossible",
        "error",
        "号码不能生效：已有人持有该号码，或本人的证件在提议之后有变化。",
        "The number cannot take effect: somebody holds it, or the person's certificates changed since.",
        "用 canbao person find --number 查该号码的持有人；同一人的两份档案用 canbao link 核定。",
        "Find who holds it with canbao person find --number; of two files of one person decide with canbao link.",
    ),
)
