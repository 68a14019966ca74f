"""How well doubts are found: a made county with planted duplicates and look-alikes; precision and recall by kind.

``python -m bench.linking [PEOPLE] [SEED]``. Everybody is drawn: names from common characters, days, villages,
households. No database: the people are compared as a run compares them once their names are opened.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from canbao.registry.linking.choosing import chosen
from canbao.registry.linking.compared import Compared
from canbao.registry.linking.model import Model, model
from canbao.registry.linking.scoring import scored

PEOPLE, SEED = 6_000, 20_261_129
COUNTY, TOWNSHIPS, VILLAGES = 439191, 12, 10
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
GIVEN = "明华建国志强文军平伟丽芳秀英娟敏静艳霞红玉兰桂珍俊杰浩宇轩梓涵欣怡子诗雨晨阳佳慧博思远春生福贵金木水火"
FIRST, DAYS = date(1940, 1, 1), 31_600
NEWBORN_FROM, NEWBORN_DAYS = date(2025, 12, 1), 360
REGISTER, BIRTHS, HOME = "population_register", "births", "welfare_home_children"


@dataclass
class County:
    """The people, and which pairs are one person, by the kind of duplicate; the look-alikes by their kind."""

    people: list[Compared] = field(default_factory=list)
    duplicates: dict[tuple[int, int], str] = field(default_factory=dict)
    alike: dict[tuple[int, int], str] = field(default_factory=dict)

    def add(self, one: Compared) -> Compared:
        """Take somebody in, with the next number."""
        made = replace(one, person=len(self.people) + 1)
        self.people.append(made)
        return made


def drawn_name(draw: Random, surname: str) -> str:
    """A name of a surname: two given characters, one in a fifth."""
    count = 1 if draw.random() < 0.2 else 2
    return surname + "".join(draw.choice(GIVEN) for _ in range(count))


def drawn_village(draw: Random) -> int:
    """A village."""
    return COUNTY * 1_000_000 + (901 + draw.randrange(TOWNSHIPS)) * 1_000 + 901 + draw.randrange(VILLAGES)


def household(county: County, draw: Random, number: int) -> None:
    """A household of one to five, all with numbers; some with twins, some with father and son of one name."""
    village, surname = drawn_village(draw), draw.choice(SURNAMES)
    plain = Compared(0, False, None, None, None, (village,), number, (REGISTER,))
    for at in range(draw.randint(1, 5)):
        born = FIRST + timedelta(days=draw.randrange(DAYS))
        of = surname if at != 1 else draw.choice(SURNAMES)
        county.add(replace(plain, name=drawn_name(draw, of), born=born, sex=draw.choice((1, 2))))


def slipped_name(draw: Random, name: str) -> str:
    """A name with one character of the given name another."""
    at = draw.randrange(1, len(name))
    return name[:at] + draw.choice(GIVEN) + name[at + 1 :]


def slipped_day(draw: Random, day: date) -> date:
    """A day with another day of the month, or month and day exchanged."""
    if day.day <= 12 and draw.random() < 0.3:
        return day.replace(month=day.day, day=day.month)
    return day.replace(day=draw.randint(1, 28))


def duplicate(county: County, draw: Random, kind: str) -> None:
    """A person who is there twice: once with a valid number, once without."""
    surname, village = draw.choice(SURNAMES), drawn_village(draw)
    born = NEWBORN_FROM + timedelta(days=draw.randrange(NEWBORN_DAYS))
    if kind in ("adult", "name_and_day"):
        born = FIRST + timedelta(days=draw.randrange(DAYS))
    plain = Compared(
        0,
        False,
        drawn_name(draw, surname),
        born,
        draw.choice((1, 2)),
        (village,),
        1_000_000 + draw.randrange(9**6),
        (REGISTER,),
    )
    with_number = county.add(plain)
    assert plain.name
    again = replace(plain, is_without=True, household=None, lists=(BIRTHS,))
    if kind == "township":
        again = replace(again, places=(village // 1_000 * 1_000,))
    elif kind == "county":
        again = replace(again, places=(COUNTY * 1_000_000,))
    elif kind == "renamed":
        again = replace(again, name=drawn_name(draw, surname))
    elif kind == "name":
        again = replace(again, name=slipped_name(draw, plain.name))
    elif kind == "day":
        again = replace(again, born=slipped_day(draw, born), lists=(HOME,))
    elif kind == "adult":
        again = replace(again, household=plain.household, lists=())
    elif kind == "name_and_day":
        again = replace(again, name=slipped_name(draw, plain.name), born=slipped_day(draw, born), lists=())
    county.duplicates[with_number.person, county.add(again).person] = kind


def twins(county: County, draw: Random) -> None:
    """Twins, both in the list of births; both registered, or one of them alone."""
    surname, village = draw.choice(SURNAMES), drawn_village(draw)
    born, middle = NEWBORN_FROM + timedelta(days=draw.randrange(NEWBORN_DAYS)), draw.choice(GIVEN)
    names = [surname + middle + given for given in draw.sample(GIVEN, 2)]
    plain = Compared(
        0, False, None, born, draw.choice((1, 2)), (village,), 2_000_000 + draw.randrange(9**6), (REGISTER,)
    )
    registered = [county.add(replace(plain, name=name)) for name in names[: draw.choice((1, 2))]]
    newborn = [
        county.add(replace(plain, name=name, is_without=True, household=None, lists=(BIRTHS,))) for name in names
    ]
    for at, one in enumerate(registered):
        county.duplicates[one.person, newborn[at].person] = "twin_itself"
        county.alike[one.person, newborn[1 - at].person] = "twins"
    county.alike[newborn[0].person, newborn[1].person] = "twins"


def father_and_son(county: County, draw: Random) -> None:
    """A father, and a son of the same name and village who has no number."""
    name, village = drawn_name(draw, draw.choice(SURNAMES)), drawn_village(draw)
    born = FIRST + timedelta(days=draw.randrange(20_000))
    plain = Compared(0, False, name, born, 1, (village,), 3_000_000 + draw.randrange(9**6), (REGISTER,))
    father = county.add(plain)
    son = county.add(replace(plain, is_without=True, born=born + timedelta(days=draw.randint(7_000, 13_000)), lists=()))
    county.alike[father.person, son.person] = "father_and_son"


def namesake(county: County, draw: Random) -> None:
    """Somebody without a number who has the name of somebody of another village, and nobody's other file."""
    known = draw.choice(county.people)
    born = FIRST + timedelta(days=draw.randrange(DAYS))
    one = county.add(Compared(0, True, known.name, born, known.sex, (drawn_village(draw),), None, ()))
    county.alike[known.person, one.person] = "namesakes"


def alone(county: County, draw: Random) -> None:
    """A newborn who is not registered yet."""
    born = NEWBORN_FROM + timedelta(days=draw.randrange(NEWBORN_DAYS))
    name, places = drawn_name(draw, draw.choice(SURNAMES)), (drawn_village(draw),)
    county.add(Compared(0, True, name, born, draw.choice((1, 2)), places, None, (BIRTHS,)))


def made(people: int, seed: int) -> County:
    """A county of about so many people, one in fifty of them twice, as many look-alikes."""
    draw, county, number = Random(seed), County(), 0
    while len(county.people) < people:
        household(county, draw, number := number + 1)
    kinds = ("plain", "plain", "plain", "township", "county", "renamed", "name", "day", "adult", "name_and_day")
    for at in range(people // 50):
        duplicate(county, draw, kinds[at % len(kinds)])
    for make in (twins, father_and_son, namesake, alone):
        for _ in range(people // 200):
            make(county, draw)
    return county


@dataclass(frozen=True)
class Quality:
    """What was found: right and wrong doubts, duplicates found by kind, look-alikes asked about by kind."""

    asked: int
    right: int
    planted: Counter[str]
    found: Counter[str]
    alike: Counter[str]

    @property
    def precision(self) -> float:
        """The share of doubts that are one person."""
        return self.right / self.asked if self.asked else 1.0

    @property
    def recall(self) -> float:
        """The share of duplicates that are asked about."""
        return sum(self.found.values()) / sum(self.planted.values())


def quality(county: County, by: Model) -> Quality:
    """What a run would ask about of a county."""
    without = {one.person for one in county.people if one.is_without}
    pairs = {(min(each), max(each)): kind for each, kind in county.duplicates.items()}
    alike = {(min(each), max(each)): kind for each, kind in county.alike.items()}
    asked = [
        (one.pair.first, one.pair.second) for one in chosen(scored(county.people, by, by.least_weight), without, by)
    ]
    return Quality(
        len(asked),
        sum(each in pairs for each in asked),
        Counter(pairs.values()),
        Counter(pairs[each] for each in asked if each in pairs),
        Counter(alike.get(each, "nobody planted it") for each in asked if each not in pairs),
    )


def lines(county: County, told: Quality, seconds: float) -> Iterable[str]:
    """The figures, a line each."""
    without = sum(one.is_without for one in county.people)
    yield f"people {len(county.people):,}, without a number {without:,}, duplicates {sum(told.planted.values()):,}"
    yield f"doubts {told.asked:,}: precision {told.precision:.3f}, recall {told.recall:.3f}, {seconds:.1f} s"
    for kind in sorted(told.planted):
        yield f"  found of {kind}: {told.found[kind]} of {told.planted[kind]}"
    for kind, count in sorted(told.alike.items()):
        yield f"  asked about although two people, {kind}: {count}"


def main(people: int = PEOPLE, seed: int = SEED) -> None:
    """Make a county, ask, tell."""
    county = made(people, seed)
    begun = time.perf_counter()
    told = quality(county, model())
    print("\n".join(lines(county, told, time.perf_counter() - begun)))


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
