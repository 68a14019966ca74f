"""The questions about earlier years: what cover there was, and what the rows of resident cover leave open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from canbao.basis.findings import Text
from canbao.casework.interview.interview import Asked
from canbao.casework.interview.telling import (
    HISTORY,
    MONTHS_OF_YEAR,
    Before,
    Cover,
    Told,
    cover_in,
    cover_told,
    key_in,
    rows_of,
    runs,
    years_in,
    years_told,
)
from canbao.web.questions.form import CHOOSE_ONE, Form, FormError
from canbao.web.questions.kind import Context

COVERS: dict[Cover, Text] = {
    Cover.IN_WINDOW: Text("居民医保，在集中缴费期内缴费", "resident insurance, paid in the collection window"),
    Cover.LATE: Text("居民医保，集中缴费期过后才缴费", "resident insurance, paid after the window"),
    Cover.EMPLOYEE: Text("职工医保", "employee insurance"),
    Cover.OTHER: Text("其他保障（服役、服刑等）", "another guarantee (service, prison)"),
    Cover.NONE: Text("没有参保", "no cover"),
    Cover.NOT_KNOWN: Text("记不清了", "not known"),
}
USES: dict[str, Text] = {
    "none": Text("没有用到", "not used"),
    "zero_claim": Text("用到零报销激励额度", "the zero-claim bonus was used"),
    "any": Text("用到激励额度", "a bonus was used"),
}
NO_CLAIM = Text("都没有报销过", "no costs were paid")
WHICH_YEAR = Text("请选择从哪一年起", "Choose since which year")
TICK_YEARS = Text("请勾选年度，或选“都没有”", "Tick the years, or choose “none”")
EVERY_YEAR = Text("请为每一年选择一项", "Choose one for each year")


class Years:
    """What cover there was in the newest year of a run, since when it was like that, and before."""

    template = "cover"

    def view(self, asked: Asked, context: Context) -> dict[str, Any]:
        years = years_in(asked.path, context.case)
        return {"newest": years[0], "oldest": years[-1], "years": years, "covers": COVERS}

    def fields(self, asked: Asked, case: Mapping[str, Any]) -> dict[str, Any]:
        if not asked.is_told:
            return {}
        years = years_in(asked.path, case)
        if not years:
            return {}
        known_from = case.get("history_known_from")
        if known_from is not None and known_from > years[0]:
            return {"cover": Cover.NOT_KNOWN.value}
        rows = rows_of(case, years)
        first = cover_in(rows.get(years[0], {}))
        alike = [year for year in years if (year in rows and cover_in(rows[year]) == first)]
        since = years[0]
        for year in alike:
            if year < since - 1:
                break
            since = year
        never = set(asked.answered) & {f"{HISTORY}{year}" for year in years}
        before = Before.NOT_KNOWN if known_from is not None else Before.NEVER if never else Before.ASK
        months = rows.get(years[0], {}).get("employee_months", MONTHS_OF_YEAR)
        return {"cover": first.value, "since": since, "before": before.value, "months": months}

    def read(self, form: Form, asked: Asked, context: Context) -> Told:
        years = years_in(asked.path, context.case)
        cover = Cover(form.choice("cover", [c.value for c in Cover]))
        months = MONTHS_OF_YEAR
        if cover is Cover.EMPLOYEE and form.get("months"):
            months = form.number("months", 1, MONTHS_OF_YEAR, Text("请填 1 至 12 个月", "Enter 1 to 12 months"))
        since = years[0]
        if form.get("since"):
            since = form.number("since", years[-1], years[0], WHICH_YEAR)
        before = form.get("before") or Before.ASK.value
        if before not in [b.value for b in Before]:
            raise FormError(("before", Text("请选择一项", "Choose one")))
        return cover_told(context.case, asked.path, cover, months, since, Before(before))

    def told(self, asked: Asked, case: Mapping[str, Any]) -> Text:
        fields = self.fields(asked, case)
        if not fields:
            return Text("没有更早的年度", "no earlier years")
        newest = years_in(asked.path, case)[0]
        said = COVERS[Cover(fields["cover"])]
        if fields["cover"] == Cover.NOT_KNOWN.value:
            return Text(f"{newest} 年及以前：{said.zh}", f"{newest} and before: {said.en}")
        since = fields["since"]
        span = str(newest) if since == newest else f"{since}–{newest}"
        months = fields["months"]
        if fields["cover"] == Cover.EMPLOYEE.value and months != MONTHS_OF_YEAR:
            said = Text(f"{said.zh}（每年 {months} 个月）", f"{said.en} ({months} months a year)")
        before = {
            Before.NEVER.value: Text("；此前从未参保", "; never before"),
            Before.NOT_KNOWN.value: Text("；此前记不清", "; before that not known"),
            Before.ASK.value: Text("", ""),
        }[fields["before"]]
        return Text(f"{span} 年：{said.zh}{before.zh}", f"{span}: {said.en}{before.en}")


class Ticked:
    """A key of the rows of resident cover that is true or false: the years in which it is true are ticked."""

    def __init__(self, template: str, none: Text, some: Text) -> None:
        self.template, self.none, self.some = template, none, some

    def view(self, asked: Asked, context: Context) -> dict[str, Any]:
        return {"years": years_in(asked.path, context.case)}

    def fields(self, asked: Asked, case: Mapping[str, Any]) -> dict[str, Any]:
        if not asked.is_told:
            return {}
        years = self.true_years(asked, case)
        return {"year": [str(year) for year in years], "none": "" if years else "yes"}

    def read(self, form: Form, asked: Asked, context: Context) -> Told:
        years = years_in(asked.path, context.case)
        ticked = set(form.all("year"))
        if not ticked and form.get("none") != "yes":
            raise FormError(("year", CHOOSE_ONE if len(years) == 1 else TICK_YEARS))
        if ticked and form.get("none") == "yes":
            raise FormError(("year", Text("勾选了年度，又选了“都没有”", "Years are ticked and “none” is chosen too")))
        if ticked - {str(year) for year in years}:
            raise FormError(("year", Text("请只勾选所列年度", "Tick only the years listed")))
        return years_told(context.case, asked.path, {year: str(year) in ticked for year in years})

    def told(self, asked: Asked, case: Mapping[str, Any]) -> Text:
        years = self.true_years(asked, case)
        if not years:
            return self.none
        spans = ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in runs(years))
        return Text(f"{self.some.zh}：{spans}", f"{self.some.en}: {spans}")

    def true_years(self, asked: Asked, case: Mapping[str, Any]) -> list[int]:
        """The years of the path in which the key is true."""
        key = key_in(asked.path)
        years = years_in(asked.path, case)
        return [year for year, row in rows_of(case, years).items() if row.get(key)]


CLAIMS = Ticked("claims", NO_CLAIM, Text("报销过的年度", "costs were paid in"))
PAYMENTS = Ticked(
    "payments",
    Text("都在集中缴费期过后缴费", "all paid after the window"),
    Text("在集中缴费期内缴费", "paid in the window"),
)


class BonusUses:
    """Which bonus the claims of each year used."""

    template = "uses"

    def view(self, asked: Asked, context: Context) -> dict[str, Any]:
        return {"years": years_in(asked.path, context.case), "uses": USES}

    def fields(self, asked: Asked, case: Mapping[str, Any]) -> dict[str, Any]:
        if not asked.is_told:
            return {}
        years = years_in(asked.path, case)
        return {f"use-{year}": row.get("bonus_used", "none") for year, row in rows_of(case, years).items()}

    def read(self, form: Form, asked: Asked, context: Context) -> Told:
        years = years_in(asked.path, context.case)
        return years_told(
            context.case, asked.path, {year: form.choice(f"use-{year}", USES, EVERY_YEAR) for year in years}
        )

    def told(self, asked: Asked, case: Mapping[str, Any]) -> Text:
        rows = rows_of(case, years_in(asked.path, case))
        used = [
            (year, USES[row["bonus_used"]])
            for year, row in sorted(rows.items())
            if row.get("bonus_used", "none") != "none"
        ]
        if not used:
            return USES["none"]
        return Text("；".join(f"{y} 年{u.zh}" for y, u in used), "; ".join(f"{y}: {u.en}" for y, u in used))
