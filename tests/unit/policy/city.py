"""An invented city's pack for the tests of checking: sound as it stands, spoilt one place at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from canbao.basis.findings import Finding
from canbao.basis.tree import Tree, parse_tree
from canbao.policy.checks.check import check_pack
from canbao.policy.library import Library
from canbao.policy.load import pack_of
from canbao.policy.schema import Pack

HERE = "# here"

CITY = """\
pack: 1
place: "439900"
name: {zh: 云梦泽市, en: Yunmengze}
inherits: "430000"

documents:
  ymz7:
    number: 云医保发〔2025〕7号
    title: 通知
    rank: city_department
    issued: 2025-08-20
    in_force: {from: 2025-09-01, through: null}
    status: read
  told:
    number: 转述
    title: 转述
    rank: reported
    issued: null
    in_force: {from: 2025-01-01, through: null}
    status: reported

values:
  premium.personal:
    - {value: 420, unit: yuan, coverage_years: {from: 2026, through: 2026}, source: ymz7/2.1, status: read}
    - {value: 430, unit: yuan, coverage_years: {from: 2027, through: null}, source: told/1, status: reported}
  window:
    - value: {from: Y-1/09-15, through: Y-1/12-20}
      unit: days
      coverage_years: {from: 2026, through: 2026}
      source: ymz7/2.2
      status: read

readings:
  employee_months_excusing_year:
    - {value: 3, unit: months, coverage_years: {from: 2026, through: null}, source: ymz7/5, status: read}

circumstances:
  - name: resumed
    limb: household_registered
    source: ymz7/3
    coverage_years: {from: 2026, through: 2026}
    status: read
    anchor: {event: household_registered, from: Y-1/10-01}
    payment: {from: Y/01-01, until: Y+1/01-01, window: forbidden}
    deadline: {count: 3, unit: months}
    aid_categories: [destitute]
    price: personal
    benefit_from: next_month
    readings:
      - when: {variable_survives_waiver: true}
        set: {variable: applies}
"""

OVERLAY = """\
overlay: 1
place: "430000"

documents:
  ymz9:
    number: 云医保发〔2025〕9号
    title: 通知
    rank: provincial_department
    issued: 2025-10-10
    in_force: {from: 2025-10-10, through: null}
    status: read

values:
  premium.personal:
    - {value: 410, unit: yuan, coverage_years: {from: 2026, through: 2026}, source: ymz9/1, status: read}
"""


def read(text: str, name: str = "city.yaml") -> tuple[Pack, Tree]:
    """A pack in a text."""
    return pack_of(parse_tree(text.encode(), name))


def library_with(*texts: str) -> Library:
    """The shipped packs with those in the texts."""
    return Library().with_sheets([read(text)[0] for text in texts])


def faults(text: str, others: Sequence[str] = (), today: date | None = None) -> list[Finding]:
    """The findings of a check of the pack in a text, among the shipped packs and others."""
    pack, tree = read(text)
    library = library_with(*others, text)
    return check_pack(pack, tree, library, today)


def spoilt(old: str, new: str, text: str = CITY) -> str:
    """The text with one place changed, which must occur once."""
    assert text.count(old) == 1, old
    return text.replace(old, new)


def line_here(text: str) -> int:
    """The line marked as the one a finding must name."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.endswith(HERE))
