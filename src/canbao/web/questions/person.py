"""The questions about the person: events, aid, repair, an earlier wait that still runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, get_args

from canbao.basis.findings import Text
from canbao.basis.glossary import label
from canbao.casework.case import AidCategory
from canbao.casework.interview.interview import Asked
from canbao.casework.interview.telling import EVENTS, Told, aid_told, events_told, key_told, repair_told
from canbao.web.questions.form import NOT_A_DAY, Form, FormError, day_fields
from canbao.web.questions.kind import Context

AID_CATEGORIES: tuple[str, ...] = get_args(AidCategory)
MOST_REPAIRED = 30
NONE = Text("没有", "none")


class Events:
    """What happened, of some kinds, each with its day."""

    template = "events"

    def view(self, asked: Asked, context: Context) -> dict[str, Any]:
        return {"kinds": [(kind, label(kind)) for kind in kinds_of(asked)]}

    def fields(self, asked: Asked, case: Mapping[str, Any]) -> dict[str, Any]:
        if not asked.is_told:
            return {}
        events = {e["kind"]: e["on"] for e in case.get("person", {}).get("events", ()) if e["kind"] in kinds_of(asked)}
        fields: dict[str, Any] = {"event": list(events), "none": "" if events else "yes"}
        for kind, on in events.items():
            fields.update(day_fields(kind, on))
        return fields

    def read(self, form: Form, asked: Asked, context: Context) -> Told:
        kinds = kinds_of(asked)
        ticked = [kind for kind in kinds if form.has("event", kind)]
        days: dict[str, date] = {}
        faults: list[tuple[str, Text]] = []
        for kind in ticked:
            try:
                days[kind] = form.day_needed(kind)
            except FormError as error:
                faults += error.faults
        if not ticked and form.get("none") != "yes":
            faults.append(("event", Text("请勾选发生过的事项，或选“都没有”", "Tick what happened, or choose “none”")))
        if ticked and form.get("none") == "yes":
            faults.append(("event", Text("勾选了事项，又选了“都没有”", "Something is ticked and “none” is chosen too")))
        if faults:
            raise FormError(*faults)
        return events_told(context.case, kinds, days)

    def told(self, asked: Asked, case: Mapping[str, Any]) -> Text:
        events = [e for e in case.get("person", {}).get("events", ()) if e["kind"] in kinds_of(asked)]
        if not events:
            return NONE
        named = [(label(event["kind"]), event["on"]) for event in events]
        return Text("；".join(f"{n.zh} {on}" for n, on in named), "; ".join(f"{n.en} {on}" for n, on in named))


class Aid:
    """Which aid categories are held, and since when."""

    template = "aid"

    def view(self, asked: Asked, context: Context) -> dict[str, Any]:
        return {"categories": [(name, label(name)) for name in AID_CATEGORIES]}

    def fields(self, asked: Asked, case: Mapping[str, Any]) -> dict[str, Any]:
        held = case.get("person", {}).get("aid")
        if held is None:
            return {}
        fields: dict[str, Any] = {"aid": [one["category"] for one in held], "none": "" if held else "yes"}
        for one in held:
            fields.update(day_fields(one["category"], one["from"]))
        return fields

    def read(self, form: Form, asked: Asked, context: Context) -> Told:
        since: dict[str, date] = {}
        faults: list[tuple[str, Text]] = []
        for name in AID_CATEGORIES:
            if not form.has("aid", name):
                continue
            try:
                since[name] = form.day(name) or date(context.case["enrolment"]["year"] - 1, 1, 1)
            except FormError as error:
                faults += error.faults
        if not since and not faults and form.get("none") != "yes":
            faults.append(("aid", Text("请勾选，或选“都不是”", "Tick what applies, or choose “none”")))
        if since and form.get("none") == "yes":
            faults.append(("aid", Text("勾选了类别，又选了“都不是”", "Something is ticked and “none” is chosen too")))
        if faults:
            raise FormError(*faults)
        return aid_told(context.case, since)

    def told(self, asked: Asked, case: Mapping[str, Any]) -> Text:
        held = case.get("person", {}).get("aid") or ()
        if not held:
            return Text("都不是", "none")
        names = [label(one["category"]) for one in held]
        return Text("、".join(n.zh for n in names), ", ".join(n.en for n in names))


class Repair:
    """How many missed years are paid for, and when."""

    template = "repair"

    def view(self, asked: Asked, context: Context) -> dict[str, Any]:
        return {"most": MOST_REPAIRED}

    def fields(self, asked: Asked, case: Mapping[str, Any]) -> dict[str, Any]:
        repair = case.get("enrolment", {}).get("repair")
        if repair is None:
            return {}
        paid = repair.get("paid_on")
        return {
            "repair": "some" if repair["years"] else "none",
            "years": repair["years"] or 1,
            **day_fields("paid", paid),
        }

    def read(self, form: Form, asked: Asked, context: Context) -> Told:
        if form.choice("repair", ("none", "some")) == "none":
            return repair_told(context.case, 0, None)
        wrong = Text(f"请填 1 至 {MOST_REPAIRED} 年", f"Enter 1 to {MOST_REPAIRED} years")
        years = form.number("years", 1, MOST_REPAIRED, wrong)
        return repair_told(context.case, years, form.day("paid"))

    def told(self, asked: Asked, case: Mapping[str, Any]) -> Text:
        repair = case.get("enrolment", {}).get("repair") or {"years": 0}
        if not repair["years"]:
            return Text("不修复", "no repair")
        count, paid = repair["years"], repair.get("paid_on")
        words = Text(f"修复 {count} 年", f"{count} year{'s' if count > 1 else ''}")
        return words if paid is None else Text(f"{words.zh}，{paid} 缴费", f"{words.en}, paid on {paid}")


class EarlierWait:
    """Whether a waiting period from an earlier enrolment still runs, and until when."""

    template = "wait"

    def view(self, asked: Asked, context: Context) -> dict[str, Any]:
        return {}

    def fields(self, asked: Asked, case: Mapping[str, Any]) -> dict[str, Any]:
        if not asked.is_told:
            return {}
        until = case.get("earlier_wait_until")
        return {"wait": "no"} if until is None else {"wait": "yes", **day_fields("until", until)}

    def read(self, form: Form, asked: Asked, context: Context) -> Told:
        if form.choice("wait", ("no", "yes")) == "no":
            return key_told(context.case, "earlier_wait_until", None)
        until = form.day("until")
        if until is None:
            raise FormError(("until", NOT_A_DAY))
        return key_told(context.case, "earlier_wait_until", until.isoformat())

    def told(self, asked: Asked, case: Mapping[str, Any]) -> Text:
        until = case.get("earlier_wait_until")
        return NONE if until is None else Text(f"有，{until} 期满", f"yes, over on {until}")


def kinds_of(asked: Asked) -> tuple[str, ...]:
    """The kinds of event that a question asks about."""
    return asked.kinds or ((asked.path.removeprefix(f"{EVENTS}."),) if asked.path != EVENTS else ())
