"""The side commands: pages, JSON, several entries, bad input, exit status."""

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from canbao.app.composition import Composition
from canbao.cli.main import cli

HEAD: dict[str, Any] = {"as_of": "2025-03-10"}
LAYER = {"deductible_yuan": 500, "rate_percent": 62.5, "cap_yuan": 150000, "source": "declared"}
INPUTS: dict[str, dict[str, Any]] = {
    "eligible": {
        "place": "331100",
        "year": 2025,
        "status": "flexible_worker",
        "residence_place": "331102",
        "work_place": "331102",
        "documents": ["residence_permit"],
    },
    "retirement": {
        "place": "331100",
        "reached_retirement_age": True,
        "contributions": [{"place": "331102", "months": 130}, {"place": "330106", "months": 50}],
        "last_place": "331102",
        "pension_place": "340100",
    },
    "conversion": {
        "place": "140500",
        "resident_years": 13,
        "employee_months": 30,
        "resident_place": "140502",
        "employee_place": "140105",
        "employee_joined_on": "2025-02-01",
    },
    "relation": {
        "place": "430000",
        "records": [
            {"scheme": "resident", "place": "430102", "from": "2025-01-01", "until": "2026-01-01", "aided": True},
            {"scheme": "employee", "place": "440300", "from": "2024-01-01", "ties": ["works"], "employee_months": 14},
        ],
    },
    "family-account": {
        "place": "430100",
        "balance_yuan": 500,
        "uses": [{"use": "resident_premium", "relative": "parent", "amount_yuan": 400, "premium_place": "430102"}],
    },
    "settlement": {
        "place": "430000",
        "in_scope_yuan": 100000,
        "out_of_scope_yuan": 20000,
        "has_basic": True,
        "layers": {"basic": LAYER, "serious": LAYER, "inclusive": LAYER},
    },
}
OPEN: dict[str, dict[str, Any]] = {
    "eligible": {"place": "140000", "status": "student", "scheme": "employee", "residence_place": "140105"},
    "retirement": {"place": "430000"},
    "conversion": {"place": "430000"},
    "relation": {},
    "family-account": {
        "place": "140000",
        "uses": [{"use": "inclusive_premium", "relative": "child", "amount_yuan": 1}],
    },
    "settlement": {"place": "140000"},
}
"""What leaves each question open; nothing does for a relation, whose principles are national."""


def case(name: str, **changes: Any) -> dict[str, Any]:
    """An input of a command."""
    return {"id": f"a case of {name}", **HEAD, **INPUTS[name], **changes}


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Run a command on a value written as JSON, or on a text written as it is."""

    def runs(name: str, value: Any, *options: str) -> Result:
        file = tmp_path / "input.yaml"
        file.write_text(
            value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8"
        )
        return CliRunner().invoke(cli, [name, str(file), *options], obj=Composition({}))

    return runs


@pytest.mark.parametrize("name", INPUTS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_gives_the_answer_before_the_steps(run: Any, name: str, language: str) -> None:
    """Answer, documents, steps with clauses; in the language asked for."""
    result = run(name, case(name), "--lang", language)
    assert result.exit_code == 0, result.output
    steps = {"zh": "依据的步骤", "en": "How it follows"}[language]
    assert steps in result.output
    assert result.output.index(f"a case of {name}") < result.output.index(steps)
    assert "1. " in result.output.split(steps)[1]


def test_documents_needed_stand_between_answer_and_steps(run: Any) -> None:
    """The employee scheme asks for the local employment registration."""
    output = run("eligible", case("eligible")).output
    assert output.index("可以参保") < output.index("需要的材料") < output.index("依据的步骤")
    assert "本地就业登记" in output
    assert "ZJKC73-2025-0001 二(一)2" in output


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_settlement_says_that_it_is_an_estimate(run: Any, language: str) -> None:
    """In the title of the page, in its first line, and in JSON."""
    output = run("settlement", case("settlement"), "--lang", language).output
    words = {"zh": ("估算", "不是结算结果"), "en": ("Estimate", "not a settlement")}[language]
    assert all(word in output.splitlines()[0] for word in words)
    assert words[1] in output.splitlines()[1]
    assert json.loads(run("settlement", case("settlement"), "--json").stdout)["is_estimate"] is True


@pytest.mark.parametrize("name", INPUTS)
def test_json_has_the_answer_its_findings_and_its_receipt(run: Any, name: str) -> None:
    """One object for one entry, a list for a list."""
    one = run(name, case(name), "--json")
    assert one.exit_code == 0, one.output
    answer = json.loads(one.stdout)
    assert answer["id"] == f"a case of {name}"
    assert set(answer["receipt"]) == {"pack", "policy", "rules", "facts", "result"}
    assert all(f["severity"] != "error" for f in answer["findings"])
    assert json.loads(run(name, [case(name)], "--json").stdout) == [answer]


@pytest.mark.parametrize("name", [name for name, change in OPEN.items() if change])
def test_an_open_question_ends_with_one_and_says_what_is_missing(run: Any, name: str) -> None:
    """Undetermined is never a no: a finding names what a bureau may give."""
    result = run(name, case(name, **OPEN[name]), "--json")
    assert result.exit_code == 1, result.output
    answer = json.loads(result.stdout)
    parts = [answer, *answer.get("answers", [])]
    assert {"undetermined", "not_in_texts"} & {part.get("answer") for part in parts}
    assert "undetermined" in {f["code"] for f in answer["findings"]}


@pytest.mark.parametrize("name", INPUTS)
def test_one_bad_entry_does_not_stop_the_others(run: Any, name: str) -> None:
    """Its place is taken by its faults, with file, line and the nearest key; exit 2 outranks all."""
    bad = {"plaec": "430000", **case(name, id="bad")}
    result = run(name, [case(name), bad, case(name)], "--json")
    assert result.exit_code == 2
    first, second, third = json.loads(result.stdout)
    assert first == third
    fault = next(f for f in second["error"] if f["code"] == "unknown_key")
    assert second["id"] == "bad"
    assert "'place'" in fault["message"]["en"]
    assert fault["about"].split(" ")[0].rpartition(":")[0].endswith("input.yaml")
    page = run(name, [case(name), bad])
    assert page.exit_code == 2
    assert "plaec" in page.stderr
    assert f"a case of {name}" in page.stdout


@pytest.mark.parametrize(
    ("changes", "code", "about"),
    [
        ({"place": "990000"}, "unknown_place", "place"),
        ({"as_of": "2024-12-31"}, "law_not_in_force", "as_of"),
        ({"as_of": "2025-02-30"}, "wrong_value", "as_of"),
        ({"resident_years": "13"}, "wrong_value", "resident_years"),
        ({"place": None}, "wrong_value", "place"),
    ],
)
def test_bad_input_is_named_where_it_stands(run: Any, changes: dict[str, Any], code: str, about: str) -> None:
    """File, line and path; exit 2; no traceback."""
    result = run("conversion", case("conversion", **changes), "--json")
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    [fault] = json.loads(result.stdout)["error"]
    assert fault["code"] == code
    assert fault["about"].endswith(f" {about}")
    assert ".yaml:" in fault["about"]


@pytest.mark.parametrize("text", ["", "- [", "just words", "[]", "case: &a 1\nid: *a"])
def test_a_file_without_an_entry_is_refused(run: Any, text: str) -> None:
    """Empty, broken, no entry, refused YAML."""
    result = run("eligible", text)
    assert result.exit_code == 2
    assert isinstance(result.exception, SystemExit)
    assert "input.yaml" in result.stderr


def test_an_overlay_opens_what_the_texts_left_open(run: Any, tmp_path: Path) -> None:
    """A bureau gives the rate with its own source; the answer cites it."""
    laid = tmp_path / "overlay.yaml"
    laid.write_text(
        """
overlay: 1
place: "430000"
documents:
  own:
    number: 测试〔2025〕1号
    title: a notice invented for the test
    rank: city_department
    issued: 2025-01-01
    in_force: {from: 2025-01-01, through: null}
    status: reported
values:
  conversion.resident_years_per_employee_year:
    - {value: 4, unit: years, coverage_years: {from: 2025, through: null}, source: own/1, status: reported}
""",
        encoding="utf-8",
    )
    asked = case("conversion", place="430000", resident_place="430102", employee_place="430102")
    assert run("conversion", asked).exit_code == 1
    result = run("conversion", asked, "--json", "--overlay", str(laid))
    assert result.exit_code == 0, result.output
    answer = json.loads(result.stdout)
    assert answer["converted_months"] == 36
    assert answer["steps"][0]["clauses"] == ["own/1"]
    assert [f["code"] for f in answer["findings"]] == ["reported_value"]


def test_the_other_reading_of_a_conversion_is_shown(run: Any) -> None:
    """Thirteen years: two whole fives, or thirty-one months in proportion."""
    output = run("conversion", case("conversion"), "--lang", "en").output
    assert "resident_years_fraction" in output
    assert "converted_months 31" in output


def test_a_choice_settles_a_relation_without_a_principle(run: Any) -> None:
    """The person's own choice prevails and is recorded."""
    records = [{"scheme": "employee", "place": p, "from": "2024-01-01"} for p in ("430102", "440300")]
    answer = json.loads(run("relation", case("relation", records=records, choice="second"), "--json").stdout)
    assert answer["stays"] == "second"
    assert answer["reason"] == "neither_stands_out"
