"""One row of a run again, as a case: the same facts in the format of a case, so that it is explained as any other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.casework.case import Case
from canbao.casework.decide import Decision, decide
from canbao.casework.findings import findings_of
from canbao.policy.policies import Policies
from canbao.population.columns import ANSWERS, PERSON_ID
from canbao.population.faults import FAULTS
from canbao.population.law import place_text
from canbao.population.manifest import REJECTS, Manifest, read_manifest
from canbao.population.source import digest_of_file, is_csv
from canbao.rules.facts import (
    BONUS_USED,
    MONTHS_UNIT,
    OTHER_GUARANTEE,
    PAID_IN_WINDOW,
    REIMBURSED,
    RESIDENT,
    ZERO_CLAIM_USED,
)
from canbao.rules.notes import NOTE_CODES

FEN = 100
UNLIMITED_FEN = -1


class Replayed(NamedTuple):
    """A row decided again. stored: its answer in the run, or None where it was refused. differs: the columns in which
    the two differ."""

    decision: Decision
    stored: Mapping[str, Any]
    differs: tuple[str, ...]


def replay(out: Path, person: str, policies: Policies) -> Replayed:
    """A person's row of a finished run, decided as a case. Raises BadInputError where there is none, or it was refused.

    policies: of the packs and overlays that the run used.
    """
    manifest = read_manifest(out)
    stored = stored_answer(out, person)
    row = input_row(manifest, person, stored["year"])
    decision = decide(case_of(row, manifest.options), policies)
    answer = answer_columns(decision)
    differs = tuple(name for name, value in answer.items() if stored[name] != value)
    return Replayed(decision, stored, differs)


def stored_answer(out: Path, person: str) -> Mapping[str, Any]:
    """The answer of a person in a run."""
    for row in rows_of(sorted(out.glob("part-*.parquet")), person):
        return row
    for row in rows_of(sorted((out / REJECTS).glob("part-*.parquet")), person):
        words = dict(FAULTS)
        reasons = [words[name] for name in row["reasons"]]
        zh, en = "；".join(text.zh for text in reasons), "; ".join(text.en for text in reasons)
        raise BadInputError([finding("row_refused", person, reasons=type(reasons[0])(zh, en))])
    raise BadInputError([finding("unknown_person", str(out), person=person)])


def input_row(manifest: Manifest, person: str, year: int) -> Mapping[str, Any]:
    """The row of a person and coverage year in the input of a run, which must be as it was."""
    paths = [Path(given["path"]) for given in manifest.inputs]
    for given, path in zip(manifest.inputs, paths, strict=True):
        if not path.is_file() or path.stat().st_size != given["bytes"] or digest_of_file(path) != given["sha256"]:
            raise BadInputError([finding("input_changed", str(path), path=str(path))])
    for row in rows_of(paths, person):
        if row["year"] == year:
            return row
    raise BadInputError([finding("unknown_person", ", ".join(map(str, paths)), person=person)])


def rows_of(paths: list[Path], person: str) -> Iterator[Mapping[str, Any]]:
    """The rows of a person in some files."""
    for path in paths:
        yield from rows_in_text(path, person) if is_csv(path) else rows_in(path, person)


def rows_in(path: Path, person: str) -> Iterator[Mapping[str, Any]]:
    """The rows of a person in a Parquet file."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, memory_map=True) as file:
        for group in range(file.num_row_groups):
            ids = file.read_row_group(group, columns=[PERSON_ID]).column(PERSON_ID)
            found = pc.indices_nonzero(pc.fill_null(pc.equal(pc.cast(ids, pa.string()), person), False)).to_pylist()
            if found:
                yield from file.read_row_group(group).take(found).to_pylist()


def rows_in_text(path: Path, person: str) -> Iterator[Mapping[str, Any]]:
    """The rows of a person in a CSV file."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from canbao.population.batch import PEOPLE_SCHEMA
    from canbao.population.columns import UNREADABLE
    from canbao.population.text import open_csv, typed

    with open_csv(path) as reader:
        fields = [PEOPLE_SCHEMA.field(name) for name in reader.schema.names]
        schema = pa.schema([*fields, pa.field(UNREADABLE, pa.string())])
        for batch in reader:
            found = batch.filter(pc.fill_null(pc.equal(batch.column(PERSON_ID), person), False))
            if found.num_rows:
                yield from typed(found, schema).to_pylist()


def case_of(row: Mapping[str, Any], options: Mapping[str, Any]) -> Case:
    """A row of people as a case, under the options of its run."""
    limit = row.get("original_limit_fen")
    return Case.model_validate(
        {
            "case": 1,
            "id": str(row[PERSON_ID]),
            "place": place_text(row["place"]),
            "as_of": day(options["as_of"]),
            "known_on": day(options["known_on"]),
            "person": {"born": row["born"], "aid": row.get("aid") or [], "events": row.get("events") or []},
            "history_known_from": row.get("history_known_from"),
            "history": list(history_rows(row["history"], row["history_ends"])),
            "enrolment": {
                "year": row["year"],
                "paid_on": row["paid_on"],
                "circumstance": row.get("circumstance"),
                "repair": {"years": row.get("repair_years") or 0, "paid_on": row.get("repair_paid_on")},
            },
            "earlier_wait_until": row.get("earlier_wait_until"),
            "original_limit_yuan": "unlimited" if limit == UNLIMITED_FEN else yuan_of(limit),
            "interpretations": options["interpretations"],
        }
    )


def day(text: str | None) -> date | None:
    """A day of the manifest."""
    return None if text is None else date.fromisoformat(text)


def yuan_of(fen: int | None) -> Any:
    """Fen as yuan, exactly."""
    from decimal import Decimal

    return None if fen is None else Decimal(fen) / FEN


def history_rows(words: list[int], ends: int | None) -> Iterator[dict[str, Any]]:
    """The words of a history as rows of a case; a word of 0 is no row."""
    if ends is None:
        return
    for year, word in enumerate(words, ends - len(words) + 1):
        if word:
            yield {
                "year": year,
                "resident": bool(word & RESIDENT),
                "paid_in_window": bool(word & PAID_IN_WINDOW),
                "reimbursed": bool(word & REIMBURSED),
                "other_guarantee": bool(word & OTHER_GUARANTEE),
                "bonus_used": "zero_claim" if word & ZERO_CLAIM_USED else "any" if word & BONUS_USED else "none",
                "employee_months": word // MONTHS_UNIT,
            }


def answer_columns(decision: Decision) -> dict[str, Any]:
    """The answer of a case as the columns of a batch."""
    a = decision.answer
    benefit = a["benefit"] or {"from": None, "through": None}
    parts = {
        "circumstance": a["circumstance"],
        "missed_years": a["years"]["missed"],
        "continuous_years": a["years"]["continuous"],
        "basis": a["premium"]["basis"],
        **{name.replace("_yuan", "_fen"): fen_of(value) for name, value in a["premium"].items() if name != "basis"},
        **{name: value for name, value in a["waiting"].items() if name not in ("starts_on", "ends_before")},
        "starts_on": day(a["waiting"]["starts_on"]),
        "ends_before": day(a["waiting"]["ends_before"]),
        "benefit_from": day(benefit["from"]),
        "benefit_through": day(benefit["through"]),
        **{LIMITS.get(name, name.replace("_yuan", "_fen")): fen_of(value) for name, value in a["limit"].items()},
        "findings": sum(1 << NOTE_CODES.index(code) for code in {found.code for found in findings_of(decision)}),
    }
    return {column.name: parts[column.name] for column in ANSWERS if column.name in parts}


LIMITS = {"original_yuan": "original_limit_fen", "total_yuan": "total_limit_fen"}


def fen_of(yuan: Any) -> int | None:
    """An amount of an answer in fen."""
    return None if yuan is None else UNLIMITED_FEN if yuan == "unlimited" else round(yuan * FEN)
