"""The table of finding codes: grade, sentence and remedy in Chinese and English.

``docs/reference/findings.md`` is generated from it. Long because it is one table: a row a code; the codes of batches,
of the database and of the registry stand in modules of their own beside it.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from canbao.basis.finding_codes_access import ACCESS
from canbao.basis.finding_codes_batch import BATCH
from canbao.basis.finding_codes_care import CARE
from canbao.basis.finding_codes_database import DATABASE
from canbao.basis.finding_codes_demo import DEMO
from canbao.basis.finding_codes_desk import DESK
from canbao.basis.finding_codes_enrolling import ENROLLING
from canbao.basis.finding_codes_feeds import FEEDS
from canbao.basis.finding_codes_imports import IMPORTS
from canbao.basis.finding_codes_linking import LINKING
from canbao.basis.finding_codes_people import PEOPLE
from canbao.basis.finding_codes_places import PLACES
from canbao.basis.finding_codes_registry import REGISTRY
from canbao.basis.finding_codes_sealing import SEALING
from canbao.basis.findings import Finding, FindingCode
from canbao.basis.findings import coded as row

TABLE: tuple[FindingCode, ...] = (
    # --- input
    row(
        "file_unreadable",
        "error",
        "无法读取文件：{reason}",
        "The file cannot be read: {reason}",
        "检查文件路径与读取权限。",
        "Check the path and the right to read it.",
    ),
    row(
        "file_unwritable",
        "error",
        "无法写入文件：{reason}",
        "The file cannot be written: {reason}",
        "换一个已有目录中的文件名，或取得写入权限。",
        "Name a file in a folder that exists and may be written to.",
    ),
    row(
        "not_utf8",
        "error",
        "文件不是 UTF-8 编码（第 {offset} 字节处）。",
        "The file is not UTF-8 (at byte {offset}).",
        "另存为 UTF-8 后重试。",
        "Save it as UTF-8 and try again.",
    ),
    row(
        "address_unavailable",
        "error",
        "不能在此地址监听：{reason}。",
        "Cannot listen at this address: {reason}.",
        "换一个 --host 或 --port，或停掉占用它的程序。",
        "Take another --host or --port, or stop what uses it.",
    ),
    row(
        "not_yaml",
        "error",
        "不是有效的 YAML 1.2 或 JSON：{reason}",
        "This is neither YAML 1.2 nor JSON: {reason}",
        "检查该行的缩进、冒号与引号。",
        "Check the indentation, colons and quotes of that line.",
    ),
    row(
        "yaml_feature_refused",
        "error",
        "不接受的 YAML 写法：{feature}。",
        "This YAML feature is not accepted: {feature}.",
        "写成普通的键和值，不用锚点、别名和标签。",
        "Write plain keys and values, without anchors, aliases or tags.",
    ),
    row(
        "too_large",
        "error",
        "内容过大：{what}（上限 {limit}）。",
        "Too large: {what} (at most {limit}).",
        "拆成几个文件。",
        "Split it into several files.",
    ),
    row(
        "duplicate_key",
        "error",
        "键“{key}”出现了两次。",
        "The key '{key}' appears twice.",
        "只保留一个。",
        "Keep one of them.",
    ),
    row(
        "empty_file",
        "error",
        "文件为空。",
        "The file is empty.",
        "写入一个案例或一个案例列表。",
        "Write one case, or a list of cases, into it.",
    ),
    row(
        "unknown_key",
        "error",
        "未知的键“{key}”；最接近的是“{nearest}”。",
        "Unknown key '{key}'; the nearest known one is '{nearest}'.",
        "改正键名，或删去它。",
        "Correct the key or remove it.",
    ),
    row(
        "missing_key",
        "error",
        "缺少必填项“{key}”。",
        "The required key '{key}' is missing.",
        "补上该项。",
        "Add it.",
    ),
    row(
        "wrong_value",
        "error",
        "值“{value}”无效：应为{expected}。",
        "The value '{value}' is not valid: expected {expected}.",
        "改正该值。",
        "Correct the value.",
    ),
    row(
        "unknown_value",
        "error",
        "值“{value}”不在已知取值之中；最接近的是“{nearest}”。",
        "The value '{value}' is not known; the nearest known one is '{nearest}'.",
        "从参考文档所列取值中选择。",
        "Choose one of the values listed in the reference.",
    ),
    row(
        "contradiction",
        "error",
        "内容自相矛盾：{what}。",
        "The input contradicts itself: {what}.",
        "核对后改正其中一处。",
        "Check and correct one of the two.",
    ),
    row(
        "impossible_date",
        "error",
        "日期不可能：{what}。",
        "Impossible date: {what}.",
        "核对日期。",
        "Check the dates.",
    ),
    row(
        "not_in_scope",
        "error",
        "不在本命令范围内：{what}。",
        "Out of the scope of this command: {what}.",
        "{remedy}",
        "{remedy}",
    ),
    row(
        "unknown_place",
        "error",
        "没有适用于“{place}”的政策包；现有：{known}。",
        "No pack covers the place '{place}'; there are: {known}.",
        "使用已有地区代码，或按 docs/how-to/add-a-city.md 新增政策包。",
        "Use a place that has a pack, or add one as docs/how-to/add-a-city.md shows.",
    ),
    row(
        "law_not_in_force",
        "error",
        "该时点没有可适用的规定：{what}。",
        "No law encoded here is in force: {what}.",
        "更换日期或年度，或在政策包、覆盖文件中补充规定。",
        "Use another day or year, or add the law in a pack or overlay.",
    ),
    # --- the answer
    row(
        "assumed_value",
        "warning",
        "使用了假定值：{what}（{value}）。",
        "An assumed value was used: {what} ({value}).",
        "取得当地文件后，在覆盖文件中填写并注明来源。",
        "When the local document is at hand, give the value with its source in an overlay.",
    ),
    row(
        "reported_value",
        "info",
        "使用了转述值：{what}（{value}），本地尚未读到原文。",
        "A reported value was used: {what} ({value}); the document itself has not been read.",
        "核对原文后在覆盖文件中确认。",
        "Check it against the document and confirm it in an overlay.",
    ),
    row(
        "frame_only",
        "warning",
        "当地文件未规定变动等待期，按国办发〔2024〕38号的框架计算。",
        "No local text sets the variable wait; it is computed from the national frame gb38 alone.",
        "取得省级文件后补充政策包。",
        "Add the provincial text to the pack when it is known.",
    ),
    row(
        "missing_layer",
        "warning",
        "上级政策层 {layer} 缺失：{number} 尚未取得。",
        "The layer {layer} above this place is missing: {number} is not at hand.",
        "取得该文件后补充政策包。",
        "Add its pack when the document is at hand.",
    ),
    row(
        "undetermined",
        "warning",
        "{what}无法确定：现有文件未作规定。",
        "{what} is undetermined: the documents at hand do not say.",
        "在覆盖文件中提供 {where} 并注明来源{switch}。",
        "Give {where} with its source in an overlay{switch}.",
    ),
    row(
        "original_limit_unknown",
        "info",
        "大病保险原封顶线未知，限额合计无法确定。",
        "The original serious-illness limit is not known, so the total is undetermined.",
        "在案例中填写 original_limit_yuan，或由覆盖文件提供。",
        "Give original_limit_yuan in the case, or an overlay with it.",
    ),
    row(
        "unknown_years",
        "warning",
        "{from_year} 年以前的参保情况未知；未能确定：{fields}。",
        "The years before {from_year} are unknown; not determined: {fields}.",
        "补充更早年度的参保记录（history_known_from、history）。",
        "Add the records of earlier years (history_known_from, history).",
    ),
    row(
        "no_circumstance",
        "warning",
        "没有适用的参保情形：{why}。",
        "No circumstance applies: {why}.",
        "核对缴费日期、年度与事件。",
        "Check the day of payment, the year and the events.",
    ),
    row(
        "circumstance_not_met",
        "warning",
        "不符合所选情形“{name}”：{why}。",
        "The named circumstance '{name}' is not met: {why}.",
        "去掉 enrolment.circumstance，由系统判定；或补充缺少的事实。",
        "Remove enrolment.circumstance and let the law decide, or add the missing fact.",
    ),
    row(
        "other_rules_apply",
        "warning",
        "该类人员（{event}）由其他规定办理，本规则不作决定。",
        "Other rules apply to this group ({event}); nothing is decided here.",
        "按退役军人、刑满释放人员等的专门规定办理，并人工复核。",
        "Handle it under the rules for veterans, released prisoners and similar groups, by hand.",
    ),
    row(
        "empty_span",
        "warning",
        "{year} 年内没有可享受待遇的日期：最早应为 {day}。",
        "Nothing is payable in {year}: the benefit would begin on {day}.",
        "把剩余等待期（earlier_wait_until: {day}）带入下一年度的参保。",
        "Carry the rest of the wait into the next year's enrolment (earlier_wait_until: {day}).",
    ),
    row(
        "repair_without_effect",
        "warning",
        "申请修复 {asked} 年，其中 {refused} 年{why}，不予收取。",
        "{refused} of the {asked} years of repair asked for {why}; they are not charged.",
        "与参保缴费同时办理，最多可修复 {repairable} 年。",
        "With the enrolment payment at most {repairable} may be repaired.",
    ),
    row(
        "repair_only_with_payment",
        "warning",
        "此地只能在参保缴费的同时修复，其后的修复不予受理。",
        "Here the repair is possible only together with the enrolment payment; the later one is refused.",
        "参保缴费当日一并办理修复。",
        "Repair on the day of the enrolment payment.",
    ),
    row(
        "limit_below_zero",
        "warning",
        "按公式计算的限额为 {total}，低于零。",
        "By the formula the limit is {total}, below zero.",
        "核对 original_limit_yuan；确无误的，人工复核。",
        "Check original_limit_yuan; if it is right, have the case reviewed by hand.",
    ),
    row(
        "bonus_use_before_first_bonus",
        "warning",
        "{years} 年记录了激励额度的使用，但当时尚无该激励，不作清零。",
        "A use of the bonus is recorded for {years}, when there was none yet; it clears nothing.",
        "核对该年度的 bonus_used。",
        "Check bonus_used of that year.",
    ),
    row(
        "aid_not_in_force",
        "info",
        "当地文件未规定资助参保，资助为 0。",
        "The local text names no aid towards the premium; aid is 0.",
        "如有单独的资助文件，在覆盖文件中补充。",
        "If another document sets the aid, add it in an overlay.",
    ),
    row(
        "premium_unknown",
        "warning",
        "{year} 年的{what}未知，相应金额无法确定；其他结果不受影响。",
        "The {what} of {year} is not known, so the amounts are undetermined; the rest is decided.",
        "公布后在覆盖文件中填写 {where}。",
        "Give {where} in an overlay once it is announced.",
    ),
    # --- packs and overlays
    row(
        "unknown_document",
        "error",
        "文件“{document}”在本政策包及其上级中均未登记；最接近的是“{nearest}”。",
        "The document '{document}' is declared neither in this pack nor above it; the nearest one is '{nearest}'.",
        "在 documents 中登记该文件，或改正引用。",
        "Declare it under documents, or correct the citation.",
    ),
    row(
        "wrong_unit",
        "error",
        "“{name}”的单位应为 {expected}，此处为 {unit}。",
        "The unit of '{name}' is {expected}, not {unit}.",
        "改正单位，并核对数值是否按该单位填写。",
        "Correct the unit, and check that the value is given in it.",
    ),
    row(
        "overlapping_spans",
        "error",
        "“{name}”在参保年度 {years} 有两处规定（另一处：{other}），没有文件说明以何者为准。",
        "'{name}' is given twice for the coverage years {years} (also at {other}); no document displaces the other.",
        "改正参保年度，或在 documents 中以 displaces 写明哪份文件优先。",
        "Correct the coverage years, or say under documents, with displaces, which document prevails.",
    ),
    row(
        "span_gap",
        "error",
        "“{name}”在参保年度 {years} 没有取值，前后年度均有。",
        "'{name}' has no value for the coverage years {years}, between years that have one.",
        "补上这些年度的取值；文件未定的写 undetermined。",
        "Add a value for them; where the texts leave it open, write undetermined.",
    ),
    row(
        "pack_without_content",
        "warning",
        "没有任何取值、解释或情形，也没有转发其他文件。",
        "There is no value, reading or circumstance here, and no document that forwards another.",
        "补充内容；转发上级文件的，在 documents 中写 forwards。",
        "Add some; for a document that forwards one from above, write forwards under documents.",
    ),
    row(
        "overlay_without_pack",
        "error",
        "覆盖文件的地区 {place} 没有政策包，覆盖不会生效；最近的政策包是 {nearest}。",
        "The overlay lies over {place}, which has no pack, so it would change nothing; the nearest pack is {nearest}.",
        "改为已有政策包的地区，或另写一个 pack: 1 的政策包。",
        "Lay it over a place that has a pack, or write a pack (pack: 1) for this place.",
    ),
    row(
        "layer_skipped",
        "warning",
        "本包继承 {inherits}，越过了已有政策包的上级 {skipped}。",
        "This pack inherits {inherits} and passes over {skipped}, a place above it that has a pack.",
        "改为继承 {skipped}，除非该省规定确实不适用于本地。",
        "Inherit {skipped}, unless its law really does not hold here.",
    ),
    row(
        "without_effect",
        "warning",
        "此处的“{key}”不起作用：{why}。",
        "'{key}' has no effect here: {why}.",
        "删去该项，或移到起作用的位置。",
        "Remove it, or move it to where it acts.",
    ),
    row(
        "document_ends_soon",
        "info",
        "{number}将于 {day} 失效，此后本地将没有该文件的规定。",
        "{number} ends on {day}; from then on its law no longer holds here.",
        "取得后续文件，在政策包或覆盖文件中补充。",
        "Find the text that follows it, and add it in the pack or an overlay.",
    ),
    row(
        "frame_departure",
        "error",
        "与国家框架不符：{name}此处为{local}（{clause}），国办发〔2024〕38号为{frame}（{frame_clause}）。",
        "This departs from the national frame: {name} is {local} ({clause}), {frame} in the frame ({frame_clause}).",
        "核对原文；确与国家规定不同的，报上级核实后再施行。",
        "Check it against the text; if it really differs, have the level above confirm it before it is applied.",
    ),
    row(
        "frame_departure_in_principle",
        "warning",
        "与国家框架的原则性规定不同：{name}此处为{local}（{clause}），国办发〔2024〕38号原则上为{frame}（{frame_clause}）。",
        "This differs from what the frame asks in principle: {name} is {local} here ({clause}), in principle {frame} "
        "({frame_clause}).",
        "确认文件说明了理由。",
        "Make sure that the document gives its reasons.",
    ),
    row(
        "frame_not_addressed",
        "warning",
        "本地文件设定了激励额度（{clause}），但未写明{name}，按国家框架办理（{frame_clause}）。",
        "The local text sets the bonus ({clause}) without speaking of this: {name}. The frame holds ({frame_clause}).",
        "核对原文；有规定的，在政策包中补充。",
        "Check the text, and add it to the pack if it does.",
    ),
    row(
        "competence_is_provincial",
        "warning",
        "{what}由本地自行设定（{clause}），而具体标准应由省级确定（{frame_clause}）：{why}。",
        "{what} set by this place itself ({clause}), while exact standards are the province's ({frame_clause}): {why}.",
        "取得省级文件并补充其政策包，或确认本地获得授权。",
        "Add the provincial text as a pack, or confirm that the place was authorised.",
    ),
    *BATCH,
    *SEALING,
    *DATABASE,
    *DEMO,
    *DESK,
    *ACCESS,
    *ENROLLING,
    *CARE,
    *FEEDS,
    *IMPORTS,
    *LINKING,
    *PLACES,
    *PEOPLE,
    *REGISTRY,
)

MOST_KEPT = 4096
"""Filled findings kept at most."""

CODES: dict[str, FindingCode] = {entry.code: entry for entry in TABLE}


def finding(code: str, about: str, clauses: tuple[str, ...] = (), **values: Hashable) -> Finding:
    """A finding of a known code, its sentences filled with ``values``."""
    return _filled(code, about, clauses, tuple(values.items()))


@lru_cache(maxsize=MOST_KEPT)
def _filled(code: str, about: str, clauses: tuple[str, ...], values: tuple[tuple[str, Hashable], ...]) -> Finding:
    """The same finding is said of many cases, so its sentences are filled once."""
    entry = CODES[code]
    words = dict(values)
    return Finding(code, entry.severity, about, entry.message.fill(**words), entry.remedy.fill(**words), clauses)
