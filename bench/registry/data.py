"""Files of eight feeds about people who do not exist, made at once as columns, as large as asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc_csv

from canbao.feeds.catalogue import feed as feed_called
from canbao.registry.synthetic_county.people import COUNTY

Column = Any
WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
CHECKS = np.array(list("10X98765432"))
SURNAMES = list("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕")
GIVEN = list("伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂华建国志文海波云红玉林春梅")
DIVISIONS = np.array(["849101", "850201", "860305", "870411"])
MONTHS = (date(2026, 10, 1), date(2026, 11, 1))
DAY = np.timedelta64(1, "D")
CHANGED = 0.01
"""The share of people of whom the second month's register says something new."""


@dataclass(frozen=True)
class BenchFile:
    """A file: its feed, month and rows."""

    feed: str
    month: date
    rows: int
    path: Path


class Everybody:
    """So many people: number, name, sex, day of birth, village; columns of the same length."""

    def __init__(self, count: int, seed: int = 20261129) -> None:
        self.draw = np.random.default_rng(seed)
        order = np.arange(count)  # of those with the same digits beside the day, no two have the same day
        self.born = np.datetime64("1940-01-01") + (order // 4000 * 7919 + order * 13) % 31_500 * DAY
        self.number = numbers(count, self.born)
        surname, first, second = (
            np.array(part)[self.draw.integers(0, len(part), count)] for part in (SURNAMES, GIVEN, GIVEN)
        )
        self.name = np.char.add(np.char.add(surname, first), second)
        self.village = (
            COUNTY * 1_000_000 + (901 + self.draw.integers(0, 8, count)) * 1000 + 901 + self.draw.integers(0, 9, count)
        ).astype(str)
        self.sex = np.where(self.number.astype("U17").astype(np.int64) % 2 == 1, "男", "女")

    def person(self, who: Column) -> dict[str, Column]:
        """The columns that say of whom a row is."""
        card = np.full(len(who), "居民身份证")
        return {"certificate_kind": card, "certificate_number": self.number[who], "name": self.name[who]}

    def split(self, one: float, other: float, both: float) -> tuple[Column, Column]:
        """Two shares of the people, in no order, and which are in both of them."""
        count = len(self.number)
        drawn, ends = self.draw.permutation(count), (int(count * one), int(count * (one + other - both)))
        return drawn[: ends[0]], drawn[int(count * (one - both)) : ends[1]]

    def some(self, share: float) -> Column:
        """A share of the people, in no order."""
        count = len(self.number)
        return self.draw.permutation(count)[: int(count * share)]


def numbers(count: int, born: Column) -> Column:
    """Identity numbers of the right form of divisions that there are not, all different."""
    order = np.arange(count)
    sequence = np.char.zfill((order // len(DIVISIONS) % 1000).astype(str), 3)
    days = np.char.replace(np.datetime_as_string(born), "-", "")
    first = np.char.add(np.char.add(DIVISIONS[order % len(DIVISIONS)], days), sequence)
    digits = first.view(np.uint32).reshape(count, 17) - ord("0")
    return np.char.add(first, CHECKS[(digits * WEIGHTS).sum(1) % 11])


def make_files(folder: Path, count: int) -> list[BenchFile]:
    """Write the files of two months of eight feeds; about five rows for everybody."""
    everybody = Everybody(count)
    who = np.unique(everybody.number, return_index=True)[1]
    lists = {"population_register": register(everybody, who, MONTHS[0]), **others(everybody)}
    again = ("population_register", "employee_cover", "civil_affairs", "monitored_households", "severe_disability")
    files = [written(folder, feed, MONTHS[0], rows) for feed, rows in lists.items()]
    lists["population_register"] = register(everybody, who, MONTHS[1])
    return files + [written(folder, feed, MONTHS[1], lists[feed]) for feed in again]


def register(everybody: Everybody, who: Column, month: date) -> dict[str, Column]:
    """The population register; in the second month a few live elsewhere."""
    born = np.datetime_as_string(everybody.born[who])
    residence = everybody.village[who].copy()
    if month != MONTHS[0]:
        moved = everybody.draw.random(len(who)) < CHANGED
        residence[moved] = everybody.village[who][::-1][moved]
    return {
        "certificate_number": everybody.number[who],
        "name": everybody.name[who],
        "sex": everybody.sex[who],
        "born": born,
        "registration": np.full(len(who), "在册"),
        "changed_on": born,
        "household_number": np.char.zfill((who // 3).astype(str), 9),
        "household_relation": np.array(["户主", "配偶", "子女"])[who % 3],
        "registered_place": everybody.village[who],
        "residence_place": residence,
    }


def others(everybody: Everybody) -> dict[str, dict[str, Column]]:
    """The other lists: cover of three years, of work, elsewhere; students; aid."""
    insured, at_work = everybody.split(0.63, 0.35, 0.01)
    school, away, aided = everybody.some(0.15), everybody.some(0.03), everybody.some(0.04)
    monitored, disabled = everybody.some(0.01), everybody.some(0.01)
    return {
        "resident_cover": resident(everybody, insured),
        "employee_cover": {
            **everybody.person(at_work),
            "insured_as": np.full(len(at_work), "在职"),
            "cover_place": np.full(len(at_work), str(COUNTY)),
            "cover_from": np.full(len(at_work), "2019-03-01"),
            "unit_code": np.char.add("91439191MA", np.char.zfill((at_work // 40).astype(str), 8)),
            "unit_name": np.char.add("合成单位", (at_work // 40).astype(str)),
        },
        "students": {
            **everybody.person(school),
            "born": np.datetime_as_string(everybody.born[school]),
            "school_code": (9900000000 + school % 50).astype(str),
            "school": np.char.add("合成小学", (school % 50).astype(str)),
            "school_place": np.full(len(school), str(COUNTY)),
            "level": np.full(len(school), "小学"),
            "registered_on": np.full(len(school), "2024-09-01"),
            "in_need": np.full(len(school), "否"),
        },
        "cover_elsewhere": {
            **everybody.person(away),
            "scheme": np.full(len(away), "职工医保"),
            "cover_place": np.full(len(away), "449191"),
            "cover_from": np.full(len(away), "2025-02-01"),
        },
        "civil_affairs": {
            **everybody.person(aided),
            "category": np.full(len(aided), "低保对象"),
            "recognised_on": np.full(len(aided), "2023-05-01"),
            "registered_place": everybody.village[aided],
        },
        "monitored_households": {
            **everybody.person(monitored),
            "monitored_as": np.full(len(monitored), "脱贫不稳定户"),
            "identified_on": np.full(len(monitored), "2022-04-01"),
            "lifted": np.full(len(monitored), "否"),
            "registered_place": everybody.village[monitored],
        },
        "severe_disability": {
            **everybody.person(disabled),
            "certified_on": np.full(len(disabled), "2021-06-01"),
            "registered_place": everybody.village[disabled],
        },
    }


def resident(everybody: Everybody, insured: Column) -> dict[str, Column]:
    """Resident cover of three years, one row a year."""
    who = np.concatenate([insured] * 3)
    year = np.repeat(np.array(["2024", "2025", "2026"]), len(insured))
    before = np.repeat(np.array(["2023", "2024", "2025"]), len(insured))
    return {
        **everybody.person(who),
        "born": np.datetime_as_string(everybody.born[who]),
        "year": year,
        "cover_place": np.full(len(who), str(COUNTY)),
        "paid_on": np.char.add(before, "-10-20"),
        "paid_in_window": np.full(len(who), "是"),
        "cover_from": np.char.add(year, "-01-01"),
        "cover_through": np.char.add(year, "-12-31"),
        "reimbursed": np.where(who % 3 == 0, "否", "是"),
        "bonus_used": np.full(len(who), "未使用"),
    }


def written(folder: Path, kind: str, month: date, rows: dict[str, Column]) -> BenchFile:
    """Write a list as its department does: CSV under Chinese headings."""
    of = feed_called(kind)
    path = folder / f"{kind}_{COUNTY}_{month:%Y-%m}_full.csv"
    table = pa.table({of.column(name).zh: pa.array(column.tolist(), pa.string()) for name, column in rows.items()})
    pc_csv.write_csv(table, path, pc_csv.WriteOptions(quoting_style="needed"))
    return BenchFile(kind, month, table.num_rows, path)
