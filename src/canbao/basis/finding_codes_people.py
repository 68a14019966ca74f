"""The finding codes of looking people up, of deciding them from the registry, of the monthly match and of changes."""

from __future__ import annotations

from canbao.basis.findings import FindingCode
from canbao.basis.findings import coded as row

PEOPLE: tuple[FindingCode, ...] = (
    # --- looking a person up
    row(
        "person_search_needed",
        "error",
        "没有给出要找的人。",
        "Whom to look for is not said.",
        "用 --number 给出证件号码，或用 --name 和 --born 给出姓名和出生日期。",
        "Give the certificate with --number, or the name and day of birth with --name and --born.",
    ),
    row(
        "person_not_found",
        "error",
        "没有找到，或不在当前会话的范围。",
        "Nobody is found, or not within the place of the present session.",
        "核对证件类型与号码，或按姓名和出生日期查找。",
        "Check kind and number, or look for name and day of birth.",
    ),
    row(
        "person_several",
        "error",
        "找到 {count} 人：{people}。",
        "{count} people are found: {people}.",
        "用编号指明是哪一位。",
        "Say which by number.",
    ),
    row(
        "person_unknown",
        "error",
        "没有编号为 {person} 的人，或不在当前会话的范围。",
        "There is no person {person}, or not within the place of the present session.",
        "运行 canbao person find 查找。",
        "Look with canbao person find.",
    ),
    row(
        "unmask_without_reason",
        "error",
        "查看完整的姓名和号码须说明理由。",
        "Names and numbers in full are shown for a reason only.",
        "用 --why 写明理由；理由记入审计。",
        "Give it with --why; it is kept in the audit trail.",
    ),
    row(
        "person_merged",
        "info",
        "此人已并入 {into} 号。",
        "This person was merged into {into}.",
        "查看 canbao person show {into}。",
        "See canbao person show {into}.",
    ),
    # --- deciding a person from the registry
    row(
        "person_birth_missing",
        "error",
        "登记信息中没有出生日期，无法判定。",
        "The registry has no day of birth, so nothing can be decided.",
        "导入人口登记等含出生日期的数据，或核对证件。",
        "Import a feed that states it, as the population register, or look at the certificate.",
    ),
    row(
        "person_place_missing",
        "error",
        "登记信息中没有户籍地和居住地，不知适用何地的规定。",
        "The registry has neither a registered nor a residence place, so whose law applies is not known.",
        "用 --place 给出参保地。",
        "Give the place of enrolment with --place.",
    ),
    row(
        "history_start_missing",
        "warning",
        "未说明 {place} 的参保记录从哪一年起齐全：没有记录的年份按“不知道”处理。",
        "From which year on the cover of {place} is in the registry is not said: years without a record are unknown.",
        "核实后运行 canbao cover history-start {place} 年份 --why 依据。",
        "Find out, then run canbao cover history-start {place} YEAR --why REASON.",
    ),
    row(
        "year_not_settled",
        "warning",
        "{years} 年度是否报销尚无记录，按未报销判定。",
        "Whether the fund paid in {years} is not recorded; decided as if it had not.",
        "年度结清后重新导入居民医保参保数据，再判定。",
        "Import resident cover again when the year is settled, and decide again.",
    ),
    # --- the monthly match
    row(
        "month_malformed",
        "error",
        "“{value}”不是月份，应为 YYYY-MM，如 2026-11。",
        "'{value}' is no month; expected YYYY-MM, as 2026-11.",
        "改正月份。",
        "Correct the month.",
    ),
    row(
        "match_run_unknown",
        "error",
        "没有这次比对，或不在当前会话的范围。",
        "There is no such match, or not within the place of the present session.",
        "运行 canbao match show 地区 查看已有的比对，或运行 canbao match run。",
        "See canbao match show PLACE for those there are, or run canbao match run.",
    ),
    row(
        "match_months_two",
        "error",
        "比较需要两个不同的月份。",
        "A comparison needs two different months.",
        "给出两个 --month。",
        "Give --month twice.",
    ),
    row(
        "match_not_the_same",
        "error",
        "重新计算的结果与当时不同。",
        "Worked out again, the match gives another result than it did.",
        "核对程序版本与规则摘要（canbao match manifest）；未变时保全数据库并报告。",
        "Compare the digest of the rules (canbao match manifest); if it is the same, keep the database and report it.",
    ),
    # --- files written
    row(
        "export_kind_unknown",
        "error",
        "导出文件须为 {expected}。",
        "A file written ends with {expected}.",
        "改用这些后缀之一。",
        "Use one of these endings.",
    ),
)
