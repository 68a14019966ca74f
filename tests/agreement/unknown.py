"""Unknown years: the readings of section 3 and the agreement of the answers, field by field."""

from collections.abc import Iterator

RESIDENT_ROW = {"resident": True, "paid_in_window": True}


def unknown_years(case: dict) -> list[int]:
    """From birth to `history_known_from` - 1, except years that have a row (and never Y or later)."""
    known_from = case.get("history_known_from")
    if known_from is None:
        return []
    rows = {row["year"] for row in case.get("history") or []}
    last = min(known_from, case["enrolment"]["year"])
    return [year for year in range(case["person"]["born"].year, last) if year not in rows]


def readings(case: dict) -> Iterator[tuple[dict[int, dict], bool]]:
    """(rows by year, cover before these years) for every reading; one when nothing is unknown."""
    rows = {row["year"]: row for row in case.get("history") or []}
    unknown = unknown_years(case)
    if not unknown:
        yield rows, False
        return
    yield rows | dict.fromkeys(unknown, RESIDENT_ROW), False
    yield rows | {year: RESIDENT_ROW | {"reimbursed": True} for year in unknown}, False
    for k in range(1, len(unknown) + 1):
        older = unknown[: len(unknown) - k]
        yield rows | dict.fromkeys(older, RESIDENT_ROW), k == len(unknown)
    yield rows, False


def agree(answers: list[dict]) -> tuple[dict, bool]:
    """Each field on which all answers agree, else None; and whether some field was not agreed on."""
    first = answers[0]
    result: dict = {}
    differs = False
    for block, value in first.items():
        if block == "findings":
            continue
        if isinstance(value, dict) and block != "benefit":
            result[block] = {}
            for name, single in value.items():
                same = all(answer[block][name] == single for answer in answers)
                result[block][name] = single if same else None
                differs = differs or not same
        else:
            same = all(answer[block] == value for answer in answers)
            result[block] = value if same else None
            differs = differs or not same
    common = set.intersection(*(set(answer["findings"]) for answer in answers))
    result["findings"] = sorted(common | ({"unknown_years"} if differs else set()))
    return result, differs
