"""Small feeds of departments that do not exist, and files of people who do not exist either."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from stdnum.cn import ric

from canbao.feeds.about_file import about_file
from canbao.feeds.checking import CheckedBatch
from canbao.feeds.checking_file import FileCheck
from canbao.feeds.checking_report import FileReport
from canbao.feeds.descriptor import Cadence, Column, Feed, Sharing, Words, Yield
from canbao.feeds.reading import FeedFile, open_feed_file

PERIOD_END = date(2026, 11, 30)
NAME = "helped_439191_2026-11_full"


def words(zh: str, en: str) -> Words:
    """A name in both languages."""
    return Words(zh=zh, en=en)


KIND = Column(name="certificate_kind", zh="证件类型", en="kind", type="certificate_kind", person="certificate_kind")
NUMBER = Column(
    name="certificate_number",
    zh="身份证号",
    en="certificate number",
    type="certificate_number",
    required=True,
    person="certificate_number",
    also=("公民身份号码",),
)
PERSON = Column(name="name", zh="姓名", en="name", type="person_name", required=True, person="name")
BORN = Column(name="born", zh="出生日期", en="born", type="date", person="born")
SEX = Column(
    name="sex",
    zh="性别",
    en="sex",
    type="code",
    person="sex",
    codes={"male": words("男", "male"), "female": words("女", "female")},
    codes_also={"1": "male", "2": "female"},
)
CATEGORY = Column(
    name="category",
    zh="类别",
    en="category",
    type="code",
    required=True,
    codes={"destitute": words("特困人员", "destitute"), "orphan": words("孤儿", "orphan")},
    codes_also={"特困": "destitute", "05": "orphan"},
)
SINCE = Column(name="since", zh="认定日期", en="since", type="date", required=True)
UNTIL = Column(name="until", zh="终止日期", en="until", type="date", not_after_period=False)
PLACE = Column(name="place", zh="户籍地", en="place", type="place", person="registered_place")
MONTHLY = Column(name="monthly", zh="月标准", en="monthly amount", type="yuan")
PEOPLE = Column(name="people", zh="户内人数", en="people", type="whole")
LIVES_ALONE = Column(name="lives_alone", zh="是否独居", en="lives alone", type="yes_no")
CHECKED_IN = Column(name="checked_in", zh="复核月份", en="checked in", type="month", required_with=("lives_alone=yes",))
NOTE = Column(name="note", zh="备注", en="note", type="text", longest=20)


def made_feed(
    columns: Sequence[Column], key: Sequence[str], *, feed: str = "helped", scope: Any = "either", **more: Any
) -> Feed:
    """A feed of some columns."""
    return Feed(
        feed=feed,
        version=1,
        name=more.pop("name", words("受助人员", "people who are helped")),
        department=words("某部门", "a department"),
        department_code="department",
        scope=scope,
        key=tuple(key),
        makes_people=False,
        columns=tuple(columns),
        yields=more.pop("yields", ()),
        cadence=Cadence(monthly_by_day=10),
        clauses=("gb38/4.10",),
        sharing=Sharing(channel=words("专网", "private line"), legal_basis=("gb38/4.10b",), retention_months=36),
        **more,
    )


HELPED = made_feed(
    [KIND, NUMBER, PERSON, BORN, SEX, CATEGORY, SINCE, UNTIL, PLACE, MONTHLY, PEOPLE, LIVES_ALONE, CHECKED_IN, NOTE],
    ["certificate_number", "category"],
    yields=(Yield(**{"kind": "aid", "code": "category", "from": "since", "until": "until"}),),
)
"""Every type of column."""
HEADINGS = {column.name: column.zh for column in HELPED.columns}

SCHOOL = Column(name="school", zh="学校名称", en="school", type="text", required=True)
PUPILS = made_feed(
    [NUMBER, PERSON, SCHOOL, Column(name="grade", zh="年级", en="grade", type="text", required=True)],
    ["certificate_number"],
    feed="pupils",
    name=words("在校学生", "pupils"),
)


def number_of(order: int, born: str = "19800501") -> str:
    """The identity number of somebody who does not exist. order: odd for men."""
    return with_check(f"8843{order // 1000 % 100:02}{born}{order % 1000:03}")


def with_check(seventeen: str) -> str:
    """Seventeen digits after which the check character is put; six of region, eight of birth, three of order."""
    filled = seventeen[:6].ljust(6, "1") + seventeen[6:]
    return filled + ric.calc_check_digit(filled + "0")


def row_of(order: int = 1, **cells: str) -> dict[str, str]:
    """A row of ``HELPED`` that is right, by heading; ``cells`` by column replace some of it."""
    row = {
        "certificate_kind": "居民身份证",
        "certificate_number": number_of(order),
        "name": f"合成{'甲' if order % 2 else '乙'}{order:08}",
        "born": "1980-05-01",
        "sex": "男" if order % 2 else "女",
        "category": "特困人员",
        "since": "2026-10-01",
        "until": "",
        "place": "439191901901",
        "monthly": "850.50",
        "people": "3",
        "lives_alone": "否",
        "checked_in": "",
        "note": "",
    }
    return {HEADINGS[name]: cell for name, cell in {**row, **cells}.items()}


def csv_text(rows: Iterable[dict[str, str]], delimiter: str = ",", end: str = "\r\n") -> str:
    """Rows as CSV."""
    every, text = list(rows), io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    writer.writerow(every[0])
    writer.writerows(row.values() for row in every)
    return text.getvalue()


def csv_file(
    folder: Path,
    rows: Iterable[dict[str, str]],
    *,
    name: str = NAME,
    encoding: str = "utf-8",
    delimiter: str = ",",
    end: str = "\r\n",
) -> Path:
    """Rows as a CSV file."""
    return bytes_file(folder, csv_text(rows, delimiter, end).encode(encoding), name=name)


def bytes_file(folder: Path, content: bytes, *, name: str = NAME, suffix: str = ".csv") -> Path:
    """Bytes as a file."""
    path = folder / f"{name}{suffix}"
    path.write_bytes(content)
    return path


def opened(path: Path, feed: Feed = HELPED, others: Iterable[Feed] = ()) -> FeedFile:
    """A file opened as one of a feed."""
    return open_feed_file(about_file(path, feed), feed, others)


def raw_rows(file: FeedFile) -> list[dict[str, Any]]:
    """All raw rows of a file."""
    return [row for batch in file.batches() for row in batch.to_pylist()]


def checked(path: Path, feed: Feed = HELPED) -> tuple[list[CheckedBatch], FileReport]:
    """A file checked, and what became of it."""
    check = FileCheck(opened(path, feed))
    batches = list(check.batches())
    return batches, check.report()


def typed_rows(path: Path, feed: Feed = HELPED) -> list[dict[str, Any]]:
    """All checked rows of a file, as dictionaries."""
    return [row for batch in checked(path, feed)[0] for row in batch.table.to_pylist()]


def codes_of(path: Path, feed: Feed = HELPED) -> list[tuple[int, str, str]]:
    """What was found in the rows of a file: row, column, code."""
    batches, _ = checked(path, feed)
    return [(one.row_number, one.column, one.finding.code) for batch in batches for one in batch.reasons]
