"""The kinds of facts that feeds may state: a closed list, with words, form and codes.

A descriptor yields only these. The names of events and aid categories are those of a case, so that a case is built from
facts without a table between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from canbao.basis.findings import Text
from canbao.basis.glossary import label
from canbao.rules.facts import AID_CATEGORIES

Form = Literal["event", "span", "trait"]
"""``event``: happens on a day. ``span``: holds from a day until another. ``trait``: true of a person for life."""

Subject = Literal["person", "unit"]


@dataclass(frozen=True, slots=True)
class FactKind:
    """A kind of fact.

    several: different ones may hold at once, or happen in a life (a person may be at two schools, rightly or not), so
    that a new one does not end the others. Of the other kinds one holds at a time; two feeds that disagree are in
    conflict. codes: what its code may be; none for a kind without a code. with_place: it says nothing without a place.
    """

    name: str
    words: Text
    form: Form
    several: bool = False
    codes: Mapping[str, Text] = field(default_factory=dict)
    with_place: bool = False
    subject: Subject = "person"


SEX: Final = {"male": Text("男", "male"), "female": Text("女", "female")}
REGISTRATION: Final = {
    "registered": Text("在册", "registered"),
    "moved_in": Text("迁入", "moved in"),
    "moved_out": Text("迁出", "moved out"),
    "cancelled": Text("注销", "cancelled"),
}
RELATION: Final = {
    "head": Text("户主", "head of the household"),
    "spouse": Text("配偶", "spouse"),
    "child": Text("子女", "child"),
    "grandchild": Text("孙子女或外孙子女", "grandchild"),
    "parent": Text("父母", "parent"),
    "grandparent": Text("祖父母或外祖父母", "grandparent"),
    "sibling": Text("兄弟姐妹", "sibling"),
    "other_relative": Text("其他亲属", "other relative"),
    "not_related": Text("非亲属", "not related"),
}
"""To the head of the household."""
LEVEL: Final = {
    "kindergarten": Text("幼儿园", "kindergarten"),
    "primary": Text("小学", "primary school"),
    "junior_secondary": Text("初中", "junior secondary school"),
    "senior_secondary": Text("普通高中", "senior secondary school"),
    "secondary_vocational": Text("中等职业学校", "secondary vocational school"),
    "technical": Text("技工学校", "technical school"),
    "higher_vocational": Text("高职（专科）", "higher vocational college"),
    "undergraduate": Text("本科", "undergraduate"),
    "postgraduate": Text("研究生", "postgraduate"),
}
EMPLOYMENT: Final = {
    "unit": Text("单位就业", "employed by a unit"),
    "flexible": Text("灵活就业", "flexible worker"),
    "new_form": Text("新就业形态", "new form of work"),
}
PENSION: Final = {
    "employee_paying": Text("参加职工养老", "pays into the employee pension"),
    "employee_drawing": Text("领取职工养老待遇", "draws the employee pension"),
    "resident_paying": Text("参加居民养老", "pays into the resident pension"),
    "resident_drawing": Text("领取居民养老待遇", "draws the resident pension"),
}
EMPLOYEE_COVER: Final = {
    "active": Text("在职", "in work"),
    "retired": Text("退休", "retired"),
    "flexible": Text("灵活就业", "flexible worker"),
    "unemployed": Text("领取失业保险金", "draws unemployment benefit"),
}
SCHEME: Final = {
    "employee": Text("职工医保", "employee scheme"),
    "resident": Text("居民医保", "resident scheme"),
}
UNIT_CHANGE: Final = {
    "set_up": Text("设立", "set up"),
    "changed": Text("变更", "changed"),
    "cancelled": Text("注销", "cancelled"),
}
AID: Final = {category: label(category) for category in AID_CATEGORIES}

_KINDS: Final = (
    # --- who a person is
    FactKind("born", Text("出生", "born"), "event"),
    FactKind("sex", Text("性别", "sex"), "trait", codes=SEX),
    FactKind("died", Text("死亡", "died"), "event"),
    # --- where a person belongs
    FactKind("registered_place", Text("户籍地", "registered place"), "span", with_place=True),
    FactKind("residence_place", Text("居住地", "residence place"), "span", with_place=True),
    FactKind("registration", Text("户籍状态", "registration"), "span", codes=REGISTRATION),
    FactKind("household", Text("户内成员", "member of a household"), "span", codes=RELATION),
    FactKind("household_registered", label("household_registered"), "event", several=True),
    FactKind("residence_permit_issued", label("residence_permit_issued"), "event", several=True),
    FactKind("settled_abroad", Text("出国（境）定居", "settled abroad"), "span"),
    FactKind("missing", Text("失踪", "missing"), "span"),
    # --- who is helped
    FactKind("aid", Text("资助身份", "aid category"), "span", several=True, codes=AID),
    FactKind("lifted_out_of_poverty", Text("脱贫人口", "lifted out of poverty"), "span"),
    FactKind("poor_student", Text("家庭经济困难学生", "student in need"), "span"),
    FactKind("welfare_home_admitted", label("welfare_home_admitted"), "event", several=True),
    # --- school and work
    FactKind("student", Text("在校学生", "student"), "span", several=True, codes=LEVEL),
    FactKind("student_registered", label("student_registered"), "event", several=True),
    FactKind("student_prepaid_until", label("student_prepaid_until"), "event", several=True),
    FactKind("employed", Text("就业", "employed"), "span", several=True, codes=EMPLOYMENT),
    FactKind("on_payroll", Text("单位发放工资薪金", "on the payroll of a unit"), "span", several=True),
    FactKind("unemployment_benefit", Text("领取失业保险金", "draws unemployment benefit"), "span"),
    FactKind("pension", Text("基本养老保险", "pension insurance"), "span", several=True, codes=PENSION),
    # --- cover
    FactKind("employee_cover", Text("职工医保参保", "employee cover"), "span", True, EMPLOYEE_COVER, True),
    FactKind("employee_cover_ended", label("employee_cover_ended"), "event", several=True),
    FactKind("resident_cover", Text("居民医保参保", "resident cover"), "span", several=True, with_place=True),
    FactKind("cover_elsewhere", Text("异地参保", "cover elsewhere"), "span", True, SCHEME, True),
    FactKind("unenrolled_push", Text("列入未参保名单", "on the list of people not enrolled"), "span"),
    FactKind("vaccination_due", Text("计划疫苗接种儿童", "child due for planned vaccination"), "span"),
    # --- other guarantees
    FactKind("serving", Text("现役军人", "serving in the forces"), "span"),
    FactKind("left_service", label("left_service"), "event", several=True),
    FactKind("returned_recruit", label("returned_recruit"), "event", several=True),
    FactKind("accompanying_spouse_left", label("accompanying_spouse_left"), "event", several=True),
    FactKind("in_prison", Text("服刑", "serving a sentence"), "span"),
    FactKind("released_from_prison", label("released_from_prison"), "event", several=True),
    FactKind("community_correction", label("community_correction"), "span"),
    # --- units
    FactKind("unit_registered", Text("单位登记", "registration of a unit"), "event", True, UNIT_CHANGE, subject="unit"),
    FactKind("unit_place", Text("单位所在地", "place of a unit"), "span", with_place=True, subject="unit"),
)

KINDS: Final = {kind.name: kind for kind in _KINDS}
"""Every kind of fact by its name."""
