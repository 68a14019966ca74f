"""The finding codes of taking feeds in: which feed and place, what became of the file, the agreement behind it."""

from __future__ import annotations

from canbao.basis.findings import FindingCode
from canbao.basis.findings import coded as row

IMPORTS: tuple[FindingCode, ...] = (
    # --- which feed, which place
    row(
        "feed_kind_missing",
        "error",
        "没有指明数据种类；列名与{feed}（{department}）相符。",
        "It is not said which feed the file is of; its columns are those of {feed} ({department}).",
        "确认后加 --kind {kind} 重新运行。",
        "If it is that, run it again with --kind {kind}.",
    ),
    row(
        "feed_kind_not_known",
        "error",
        "没有指明数据种类，列名也与任何一种都对不上。",
        "It is not said which feed the file is of, and its columns are those of none.",
        "用 --kind 指明；种类见 canbao feed list，模板见 canbao feed template。",
        "Say it with --kind; canbao feed list shows the kinds, canbao feed template their columns.",
    ),
    row(
        "feed_place_missing",
        "error",
        "不知道文件是哪个地区的。",
        "It is not known which place the file is of.",
        "用 --place 指明，或在文件名中写上，如 civil_affairs_430191_2026-11.csv。",
        "Say it with --place, or write it in the name of the file, as civil_affairs_430191_2026-11.csv.",
    ),
    row(
        "feed_place_unknown",
        "error",
        "行政区划表中没有 {place}。",
        "There is no place {place} in the table of places.",
        "核对代码；新设的地区请系统管理员先载入。",
        "Check the code; a new place is loaded by the system administrator first.",
    ),
    row(
        "feed_place_differs",
        "warning",
        "指明的地区是 {given}，文件名中是 {named}，按前者处理。",
        "The place given is {given}, that in the name of the file {named}; the former counts.",
        "确认没有拿错文件。",
        "Make sure that it is the right file.",
    ),
    row(
        "feed_month_in_future",
        "error",
        "文件是 {month} 的，今天是 {today}：这个月还没有开始。",
        "The file is of {month}, and today is {today}: that month has not begun.",
        "核对月份；写错的用 --month 指明。",
        "Check the month; if it is written wrongly, say it with --month.",
    ),
    # --- what became of a file
    row(
        "feed_held",
        "warning",
        "名单缺少上次 {before} 行中的 {gone} 行，像是不完整：已暂存，没有采用，也没有终止任何人的身份。",
        "The list lacks {gone} of the {before} rows there were and seems cut short: it is held, nothing of it is "
        "taken, and nobody's aid ends.",
        "向提供部门核实：不完整的，取得完整文件再导入；确属实的，加 --confirm 说明理由后再导入一次。",
        "Ask the department: if it is not whole, import the whole one; if it is right, import it again with --confirm "
        "and say why.",
    ),
    row(
        "feed_late",
        "info",
        "之后月份的名单已先导入：本文件只补充其间的情况，不改变之后的。",
        "The list of a later month is there already: this file adds what was before it, and changes nothing after.",
        "无需处理。",
        "Nothing is to be done.",
    ),
    row(
        "feeds_not_taken",
        "warning",
        "其后的文件没有导入：{files}；在它之前的都已导入。",
        "The files after it are not imported: {files}; those before it are.",
        "改正后用同样的命令再导入：已导入的不会重复。",
        "Mend it and give the same command again: what is imported is not taken twice.",
    ),
    row(
        "feed_taken_as_changes",
        "info",
        "文件带有退回原因列，是改正后的退回行：按增量处理。",
        "The file has the columns of reasons, so it holds corrected rejects: it is taken as changes, no full list.",
        "确属全量名单的，加 --full 或删去这两列。",
        "If it is the full list, say --full or remove the two columns.",
    ),
    # --- the rejects of an earlier import
    row(
        "feed_run_unknown",
        "error",
        "没有编号 {run} 的导入，或不在当前会话的范围内。",
        "There is no import {run}, or it lies outside the scope of the present session.",
        "运行 canbao feed history 查看编号。",
        "canbao feed history shows the numbers.",
    ),
    row(
        "feed_file_not_of_run",
        "error",
        "这不是第 {run} 次导入的文件“{name}”：内容摘要不同。",
        "This is not the file '{name}' of import {run}: its digest is another.",
        "给出当时导入的原文件，不要另存或修改。",
        "Give the original file as it was imported, neither saved again nor changed.",
    ),
    row(
        "row_rejected_before",
        "error",
        "导入时被退回（{codes}）。",
        "It was rejected when the file was imported ({codes}).",
        "在参考文档“findings”中查看这些代码。",
        "See these codes in the reference page of findings.",
    ),
    # --- sharing agreements
    row(
        "feed_without_agreement",
        "info",
        "{place} 没有登记{feed}的共享约定。",
        "No sharing agreement for {feed} is recorded at {place}.",
        "用 canbao feed agreement add 登记渠道、期限、字段和依据。",
        "Record channel, period, fields and legal basis with canbao feed agreement add.",
    ),
    row(
        "feed_beyond_agreement",
        "warning",
        "文件中有共享约定以外的字段：{fields}。",
        "The file has fields that the sharing agreement does not name: {fields}.",
        "请提供部门去掉这些列，或补充约定。",
        "Have the department leave them out, or extend the agreement.",
    ),
)
