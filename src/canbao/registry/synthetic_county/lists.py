"""The lists of one month without dirt: a table of texts for each feed, by the names of its columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import pyarrow as pa

from canbao.registry.synthetic_county.covers import employee_spells, is_elsewhere, resident_years
from canbao.registry.synthetic_county.draws import stream
from canbao.registry.synthetic_county.people import COUNTY, COUNTY_DIGITS, FIRST_YEAR, NEVER, YEARS, Column, People
from canbao.registry.synthetic_county.planted import BEFORE, CIVIL, LAST_YEAR, NOW, Month, Planted, alive, civil

SEX: Final = {"male": "男", "female": "女"}
RELATION: Final = {"head": "户主", "spouse": "配偶", "child": "子女", "grandchild": "孙子女", "parent": "父母"}
MONITORED: Final = {
    "monitored_unstable": "脱贫不稳定户",
    "monitored_marginal": "边缘易致贫户",
    "monitored_sudden_hardship": "突发严重困难户",
}
LEVEL: Final = {
    "nursery": ("幼儿园", "kindergarten", 3),
    "primary": ("小学", "primary", 6),
    "middle": ("初中", "junior secondary", 3),
    "high": ("普通高中", "senior secondary", 3),
    "college": ("本科", "undergraduate", 4),
}
"""Of a school: the level as written, its English, and its years."""
SCHOOLS_OF_LEVEL: Final = 12
PEOPLE_OF_UNIT: Final = 40
RETIRED_BEFORE: Final = np.datetime64(f"{LAST_YEAR - 60}-01-01")
BONUS: Final = {"none": "未使用", "zero_claim": "零报销激励", "any": "激励额度（未分项）"}
IDENTITY_CARD: Final = "居民身份证"
YES_NO: Final = np.array(["否", "是"], object)


def written(days: Column) -> Column:
    """Days as 2026-10-01; nothing for no day."""
    made = np.datetime_as_string(days.astype("datetime64[D]")).astype(object)
    made[np.isnat(days)] = ""
    return np.asarray(made)


def words(codes: Column, known: Mapping[str, str]) -> Column:
    """Codes as the words of a list."""
    return np.array([known[code] for code in codes.tolist()], object)


def constant(value: str, rows: Column) -> Column:
    """The same text in every row."""
    return np.full(len(rows), value, object)


def known_day(days: Column, month: Month) -> Column:
    """Days that have come; NaT for those after the month."""
    return np.where(days <= month.last, days, NEVER)


class County:
    """The county, from which the lists of a month are taken."""

    def __init__(self, people: People, planted: Planted, seed: int) -> None:
        self.people, self.planted, self.seed = people, planted, seed

    def person(self, who: Column, *, kind: bool = True) -> dict[str, Column]:
        """The columns that say of whom a row is."""
        first = {"certificate_kind": constant(IDENTITY_CARD, who)} if kind else {}
        return {**first, "certificate_number": self.people.number[who], "name": self.people.name[who]}

    def population_register(self, month: Month) -> dict[str, Column]:
        """Everybody registered here: those who died are cancelled; children come in the month after their birth."""
        people, moved = self.people, self.planted
        is_in = people.born < month.first
        if month is BEFORE:
            is_in[moved.moved_in] = False
        who = np.flatnonzero(is_in)
        died = known_day(people.died[who], month)
        dead = ~np.isnat(died)
        now = month is NOW
        out, into = (np.isin(who, part) & ~dead & now for part in (moved.moved_out, moved.moved_in))
        within = np.isin(who, moved.moved_within) & now
        state = np.select([dead, out, into], ["注销", "迁出", "迁入"], "在册").astype(object)
        changed = np.select([dead, out, into], [died, month.first + 9, month.first + 4], people.born[who])
        away = np.int64(4491919019_01)
        registered = np.where(out, away, people.registered[who])
        residence = np.where(
            out, away, np.where(within, people.registered[who] // 1000 * 1000 + 912, people.residence[who])
        )
        return {
            **self.person(who, kind=False),
            "sex": words(people.sex[who], SEX),
            "born": written(people.born[who]),
            "registration": state,
            "changed_on": written(changed),
            "cancelled_for": np.where(dead, "死亡", "").astype(object),
            "died_on": written(died),
            "household_number": people.household[who],
            "household_relation": words(people.relation[who], RELATION),
            "registered_place": registered.astype(str).astype(object),
            "residence_place": residence.astype(str).astype(object),
        }

    def births(self, month: Month) -> dict[str, Column]:
        """Children born in the month, by the number of the medical birth certificate."""
        born = self.people.born
        who = np.flatnonzero((born >= month.first) & (born <= month.last))
        return {
            "certificate_number": np.array([f"Z84{at:07}" for at in who.tolist()], object),
            "name": self.people.name[who],
            "sex": words(self.people.sex[who], SEX),
            "born": written(born[who]),
            "birth_place": constant(str(COUNTY), who),
            "residence_place": self.people.registered[who].astype(str).astype(object),
            "hospital": constant("合成县妇幼保健院", who),
        }

    def students(self, month: Month) -> dict[str, Column]:
        """Rosters of schools; some students stand in two of them."""
        people = self.people
        who = np.flatnonzero(alive(people, month) & (people.school != None))  # noqa: E711 - of a column of texts
        draw = stream(self.seed, "schools")
        school, since = (draw.integers(0, most, len(people)) for most in (SCHOOLS_OF_LEVEL, 64))
        twice = np.isin(self.planted.student_twice, who)
        again = self.planted.student_twice[twice]
        every = np.concatenate([who, again])
        which = np.concatenate([school[who], (school[again] + 1) % SCHOOLS_OF_LEVEL])
        told = [LEVEL[level] for level in people.school[every].tolist()]
        levels = {words[0]: at for at, words in enumerate(LEVEL.values())}
        code = np.array(
            [99_0000_0000 + levels[one[0]] * 100 + at for one, at in zip(told, which.tolist(), strict=True)]
        )
        years = np.array([one[2] for one in told])
        begun = (LAST_YEAR - since[every] % years).astype(str).astype(object) + "-09-01"
        return {
            **self.person(every),
            "born": written(people.born[every]),
            "school_code": code.astype(str).astype(object),
            "school": np.array([f"合成{one[0]}{at + 1}" for one, at in zip(told, which.tolist(), strict=True)], object),
            "school_place": constant(str(COUNTY), every),
            "level": np.array([one[0] for one in told], object),
            "registered_on": begun,
            "ended_on": constant("", every),
            "prepaid_until": constant("", every),
            "in_need": constant("否", every),
        }

    def employee_cover(self, month: Month) -> dict[str, Column]:
        """Spells of employee cover of this place."""
        spells = employee_spells(self.people, self.planted, month)
        here = ~is_elsewhere(self.people, self.planted, spells.who, spells.begins)
        who, begins, ends = (part[here] for part in spells)
        unit = stream(self.seed, "units").integers(0, self.units, len(self.people))[who]
        retired = (self.people.born[who] < RETIRED_BEFORE) & np.isnat(ends)
        return {
            **self.person(who),
            "insured_as": np.where(retired, "退休", "在职").astype(object),
            "cover_place": constant(str(COUNTY), who),
            "cover_from": written(begins),
            "cover_ended_on": written(ends),
            "unit_code": np.array([f"91439191MA{at:08}" for at in unit.tolist()], object),
            "unit_name": np.array([f"合成单位{at + 1}" for at in unit.tolist()], object),
        }

    @property
    def units(self) -> int:
        """How many units there are."""
        return max(5, len(self.people) // PEOPLE_OF_UNIT)

    def companies(self, month: Month) -> dict[str, Column]:
        """Units set up or cancelled in the month."""
        draw = stream(self.seed, "companies", month)
        at = np.sort(draw.choice(self.units, max(2, self.units // 25), replace=False))
        return {
            "unit_code": np.array([f"91439191MA{one:08}" for one in at.tolist()], object),
            "unit_name": np.array([f"合成单位{one + 1}" for one in at.tolist()], object),
            "change": np.where(draw.random(len(at)) < 0.8, "设立", "注销").astype(object),
            "changed_on": written(month.first + draw.integers(0, 28, len(at))),
            "unit_place": constant(str(COUNTY), at),
        }

    def resident_cover(self, month: Month) -> dict[str, Column]:
        """Years of resident cover of this place: all of them, for the first month, then what is new or has changed."""
        rows = self._resident(month)
        if month is BEFORE:
            return rows
        before = self._resident(BEFORE)
        names = ("certificate_number", "year", "cover_from", "cover_through", "paid_on")
        known = set(zip(*(before[name].tolist() for name in names), strict=True))
        is_new = np.array(
            [one not in known for one in zip(*(rows[name].tolist() for name in names), strict=True)], bool
        )
        return {name: column[is_new] for name, column in rows.items()}

    def _resident(self, month: Month) -> dict[str, Column]:
        people = self.people
        years = resident_years(people, month, self.seed)
        here = ~is_elsewhere(people, self.planted, years.who, years.begins)
        who, year, begins, through, paid_on = (part[here] for part in years)
        at = np.minimum(year - FIRST_YEAR, YEARS - 1)
        settled = year < LAST_YEAR
        in_window = np.where(year > LAST_YEAR, True, people.in_window[who, at])
        bonus = words(people.bonus[who, at], BONUS)
        return {
            **self.person(who),
            "born": written(people.born[who]),
            "year": year.astype(str).astype(object),
            "cover_place": constant(str(COUNTY), who),
            "paid_on": written(paid_on),
            "paid_in_window": YES_NO[in_window.astype(int)],
            "cover_from": written(begins),
            "cover_through": written(through),
            "reimbursed": np.where(settled, YES_NO[people.reimbursed[who, at].astype(int)], ""),
            "bonus_used": np.where(settled, bonus, ""),
            "residence_place": constant("", who),
        }

    def cover_elsewhere(self, month: Month) -> dict[str, Column]:
        """Who of the county is insured in another this year: those who moved there, some of them in both."""
        people, planted = self.people, self.planted
        spells, years = employee_spells(people, planted, month), resident_years(people, month, self.seed)
        work = is_elsewhere(people, planted, spells.who, spells.begins) & ~(
            spells.ends < np.datetime64(f"{LAST_YEAR}-01-01")
        )
        home = is_elsewhere(people, planted, years.who, years.begins) & (years.year == LAST_YEAR)
        double = planted.double_elsewhere
        count = (int(work.sum()), int(home.sum()), len(double))
        who = np.concatenate([spells.who[work], years.who[home], double])
        scheme = np.repeat(np.array(["职工医保", "居民医保", "居民医保"], object), count)
        this_year = np.full(count[2], np.datetime64(f"{LAST_YEAR}-01-01"))
        return {
            **self.person(who),
            "scheme": scheme,
            "cover_place": (people.residence[who] // COUNTY_DIGITS).astype(str).astype(object),
            "year": np.where(scheme == "居民医保", str(LAST_YEAR), "").astype(object),
            "cover_from": written(np.concatenate([spells.begins[work], years.begins[home], this_year])),
            "cover_through": written(np.concatenate([spells.ends[work] - 1, years.through[home], this_year + 364])),
        }

    def civil_affairs(self, month: Month) -> dict[str, Column]:
        """Groups recognised by civil affairs; some of them without cover."""
        aid, planted = self.people.aid, self.planted
        rows = civil(self.people) & (aid["from"] <= month.last)
        until = known_day(aid["until"], month)
        if month is NOW:
            rows[planted.aid_gone] = False
            until[planted.aid_ends] = month.first + 14
        at = np.flatnonzero(rows)
        more = planted.aided_uncovered
        who = np.concatenate([aid["who"][at], more])
        category = np.concatenate([aid["category"][at], constant("minimum_living_allowance", more)])
        since = np.full(len(more), np.datetime64(f"{LAST_YEAR}-05-01"))
        return {
            **self.person(who),
            "category": words(category, CIVIL),
            "recognised_on": written(np.concatenate([aid["from"][at], since])),
            "ended_on": written(np.concatenate([until[at], np.full(len(more), NEVER)])),
            "registered_place": self.people.registered[who].astype(str).astype(object),
        }

    def _of_aid(self, month: Month, categories: tuple[str, ...]) -> Column:
        """The first row of aid of each person in some categories."""
        aid = self.people.aid
        rows = np.flatnonzero(np.isin(aid["category"].astype(str), categories) & (aid["from"] <= month.last))
        return rows[np.unique(aid["who"][rows], return_index=True)[1]]

    def monitored_households(self, month: Month) -> dict[str, Column]:
        """People of households that are monitored."""
        aid = self.people.aid
        at = self._of_aid(month, tuple(MONITORED))
        who = aid["who"][at]
        return {
            **self.person(who),
            "monitored_as": words(aid["category"][at], MONITORED),
            "identified_on": written(aid["from"][at]),
            "ended_on": written(known_day(aid["until"][at], month)),
            "lifted": constant("否", who),
            "lifted_on": constant("", who),
            "registered_place": self.people.registered[who].astype(str).astype(object),
        }

    def severe_disability(self, month: Month) -> dict[str, Column]:
        """Severely disabled people."""
        aid = self.people.aid
        at = self._of_aid(month, ("severely_disabled",))
        who = aid["who"][at]
        return {
            **self.person(who),
            "certified_on": written(aid["from"][at]),
            "ended_on": written(known_day(aid["until"][at], month)),
            "registered_place": self.people.registered[who].astype(str).astype(object),
        }

    def servicemen(self, _: Month) -> dict[str, Column]:
        """People in service, without cover here."""
        who = self.planted.serving
        return {
            **self.person(who),
            "status": constant("现役", who),
            "since": constant(f"{LAST_YEAR}-03-15", who),
            "resettled_this_year": constant("", who),
            "resettled_at": constant("", who),
        }

    def released_and_correction(self, month: Month) -> dict[str, Column]:
        """People serving a sentence, without cover; those released, as their circumstances tell."""
        events = self.people.events
        freed = (events["kind"] == "released_from_prison") & (events["on"] <= month.last)
        who = np.concatenate([self.planted.in_prison, events["who"][freed]])
        since = np.full(len(self.planted.in_prison), np.datetime64(f"{LAST_YEAR - 1}-08-20"))
        return {
            **self.person(who),
            "status": np.repeat(np.array(["服刑", "刑满释放"], object), [len(since), int(freed.sum())]),
            "since": written(np.concatenate([since, events["on"][freed]])),
            "ended_on": constant("", who),
        }

    def table(self, feed: str, month: Month) -> Any:
        """The list of a feed in a month, as texts."""
        make: Callable[[Month], dict[str, Column]] = getattr(self, feed)
        return pa.table({name: pa.array(column, pa.string()) for name, column in make(month).items()})
