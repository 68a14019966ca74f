"""The questions without whose answer nothing can be decided: place, coverage year, payment, birth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from canbao.basis.findings import Text
from canbao.basis.places import COUNTRY, is_place_code
from canbao.casework.interview.interview import Asked
from canbao.casework.interview.telling import Told, key_told
from canbao.policy.policies import Policies
from canbao.web.questions.form import CHOOSE_ONE, Form, FormError, day_fields
from canbao.web.questions.kind import Context

OTHER, TODAY, DAY, NOTHING = "other", "today", "day", "nothing"
FIRST_YEAR, LAST_YEAR = 2025, 2100


class Place:
    """Where the person enrols."""

    template = "place"

    def view(self, asked: Asked, context: Context) -> dict[str, Any]:
        """The places that have a pack, provinces before their cities."""
        return {"places": places_of(context.policies)}

    def fields(self, asked: Asked, case: Mapping[str, Any]) -> dict[str, Any]:
        place = case.get("place")
        return {} if place is None else {"place": place, "code": place}

    def read(self, form: Form, asked: Asked, context: Context) -> Told:
        if not form.get("place"):
            raise FormError(("place", CHOOSE_ONE))
        place = form.choice("place", [*(p for p, _ in places_of(context.policies)), OTHER, form.get("code")])
        if place == OTHER:
            place = form.get("code")
        if not is_place_code(place):
            raise FormError(("code", Text("请填写六位或十二位地区代码", "Enter a place code of six or twelve digits")))
        return key_told(context.case, "place", place)

    def told(self, asked: Asked, case: Mapping[str, Any]) -> Text:
        return Text(case["place"], case["place"])


class Year:
    """The coverage year."""

    template = "year"

    def view(self, asked: Asked, context: Context) -> dict[str, Any]:
        """The present year and the next, for which the window may be open."""
        return {"years": [context.today.year, context.today.year + 1]}

    def fields(self, asked: Asked, case: Mapping[str, Any]) -> dict[str, Any]:
        year = case.get("enrolment", {}).get("year")
        return {} if year is None else {"year": year, "other": year}

    def read(self, form: Form, asked: Asked, context: Context) -> Told:
        wrong = Text(f"请填写 {FIRST_YEAR} 以后的年度", f"Enter a year from {FIRST_YEAR} on")
        name = "other" if form.get("year") == OTHER else "year"
        if not form.get("year"):
            raise FormError(("year", Text("请选择年度", "Choose a year")))
        year = form.number(name, FIRST_YEAR, LAST_YEAR, wrong)
        return key_told(context.case, "enrolment.year", year)

    def told(self, asked: Asked, case: Mapping[str, Any]) -> Text:
        year = case["enrolment"]["year"]
        return Text(f"{year} 年", str(year))


class Payment:
    """When the premium was or will be paid."""

    template = "payment"

    def view(self, asked: Asked, context: Context) -> dict[str, Any]:
        return {"today": context.today}

    def fields(self, asked: Asked, case: Mapping[str, Any]) -> dict[str, Any]:
        enrolment = case.get("enrolment", {})
        if "paid_on" not in enrolment:
            return {}
        paid = enrolment["paid_on"]
        return {"when": NOTHING} if paid is None else {"when": DAY, **day_fields("paid", paid)}

    def read(self, form: Form, asked: Asked, context: Context) -> Told:
        when = form.choice("when", (TODAY, DAY, NOTHING))
        if when == NOTHING:
            return key_told(context.case, "enrolment.paid_on", None)
        paid = context.today if when == TODAY else form.day_needed("paid")
        year = context.case["enrolment"]["year"]
        if not year - 1 <= paid.year <= year:
            late = Text(
                f"{year} 年度的缴费日期应在 {year - 1} 或 {year} 年内",
                f"For coverage year {year} the day of payment lies in {year - 1} or {year}",
            )
            raise FormError(("paid", late))
        return key_told(context.case, "enrolment.paid_on", paid.isoformat())

    def told(self, asked: Asked, case: Mapping[str, Any]) -> Text:
        paid = case["enrolment"]["paid_on"]
        return Text("没有缴费", "nothing was paid") if paid is None else Text(paid, paid)


class Birth:
    """The date of birth."""

    template = "birth"

    def view(self, asked: Asked, context: Context) -> dict[str, Any]:
        return {}

    def fields(self, asked: Asked, case: Mapping[str, Any]) -> dict[str, Any]:
        return day_fields("born", case.get("person", {}).get("born"))

    def read(self, form: Form, asked: Asked, context: Context) -> Told:
        born = form.day_needed("born")
        year = context.case["enrolment"]["year"]
        if not year - 125 <= born.year <= year:
            wrong = Text(f"请核对年份：应在 {year - 125} 至 {year} 之间", f"Check the year: {year - 125} to {year}")
            raise FormError(("born", wrong))
        return key_told(context.case, "person.born", born.isoformat())

    def told(self, asked: Asked, case: Mapping[str, Any]) -> Text:
        born = case["person"]["born"]
        return Text(born, born)


def places_of(policies: Policies) -> list[tuple[str, Text]]:
    """The places that have a pack, without the frame, by code."""
    found = []
    for place in policies.library.places():
        name = policies.library.pack(place).name
        if place != COUNTRY and name is not None:
            found.append((place, Text(name.zh, name.en)))
    return found
