"""The page ``docs/reference/synthetic-people.md``: what synthetic people rest on, from the figures in code."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from canbao.population.synthetic.assumptions import PAST_YEARS, TABLE
from canbao.population.synthetic.block import BLOCK
from canbao.population.synthetic.calibration import TARGETS
from canbao.population.synthetic.certificates import CAPACITY, PREFIXES
from canbao.population.synthetic.village_codes import CITIES, COUNTIES, FIRST_DIVISION, FIRST_TOWN, TOWNS, VILLAGES

PAGE = """# Synthetic people

<!-- written from `canbao.population.synthetic`; a test compares this page with the figures in code -->

A population that never existed, made from a seed: the data of demonstrations and measurements. No real person, name,
number or village went into it. It proves nothing about how people live or enrol: the joint structure is plausible, the
public totals below are met, and everything else is assumed.

## What is made

`synthesize(out, place, people, seed, year)` writes a folder; each table is a folder of Parquet parts (zstd), one part
a block of {block:,} people, ordered by person. `about.json` says that the data is synthetic and what it was made from.
The same place, number of people, seed and year give the same bytes, whatever the number of threads; a block does not
depend on how many come after it. The folder appears when it is complete: until then it is called `out.unfinished`.

| table | a row for | columns |
| --- | --- | --- |
| `people` | each living person who enrols in the resident scheme for `year` | those of a batch |
| `register` | everyone alive at some time in the years simulated | `person_id`, `household_id`, \
`certificate_number`, `name`, `is_synthetic`, `sex`, `born`, `died`, `registered_place`, \
`residence_place`, `moved_on`, `relation`, `school` |
| `cover` | person, year and scheme with cover, in the {past} years before `year` | `person_id`, `year`, `scheme` \
(resident, employee, other), `months`, `paid_in_window`, `reimbursed`, `bonus_used` (none, zero_claim, any) |
| `claims` | person and year with a claim of the resident scheme | `person_id`, `year`, `reimbursed_fen`, \
`serious_illness_fen`, `bonus_fen` |

`people` in the call counts the register. Packing `cover` gives exactly the `history` of `people`: resident rows carry
the statements of a year, employee rows its months; the months of resident and other rows play no part in it.

## How to see that it is synthetic

- `is_synthetic` is true in every row of the register; names read 合成甲 (men) or 合成乙 (women) and a number.
- `person_id` is S and ten digits; `household_id` is H and the digits of the household's first person.
  The numbers begin at 0 in every folder, so two folders share identifiers, and with one seed also lives.
- Certificate numbers are right in form, check character included, but begin with two digits that GB/T 2260 gives to no
  province: {prefixes}, in this order of use. Numbers that begin with 9 belong to foreigners and are not used. There are
  numbers for {capacity:,} people.
- Village codes have twelve digits below the given place and claim no real division: cities and counties from
  {division} on, townships and villages from {town} on, numbers that the division codes leave unused. A province has
  {cities} cities of {counties} counties, a county {towns} townships of {villages} villages. Who left the place
  altogether lives under such a code of another province.

## What it is held against

Measured on the files by `calibration(out)`, per mille.

{targets}

National totals stand for any place: a real province differs. Aided people among the enrolled are taken to be in the
resident scheme.

## Figures

Ages are years at the end of the coverage year, or of the year in question. Lists follow the order that the meaning
names; bands of age end before the ages given, the last band is open.

{figures}

## What depends on what

- **Households**: the head's age by the kind of household, a spouse near in age, children and parents a generation
  apart, grandchildren left with grandparents. Members share the village, most moves, half of the working life, aid, the
  habit of paying in time, and most years the decision to enrol.
- **Persistence**: who skipped a year mostly skips the next; kinds of work and health last for life.
- **Employee cover**: by months; a job is taken or lost at most once a year. The first day without cover is the first
  of the month after the last. Who loses it may enrol as a resident in the same year, late.
- **Enrolment of the coverage year**: nobody pays before birth, registration as a student, release, or the end of the
  employee cover that makes them pay. The window is 1 September to 31 December of the year before.
- **Claims**: by age and lasting health, in years with resident cover. A bonus is used from 2025 on (in Lishui, where it
  is raised in the year after, from 2026 on), its zero-claim part from 2026 on.

## What is not modelled

- Anything before the {past} years simulated: no streak is longer, however old the person.
- Marriage, divorce, people leaving or joining a household: households stand as they are in the coverage year.
  Deaths know nothing of them: a head may be dead, a parent have died before a child was born.
- Deaths in the coverage year; more than one move; moves back; immigration into the place.
- Differences between places, between town and country, and between the years (policy, premium, epidemic).
- Claims of the employee scheme, single visits, hospitals, and diagnoses; the cap of the serious-illness limit.
- Contributions of employees by unit, flexible workers as such, retirement with the years it requires.
- Two employee records, two resident records, errors in names or numbers: faults of data are another step's subject.
- The choice of aid by income; aid follows a share of households.
- Rare rows are more frequent than in life where a demonstration needs them (use of a bonus, students paid ahead).
"""


def page() -> str:
    """The page, complete."""
    return PAGE.format(
        block=BLOCK,
        past=PAST_YEARS,
        prefixes=", ".join(map(str, PREFIXES)),
        capacity=CAPACITY,
        division=FIRST_DIVISION,
        town=FIRST_TOWN,
        cities=CITIES,
        counties=COUNTIES,
        towns=TOWNS,
        villages=VILLAGES,
        targets=_table(
            ("target", "meaning", "held against", "tolerance"),
            ((f"`{t.name}`", t.meaning, f"{t.per_mille:.1f}", f"±{t.tolerance:g}") for t in TARGETS),
        ),
        figures=_table(
            ("name", "value", "unit", "source", "meaning"),
            ((f"`{entry.name}`", _told(entry.value), entry.unit, entry.source, entry.meaning) for entry in TABLE),
        ),
    )


def _told(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    return f"{value:,}" if value >= BLOCK else str(value)


def _table(headers: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [headers, tuple("---" for _ in headers), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
