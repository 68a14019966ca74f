"""What the comparison of populations came to, in words and a table a size."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from string import Template

from bench.figures import markdown, shown
from bench.population_peers.compare import Delivered, Result
from bench.population_peers.expected import SAMPLE
from bench.population_peers.peers import CANBAO, CANBAO_TWELVE, LONG_SECONDS

TEMPLATE = Path(__file__).with_name("page.md")
HEADS = [
    "engine",
    "version",
    "people",
    "runs",
    "begin",
    "prepare",
    "compute",
    "people/s",
    "peak memory",
    "correct",
    "× canbao",
    "× with prepare",
]
NONE = "–"
AIMS = {1_000_000: 2.0, 10_000_000: 5.0}
"""How many times the fastest correct engine is aimed at, by people."""


def section(results: Sequence[Result], delivered: Sequence[Delivered], floor: float) -> str:
    """The section on populations. floor: the least seconds a person can take."""
    sizes = list(dict.fromkeys(result.asked for result in results))
    workers = results[0].workers
    return (
        Template(TEMPLATE.read_text(encoding="utf-8"))
        .substitute(
            people_sizes=" and ".join(f"{size:,}" for size in sizes),
            workers="one process" if workers == 1 else f"{workers} processes that share the people",
            cores="one processor core" if workers == 1 else "a processor core each",
            tables="\n\n".join(table([each for each in results if each.asked == size]) for size in sizes),
            reached="\n".join(reached([each for each in results if each.asked == size]) for size in sizes),
            floor=f"{floor * 1e9:.1f}",
            long=f"{LONG_SECONDS:.0f}",
            sample=f"{SAMPLE:,}",
            forms="\n".join(f"- {name}: {form}." for name, form in forms(results).items()),
            delivered="\n\n".join(as_delivered(each) for each in delivered),
        )
        .strip()
    )


def forms(results: Sequence[Result]) -> dict[str, str]:
    """How each engine was used, by its name."""
    return {result.engine: result.form for result in results if result.form}


def table(results: Sequence[Result]) -> str:
    """The engines at one size."""
    own = next((result for result in results if result.engine == CANBAO.name), None)
    return markdown(HEADS, [cells(result, own) for result in results])


def cells(result: Result, own: Result | None) -> list[str]:
    """One line of a table."""
    if result.failure:
        return [result.engine, NONE, f"{result.asked:,}", *[NONE] * 6, f"not run: {result.failure}", NONE, NONE]
    return [
        result.engine,
        result.version or NONE,
        f"{result.people:,}",
        str(result.runs),
        shown(result.begin, "s") if result.begin else NONE,
        shown(result.prepare, "s"),
        seconds(result),
        f"{significant(result.per_second):,}",
        shown(result.peak, "MB"),
        verdict(result),
        NONE if own is None else times(result.ratio(own)),
        NONE if own is None else times(result.ratio_prepared(own)),
    ]


def reached(results: Sequence[Result]) -> str:
    """Whether the aim is reached at one size, and how canbao's twelve answers stand beside each correct engine."""
    own = next((each for each in results if each.engine == CANBAO_TWELVE.name and not each.failure), None)
    others = [each for each in results if each.engine not in (CANBAO.name, CANBAO_TWELVE.name) and not each.failure]
    correct = [each for each in others if each.checked is not None and each.checked.is_correct]
    if own is None or not correct:
        return ""
    fastest = max(correct, key=lambda each: each.per_second)
    aim = AIMS.get(own.asked, max(AIMS.values()))
    words = ", ".join(f"{times(each.ratio(own))} times {each.engine}" for each in correct)
    outcome = "reached" if fastest.ratio(own) >= aim else f"not reached, because of {fastest.engine}"
    return f"At {own.asked:,} people the twelve answers alone come {words}: **{outcome}**."


def seconds(result: Result) -> str:
    """The seconds of computing; where fewer people were measured, also what that comes to for all asked for."""
    measured = shown(result.compute, "s")
    if result.people == result.asked:
        return measured
    return f"{measured} (reckoned for {result.asked:,}: {shown(result.computed_seconds, 's')}, not measured)"


def significant(value: float) -> int:
    """A whole number with three significant figures."""
    return int(float(f"{value:.3g}"))


def times(ratio: float) -> str:
    """A ratio in a form that reads the same below and above one."""
    return f"{ratio:.0f}" if ratio >= 100 else f"{ratio:.1f}" if ratio >= 10 else f"{ratio:.2f}"


def verdict(result: Result) -> str:
    """Whether the answers are correct."""
    if result.checked is None:
        return NONE
    if result.checked.is_correct:
        return "yes"
    return f"no: {result.checked.wrong_people:,} of {result.checked.people:,} people wrong"


def as_delivered(found: Delivered) -> str:
    """The note on one engine's own limit."""
    wrong = ", ".join(f"{name.replace('_', ' ')} {count:,}" for name, count in found.checked.wrong.most_common())
    return (
        f"{found.engine} {found.version} with the `max_spiral_loops` it comes with: {found.checked.wrong_people:,} of "
        f"{found.checked.people:,} people get at least one wrong answer without an error or a warning ({wrong})."
    )
