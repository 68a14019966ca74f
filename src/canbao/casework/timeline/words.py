"""The words of a timeline: its heading, its lanes, and what each bar and mark says, in Chinese and English.

The terminal and the SVG file draw the same lanes; a lane is a label, keys (what is in it, in words), spans and marks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from canbao.basis.days import iso
from canbao.basis.findings import Text, shorten
from canbao.casework.timeline.timeline import Moment, Span, SpanKind, Timeline, YearKind
from canbao.casework.wording import UNKNOWN, months, span, word, years

PAYMENT = "payment"
REPAIR = "repair"
EVENT = "event"

KIND_WORDS: dict[YearKind, Text] = {
    YearKind.IN_WINDOW: Text("居民医保（集中期内参保）", "resident (in the window)"),
    YearKind.OUTSIDE: Text("居民医保（集中期外参保）", "resident (outside the window)"),
    YearKind.EXCUSED: Text("职工医保或其他保障", "employee cover or another guarantee"),
    YearKind.MISSED: Text("断保", "missed"),
    YearKind.REPAIRED: Text("断保，已修复", "missed, repaired"),
    YearKind.UNKNOWN: Text("未知或未定", "unknown or undetermined"),
    YearKind.BEFORE: Text("尚未参保", "before the first cover"),
}

SHORT: dict[SpanKind, Text] = {
    SpanKind.WINDOW: Text("集中缴费期", "window"),
    SpanKind.EARLIER_WAIT: Text("此前等待期", "earlier wait"),
    SpanKind.FIXED: Text("固定", "fixed"),
    SpanKind.VARIABLE: Text("变动", "variable"),
    SpanKind.TAKEN_OFF: Text("修复", "repaired"),
    SpanKind.BENEFIT: Text("可享受待遇", "payable"),
    SpanKind.OPEN: Text("未定", "open"),
}


@dataclass(frozen=True, slots=True)
class Key:
    """What one bar or mark means; mark: its SpanKind, YearKind, or one of payment, repair, event; or empty."""

    mark: str
    text: Text


@dataclass(frozen=True, slots=True)
class Lane:
    """One row of the coverage year. marks: days with the mark they carry."""

    label: Text
    keys: tuple[Key, ...]
    spans: tuple[Span, ...] = ()
    marks: tuple[Moment, ...] = ()


def title_of(t: Timeline) -> Text:
    """What the drawing is."""
    return Text(f"参保时间线 · {t.year} 年度", f"Timeline of cover · {t.year}")


def subtitle_of(t: Timeline) -> Text:
    """The place, the circumstance and the case, one line; characters that cannot be printed are left out."""
    circumstance = word(t.circumstance) if t.circumstance else Text("参保情形未能确定", "circumstance undetermined")
    place = t.place_name
    name = "".join(c for c in shorten(t.case_id or "") if c.isprintable())
    end = f" · {name}" if name else ""
    return Text(
        f"{place.zh} {t.place} · {circumstance.zh}{end}",
        f"{place.en} {t.place} · {circumstance.en}{end}",
    )


def years_label() -> Text:
    """The name of the row of years."""
    return Text("历年参保", "Years")


def counts_of(t: Timeline) -> Text:
    """The missed and continuous years."""
    missed, continuous = (UNKNOWN if n is None else years(n) for n in (t.missed, t.continuous))
    zh, en = f"断保 {missed.zh} · 连续参保 {continuous.zh}", f"missed: {missed.en} · continuous: {continuous.en}"
    if t.is_interrupted:
        zh, en = f"{zh} · 跨制度转换中断，按断保计", f"{en} · a change of scheme counts as missed"
    return Text(zh, en)


def earlier_of(t: Timeline) -> Text | None:
    """The years summed up."""
    e = t.earlier
    if e is None:
        return None
    zh = "，".join(f"{KIND_WORDS[kind].zh} {years(n).zh}".replace("） ", "）") for kind, n in e.counts)
    en = "; ".join(f"{KIND_WORDS[kind].en} {years(n).en}" for kind, n in e.counts)
    when = str(e.first) if e.first == e.last else f"{e.first}–{e.last}"
    return Text(f"更早（{when}）：{zh}", f"Earlier ({when}): {en}")


def year_keys(t: Timeline) -> tuple[Key, ...]:
    """The legend of the years shown."""
    shown = {year.kind for year in t.years}
    return tuple(Key(kind, KIND_WORDS[kind]) for kind in YearKind if kind in shown)


def lanes_of(t: Timeline) -> tuple[Lane, ...]:
    """The rows of the coverage year, from payment to benefit."""
    return tuple(
        lane for lane in (payment_lane(t), event_lane(t), earlier_lane(t), wait_lane(t), benefit_lane(t)) if lane
    )


def is_drawn(t: Timeline, on: int) -> bool:
    """Whether a day lies on the ruler."""
    return t.ruler_from <= on < t.ruler_until


def payment_lane(t: Timeline) -> Lane:
    """The window, the payment, the repair."""
    window = span(t.window.from_, t.window.until - 1)
    keys = [Key(SpanKind.WINDOW, Text(f"集中缴费期 {window.zh}", f"Collection window {window.en}"))]
    marks: list[Moment] = []
    if t.paid_on is not None:
        side = Text("集中期内", "in the window") if t.paid_in_window else Text("集中期外", "outside the window")
        keys.append(Key(PAYMENT, Text(f"{iso(t.paid_on)} 缴费，{side.zh}", f"paid on {iso(t.paid_on)}, {side.en}")))
        marks.append(Moment(PAYMENT, t.paid_on))
    if t.nothing_to_pay:
        keys.append(Key("", Text("无需缴费", "nothing to pay")))
    if t.repair_paid_on is not None:
        repaired = years(t.repaired_years)
        day = iso(t.repair_paid_on)
        keys.append(Key(REPAIR, Text(f"{day} 缴费修复 {repaired.zh}", f"{repaired.en} repaired on {day}")))
        marks.append(Moment(REPAIR, t.repair_paid_on))
    drawn = tuple(mark for mark in marks if is_drawn(t, mark.on))
    return Lane(Text("缴费", "Payment"), tuple(keys), (t.window,), drawn)


def event_lane(t: Timeline) -> Lane | None:
    """What happened; None when there is nothing to tell."""
    keys = [Key(EVENT, Text(f"{iso(e.on)} {word(e.name).zh}", f"{iso(e.on)} {word(e.name).en}")) for e in t.events]
    if t.events_elsewhere:
        n = t.events_elsewhere
        keys.append(
            Key(
                "",
                Text(
                    f"另有 {n} 件事件不在图中（较早，或此次不计）", f"{n} more not drawn (older, or not counted here)"
                ),
            )
        )
    if not keys:
        return None
    return Lane(Text("事件", "Events"), tuple(keys), marks=tuple(Moment(EVENT, e.on) for e in t.events))


def earlier_lane(t: Timeline) -> Lane | None:
    """A wait of an earlier enrolment that is still running."""
    if t.earlier_wait is None:
        return None
    day = iso(t.earlier_wait.until)
    key = Key(SpanKind.EARLIER_WAIT, Text(f"此前的等待期，{day} 起不再等待", f"a wait from before, over on {day}"))
    return Lane(Text("此前等待期", "Earlier wait"), (key,), (t.earlier_wait,))


def wait_lane(t: Timeline) -> Lane:
    """The wait: fixed, variable, and what repair took off."""
    return Lane(Text("等待期", "Wait"), tuple(wait_keys(t)), t.wait)


def wait_keys(t: Timeline) -> Iterator[Key]:
    """What the wait consists of."""
    if not t.is_decided:
        yield Key("", UNKNOWN)
    elif t.has_wait is False:
        yield Key("", Text("不设等待期", "no wait"))
    if t.fixed_months:
        n = months(t.fixed_months)
        yield Key(SpanKind.FIXED, Text(f"固定 {n.zh}", f"fixed: {n.en}"))
    if t.variable_months:
        n = months(t.variable_months)
        yield Key(SpanKind.VARIABLE, Text(f"变动 {n.zh}", f"variable: {n.en}"))
    if t.repaired_months:
        n = months(t.repaired_months)
        yield Key(SpanKind.TAKEN_OFF, Text(f"修复减去 {n.zh}", f"taken off by repair: {n.en}"))
    if t.has_wait and t.wait_over_on is not None and t.total_months is not None:
        n, day = months(t.total_months), iso(t.wait_over_on)
        yield Key("", Text(f"共 {n.zh}，{day} 起不再等待", f"{n.en} in all, over on {day}"))
    elif t.is_decided and t.has_wait is not False:
        yield Key("", Text("长短取决于未知年度", "its length depends on the unknown years"))


def benefit_lane(t: Timeline) -> Lane:
    """The days on which costs are payable."""
    spans = tuple(s for s in (t.open, t.benefit) if s is not None)
    return Lane(Text("待遇", "Benefit"), tuple(benefit_keys(t)), spans)


def benefit_keys(t: Timeline) -> Iterator[Key]:
    """From when to when, or why not."""
    if not t.is_decided:
        yield Key("", UNKNOWN)
    if t.open is not None:
        open_ = span(t.open.from_, t.open.until - 1)
        yield Key(SpanKind.OPEN, Text(f"取决于未知年度：{open_.zh}", f"open, by unknown years: {open_.en}"))
    if t.benefit is not None:
        sure = span(t.benefit.from_, t.benefit.until - 1)
        yield Key(SpanKind.BENEFIT, Text(f"可享受待遇 {sure.zh}", f"payable {sure.en}"))
    elif t.payable_from is not None:
        day = iso(t.payable_from)
        yield Key("", Text(f"{t.year} 年度内没有；{day} 起才不再等待", f"nothing in {t.year}; not before {day}"))
    elif t.is_decided and t.open is None:
        yield Key("", Text(f"{t.year} 年度内没有", f"nothing in {t.year}"))


def sentences_of(t: Timeline) -> Text:
    """The whole drawing in words, for those who cannot see it."""
    shown = [Text(f"{y.year} {KIND_WORDS[y.kind].zh}", f"{y.year} {KIND_WORDS[y.kind].en}") for y in t.years]
    earlier = earlier_of(t)
    parts = [subtitle_of(t), counts_of(t), *([earlier] if earlier else [])]
    parts.append(Text("；".join(y.zh for y in shown), "; ".join(y.en for y in shown)))
    for lane in lanes_of(t):
        zh, en = "；".join(k.text.zh for k in lane.keys), "; ".join(k.text.en for k in lane.keys)
        parts.append(Text(f"{lane.label.zh}：{zh}", f"{lane.label.en}: {en}"))
    return Text("。".join(p.zh for p in parts) + "。", ". ".join(p.en for p in parts) + ".")
