"""One row of a run again, as a case: the same facts in the format of a case, so that it is explained as any other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.casework.case import Case
from canbao.casework.decide import Decision, decide
from canbao.casework.findings import findings_of
from canbao.policy.policies import Policies
from canbao.population.arrays import UNLIMITED_FEN
from canbao.population.columns import ANSWERS, PERSON_ID, UNREADABLE
from canbao.population.faults import FAULTS
from canbao.population.law import place_text
from canbao.population.manifest import REJECTS, Manifest, read_manifest
from canbao.population.source import digest_of_file, is_csv
from canbao.population.year_words import history_row
from canbao.rules.notes import NOTE_CODES

FEN = 100
LONGEST_ID = 200
"""Signs that the id of a case may have."""


class Replayed(NamedTuple):
    """A row decided again. stored: its answer in the run, or None where it was refused. differs: the columns in which
    the two differ."""

    decision: Decision
    stored: Mapping[str, Any]
    differs: tuple[str, ...]


def overlays_of(out: Path) -> tuple[Path, ...]:
    """The overlays of a run, which must be as they were. Raises BadInputError where they are not."""
    given = read_manifest(out).options["overlays"]
    must_be_unchanged(given)
    return tuple(Path(overlay["path"]) for overlay in given)


def replay(out: Path, person: str, policies: Policies, year: int | None = None) -> Replayed:
    """A person's row of a finished run, decided as a case. Raises BadInputError where there is none, or it was refused.

    policies: of the packs and overlays that the run used. year: the coverage year, where the person has several rows.
    """
    manifest = read_manifest(out)
    stored = stored_answer(out, person, year)
    decision = decided_again(manifest, person, stored, policies)
    answer = answer_columns(decision)
    differs = tuple(name for name, value in answer.items() if stored[name] != value)
    return Replayed(decision, stored, differs)


def stored_answer(out: Path, person: str, year: int | None) -> Mapping[str, Any]:
    """The answer of a person, in a coverage year if one is given, in a run."""
    for row in rows_of(sorted(out.glob("part-*.parquet")), person):
        if year in (None, row["year"]):
            return row
    columns = [PERSON_ID, "year", "reasons"]
    for row in rows_of(sorted((out / REJECTS).glob("part-*.parquet")), person, columns):
        if year not in (None, row["year"]):
            continue
        words = dict(FAULTS)
        reasons = [words[name] for name in row["reasons"]]
        zh, en = "；".join(text.zh for text in reasons), "; ".join(text.en for text in reasons)
        raise BadInputError([finding("row_refused", person, reasons=type(reasons[0])(zh, en))])
    raise BadInputError([finding("unknown_person", str(out), person=person)])


def decided_again(manifest: Manifest, person: str, stored: Mapping[str, Any], policies: Policies) -> Decision:
    """The row of an answer in the input of its run, which must be as it was, decided as a case.

    Of rows with the same person, place and year those that are bad input were refused, so the answer is not theirs.
    """
    must_be_unchanged(manifest.inputs)
    paths = [Path(given["path"]) for given in manifest.inputs]
    bad = BadInputError([finding("unknown_person", ", ".join(map(str, paths)), person=person)])
    for row in rows_of(paths, person):
        if all(row[name] == stored[name] for name in ("place", "year")):
            try:
                return decide(case_of(row, manifest.options), policies)
            except ValidationError:
                continue
            except BadInputError as refused:
                bad = refused
    raise bad


def must_be_unchanged(files: Iterable[Mapping[str, Any]]) -> None:
    """Raises BadInputError for files of a manifest that are not what they were."""
    paths = [(Path(given["path"]), given["sha256"]) for given in files]
    changed = [path for path, digest in paths if not path.is_file() or digest_of_file(path) != digest]
    if changed:
        raise BadInputError([finding("input_changed", str(path), path=str(path)) for path in changed])


def rows_of(paths: list[Path], person: str, columns: list[str] | None = None) -> Iterator[Mapping[str, Any]]:
    """The rows of a person in some files; columns: those that are read, default all."""
    for path in paths:
        yield from rows_in_text(path, person) if is_csv(path) else rows_in(path, person, columns)


def rows_in(path: Path, person: str, columns: list[str] | None) -> Iterator[Mapping[str, Any]]:
    """The rows of a person in a Parquet file; one with a day that no calendar has is left out, as it was refused."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    with pq.ParquetFile(path, memory_map=True) as file:
        for group in range(file.num_row_groups):
            ids = file.read_row_group(group, columns=[PERSON_ID]).column(PERSON_ID)
            found = pc.indices_nonzero(pc.fill_null(pc.equal(pc.cast(ids, pa.string()), person), False)).to_pylist()
            for position in found:
                with suppress(OverflowError, ValueError):
                    yield from file.read_row_group(group, columns=columns).slice(position, 1).to_pylist()


def rows_in_text(path: Path, person: str) -> Iterator[Mapping[str, Any]]:
    """The rows of a person in a CSV file."""
    import pyarrow.compute as pc

    from canbao.population.text import blocks_of, column_names, people_schema, typed

    names = column_names(path)
    for texts, _ in blocks_of(path, names):
        found = texts.filter(pc.fill_null(pc.equal(texts.column(PERSON_ID), person), False))
        if found.num_rows:
            rows = typed(found, people_schema(names)).to_pylist()
            yield from (row for row in rows if row[UNREADABLE] is None)


def case_of(row: Mapping[str, Any], options: Mapping[str, Any]) -> Case:
    """A row of people as a case, under the options of its run."""
    limit = row.get("original_limit_fen")
    return Case.model_validate(
        {
            "case": 1,
            "id": str(row[PERSON_ID])[:LONGEST_ID],
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
    """The words of a history as rows of a case; a word of 0 is no row, one whose year is not told has none."""
    if ends is None:
        yield from ({"year": None} for _ in words[:1])
        return
    for year, word in enumerate(words, ends - len(words) + 1):
        if word:
            yield history_row(year, word)


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
