"""The words of the side commands' answers, in Chinese and English: names of codes, and a sentence for each
reason.
"""

from __future__ import annotations

from canbao.basis.findings import Text

SCHEME_WORDS = {
    "resident": Text("居民医保", "the resident scheme"),
    "employee": Text("职工医保", "the employee scheme"),
}

TIE_WORDS = {
    "registered": Text("户籍地", "registered there"),
    "resides": Text("常住地", "usual residence"),
    "works": Text("就业地", "place of work"),
    "studies": Text("学籍地", "place of study"),
    "born": Text("出生地", "place of birth"),
    "parent_resides": Text("父母常住地", "parents' usual residence"),
}

DOCUMENT_WORDS = {
    "birth_certificate": Text("出生医学证明", "birth certificate"),
    "household_register": Text("本人户口簿", "own household register"),
    "residence_permit": Text("居住证", "residence permit"),
    "parent_household_register": Text("父母一方本地户口簿", "a parent's local household register"),
    "parent_residence_permit": Text("父母一方本地居住证", "a parent's local residence permit"),
    "employment_registration": Text("本地就业登记", "local employment registration"),
    "hk_macau_taiwan_permit": Text("港澳台居民居住证", "residence permit for Hong Kong, Macau and Taiwan residents"),
    "permanent_residence_permit": Text("外国人永久居留证", "foreigner's permanent residence permit"),
    "not_enrolled_at_school": Text("未在学校参保的证明", "proof of not being enrolled at school"),
    "other_cover_ended": Text("原参保关系已终止的证明", "proof that the other cover has ended"),
    "written_undertaking": Text("本人书面承诺", "the person's written undertaking"),
}

ELIGIBILITY_WORDS = {
    "by_registration": Text("可凭户籍在此参加{scheme}。", "May join {scheme} here by household registration."),
    "by_residence": Text("可在常住地参加{scheme}。", "May join {scheme} at the place of residence."),
    "by_work": Text("可在就业地参加{scheme}。", "May join {scheme} at the place of work."),
    "by_study": Text("可在学籍地参加{scheme}。", "May join {scheme} at the place of study."),
    "by_birth": Text("可在出生地参加{scheme}。", "May join {scheme} at the place of birth."),
    "by_parent": Text("可在父母常住地参加{scheme}。", "May join {scheme} where the parents live."),
    "by_document": Text("可参加{scheme}，与联系地无关。", "May join {scheme}; no tie to the place is asked for."),
    "documents_missing": Text(
        "参加{scheme}尚需：{needed}。",
        "To join {scheme} these are still needed: {needed}.",
    ),
    "closed_to_group": Text(
        "属于职工医保应参保人员，不在{scheme}范围内。", "Due in the employee scheme; outside {scheme}."
    ),
    "no_tie": Text(
        "与该地没有户籍、居住、就业或就学联系，不能在此参加{scheme}。",
        "Neither registered, living, working nor studying here: {scheme} is not open here.",
    ),
    "text_silent": Text(
        "现有文件未规定此类人员能否在此参加{scheme}，不能确定。",
        "The documents at hand do not say whether this person may join {scheme} here: undetermined.",
    ),
    "frame_asks_to_relax": Text(
        "国家要求放宽户籍限制，当地办法未见规定，能否在此参加{scheme}不能确定。",
        "The national frame asks to relax the registration limit, but no local text says how: "
        "whether {scheme} is open is undetermined.",
    ),
    "not_in_work": Text("尚未就业的儿童不参加{scheme}。", "A child is not in work and does not join {scheme}."),
    "has_other_guarantee": Text(
        "按国家规定享有其他保障，不参加{scheme}。", "Another guarantee by the state applies; {scheme} is not open."
    ),
    "other_guarantee_silent": Text(
        "享有其他保障者能否参加{scheme}，现有文件未作规定。",
        "The documents at hand do not say whether {scheme} is open beside another state guarantee.",
    ),
    "one_year_at_a_time": Text("{scheme}一年一缴，不得一次缴纳多年。", "{scheme} is paid one year at a time."),
    "years_at_once_silent": Text(
        "能否一次缴纳多年，现有文件未作规定。", "The documents at hand do not say whether several years may be paid."
    ),
    "enrolled_here": Text(
        "已在此地参加{scheme}（止期：{ends}）。", "Already enrolled here in {scheme} (cover ends: {ends})."
    ),
    "covered_elsewhere": Text(
        "已在外地参加{scheme}，不得重复参保（止期：{ends}）。",
        "Already enrolled elsewhere in {scheme}; no double enrolment (cover ends: {ends}).",
    ),
    "covered_in_other_scheme": Text(
        "另一制度的参保关系仍在存续，不得同时参加{scheme}（止期：{ends}）。",
        "Cover in the other scheme still runs; {scheme} cannot be joined beside it (cover ends: {ends}).",
    ),
    "resident_cover_gives_way": Text(
        "应随单位参加{scheme}；须先终止居民医保关系，尚需：{needed}。",
        "Due in {scheme} with the unit; the resident cover must end first. Still needed: {needed}.",
    ),
    "double_enrolment_silent": Text(
        "重复参保如何处理，现有文件未作规定。", "The documents at hand do not say what follows from cover elsewhere."
    ),
}

RETIREMENT_WORDS = {
    "retiree_benefits": Text(
        "符合年限，可享受退休人员医保待遇。", "The years suffice: retiree medical benefits are due."
    ),
    "below_retirement_age": Text(
        "未达到法定退休年龄；按现有年限尚差{missing}。",
        "Below retirement age; with the years so far {missing} would be missing.",
    ),
    "years_missing": Text("缴费年限尚差{missing}。", "Contribution years are short by {missing}."),
    "province_years_missing": Text(
        "省内缴费年限尚差{in_province}。", "Years paid in the province are short by {in_province}."
    ),
    "pension_missing": Text("年限已满足，须先办理退休手续。", "The years suffice; the pension must be granted first."),
    "place_not_named": Text(
        "年限已满足，但文件未规定在何地办理。", "The years suffice, but the text does not say where to claim."
    ),
    "not_in_texts": Text(
        "现有文件未规定退休人员医保待遇的年限，不能确定。",
        "The documents at hand do not set the years for retiree benefits: undetermined.",
    ),
}

CLAIM_PLACE_WORDS = {
    "last_place": Text("最后参保地", "the place of the last enrolment"),
    "most_years_place": Text("实际缴费年限最长的参保地（可选择）", "the place with most years paid (by choice)"),
    "registered_place": Text("户籍地", "the registered place"),
}

MAKE_UP_WORDS = {
    "pay_at_once": Text("一次性补缴", "pay the missing months at once"),
    "pay_on": Text("延期缴纳", "go on paying until they are reached"),
}

CONVERSION_WORDS = {
    "converted": Text(
        "居民医保实际缴费{resident}，折算为职工医保{converted}，余{left}；合计{total}。",
        "{resident} of resident contributions convert to {converted} of employee contributions, {left} left over; "
        "{total} in all.",
    ),
    "not_joined": Text("尚未参加职工医保，暂不折算。", "Employee insurance has not been joined; nothing converts yet."),
    "outside_province": Text(
        "跨省转移的折算，现有文件未作规定，不能确定。",
        "For a move across provinces the text does not say: undetermined.",
    ),
    "not_in_texts": Text(
        "现有文件未规定居民医保年限折算，不能确定。",
        "The documents at hand set no conversion of resident years: undetermined.",
    ),
}

RELATION_WORDS = {
    "no_overlap": Text("两条参保记录不重叠，不属于重复参保。", "The two records do not overlap: no duplicate."),
    "student_overlap": Text(
        "新入学学生的户籍地与学籍地参保在允许期间内重叠，不属于重复参保。",
        "A new student's cover at home and at school overlaps lawfully: no duplicate.",
    ),
    "place_of_work": Text(
        "均为职工医保，原则上保留就业地关系。", "Two employee records: in principle the place of work."
    ),
    "place_of_residence": Text(
        "均为居民医保，原则上保留常住地关系。", "Two resident records: in principle the place of residence."
    ),
    "place_of_study": Text(
        "学生原则上保留学籍地关系。", "A student's record stays, in principle, at the place of study."
    ),
    "employee_prevails": Text(
        "连续参加职工医保满一年，原则上保留职工医保关系。",
        "Employee cover has run long enough without a break: in principle it stays.",
    ),
    "employee_cover_too_short": Text(
        "连续参加职工医保未满一年，由本人选择。",
        "Employee cover has not run long enough without a break: the person chooses.",
    ),
    "neither_stands_out": Text(
        "两条记录不能按原则区分，由本人选择。", "The principle does not tell the two apart: the person chooses."
    ),
    "no_principle_known": Text("没有可适用的处理原则，不能确定。", "No principle is known here: undetermined."),
}

RELATIVE_WORDS = {
    "spouse": Text("配偶", "spouse"),
    "parent": Text("父母", "parent"),
    "child": Text("子女", "child"),
    "sibling": Text("兄弟姐妹", "sibling"),
    "grandparent": Text("祖父母、外祖父母", "grandparent"),
    "grandchild": Text("孙子女、外孙子女", "grandchild"),
    "other": Text("其他亲属", "another relative"),
}

USE_WORDS = {
    "resident_premium": Text("居民医保个人缴费", "resident premium"),
    "own_share_in_scope": Text("政策范围内个人自付费用", "own share within the scheme's scope"),
    "own_share_out_of_scope": Text("政策范围外个人自费费用", "own cost outside the scheme's scope"),
    "long_term_care_premium": Text("长期护理保险个人缴费", "long-term-care premium"),
    "inclusive_premium": Text("惠民型商业补充医疗保险个人缴费", "inclusive commercial premium"),
}

ACCOUNT_WORDS = {
    "named_in_text": Text("可为{relative}支付{use}：{amount}。", "May pay {use} for the {relative}: {amount}."),
    "not_a_close_relative": Text(
        "{relative}不属于规定的近亲属。", "A {relative} is not among the close relatives named."
    ),
    "use_not_named": Text("现有文件未列明{use}，不能确定。", "The documents at hand do not name {use}: undetermined."),
    "relative_not_enrolled": Text(
        "近亲属未参保，不能支付{use}。", "The relative is not enrolled; {use} cannot be paid."
    ),
    "not_at_designated_institution": Text(
        "费用不在定点医药机构发生，不能支付。", "The cost did not arise at a designated institution."
    ),
    "premium_outside_province": Text(
        "现有文件只规定了省内居民医保个人缴费。", "The texts at hand carry only a resident premium in the province."
    ),
    "no_balance": Text("个人账户没有余额。", "The account has no balance."),
    "relatives_not_named": Text("现有文件未列明近亲属范围，不能确定。", "No text names the relatives: undetermined."),
}

SETTLEMENT_WORDS = {
    "estimate": Text(
        "这是按申报参数所作的估算，不是结算结果；不含医疗救助。",
        "An estimate from declared figures, not a settlement; medical aid is not included.",
    ),
    "basic": Text("基本医保：计入{base}，支付{paid}。", "Basic: {paid} of {base}."),
    "serious": Text("大病保险：计入{base}，支付{paid}。", "Serious-illness: {paid} of {base}."),
    "inclusive": Text("惠民型商业补充医疗保险：计入{base}，支付{paid}。", "Inclusive commercial: {paid} of {base}."),
    "own": Text("个人负担{own}。", "The person bears {own}."),
}
