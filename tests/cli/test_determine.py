"""``canbao determine``: its answers, its exit status, what it prints where, and how it ends."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from rich.cells import cell_len
from tests.cli.case_files import (
    CANBAO,
    OVERLAY,
    SOUND,
    WITHOUT_CIRCUMSTANCE,
    in_file,
    named,
    really,
    run,
    spoilt,
    start,
)
from tests.interrupting import interruptible

from canbao.app import main as app_main
from canbao.cli import answering, output

BAD = spoilt("enrolment.paid_on", "2025-02-30")
NUMBERS = {"id", "place", "circumstance", "years", "premium", "waiting", "benefit", "limit", "findings", "receipt"}


def answer(*arguments: str | Path, **environment: str) -> Any:
    """The JSON of a determination that ends well."""
    result = run("determine", *arguments, "--json", **environment)
    assert result.exit_code in (0, 1)
    assert result.stderr == ""
    return json.loads(result.stdout)


# --- exit status and order


@pytest.mark.parametrize(
    ("cases", "status"),
    [
        (SOUND, 0),
        (WITHOUT_CIRCUMSTANCE, 1),
        (BAD, 2),
        ([SOUND, SOUND], 0),
        ([SOUND, WITHOUT_CIRCUMSTANCE], 1),
        ([WITHOUT_CIRCUMSTANCE, SOUND], 1),
        ([SOUND, BAD], 2),
        ([WITHOUT_CIRCUMSTANCE, BAD, SOUND], 2),
        ([BAD, WITHOUT_CIRCUMSTANCE], 2),
    ],
)
@pytest.mark.parametrize("flags", [(), ("--json",), ("--detail", "result")])
def test_the_gravest_case_sets_the_exit_status(cases: Any, status: int, flags: tuple[str, ...], tmp_path: Path) -> None:
    assert run("determine", in_file(tmp_path, cases), *flags).exit_code == status


def test_one_case_gives_an_object_and_a_list_an_array_in_its_order(tmp_path: Path) -> None:
    assert answer(in_file(tmp_path, SOUND))["id"] == "sound"
    names = ["c", "a", "b"]
    assert [a["id"] for a in answer(in_file(tmp_path, [named(name) for name in names]))] == names
    assert [a["id"] for a in answer(in_file(tmp_path, [SOUND]))] == ["sound"]


def test_a_bad_case_in_a_list_is_answered_in_its_place(tmp_path: Path) -> None:
    file = in_file(tmp_path, [named("first"), named("bad", BAD), named("last")])
    result = run("determine", file, "--json")
    assert result.exit_code == 2
    first, bad, last = json.loads(result.stdout)
    assert (first["id"], first["circumstance"]) == ("first", "late")
    assert (last["id"], last["circumstance"]) == ("last", "late")
    assert set(bad) == {"id", "error"}
    assert bad["id"] == "bad"
    (told,) = bad["error"]
    assert set(told) == {"code", "severity", "about", "message", "remedy", "clauses"}
    line = next(n for n, text in enumerate(file.read_text().splitlines(), 1) if "2025-02-30" in text)
    assert told["about"] == f"{file}:{line} 1.enrolment.paid_on"


def test_a_contradiction_keeps_the_id_and_the_others_are_decided(tmp_path: Path) -> None:
    cases = [spoilt("place", "999999", named("nowhere")), SOUND, spoilt("history.0.year", 1979, named("too old"))]
    nowhere, sound, old = json.loads(run("determine", in_file(tmp_path, cases), "--json").stdout)
    assert (nowhere["id"], nowhere["error"][0]["code"]) == ("nowhere", "unknown_place")
    assert sound["circumstance"] == "late"
    assert (old["id"], old["error"][0]["code"]) == ("too old", "impossible_date")


def test_a_bad_case_does_not_stop_the_pages_of_the_others(tmp_path: Path) -> None:
    result = run("determine", in_file(tmp_path, [named("first"), BAD, named("last")]), "--detail", "result")
    assert result.exit_code == 2
    assert "first" in result.stdout
    assert "last" in result.stdout
    assert "2025-02-30" in result.stderr
    assert "2025-02-30" not in result.stdout


# --- the answer


def test_the_answer_is_the_one_of_the_design(tmp_path: Path) -> None:
    a = answer(in_file(tmp_path, SOUND))
    assert a["years"] == {"missed": 1, "continuous": 1}
    assert a["premium"]["due_yuan"] == 1100
    assert a["waiting"]["total_months"] == 4
    assert a["benefit"] == {"from": "2025-07-08", "through": "2025-12-31"}
    assert a["limit"]["total_yuan"] == 400000
    assert set(a["receipt"]) == {"pack", "policy", "rules", "facts", "result"}


def test_what_cannot_be_decided_is_null_and_a_finding_says_why(tmp_path: Path) -> None:
    a = answer(in_file(tmp_path, WITHOUT_CIRCUMSTANCE))
    assert a["circumstance"] is None
    assert a["benefit"] is None
    assert "no_circumstance" in {f["code"] for f in a["findings"]}


@pytest.mark.parametrize(
    ("detail", "more"),
    [
        ("result", set()),
        ("explained", {"steps"}),
        ("full", {"steps", "counterfactuals", "options", "interpretations"}),
        (None, {"steps", "counterfactuals", "options", "interpretations"}),
    ],
)
def test_detail_levels_add_parts_and_change_no_number(detail: str | None, more: set[str], tmp_path: Path) -> None:
    file = in_file(tmp_path, SOUND)
    flags = () if detail is None else ("--detail", detail)
    a = answer(file, *flags)
    assert set(a) == NUMBERS | more
    assert a["receipt"] == answer(file)["receipt"]


@pytest.mark.parametrize(
    ("detail", "parts", "absent"),
    [
        ("result", ["需要注意"], ["怎么算出来的", "时间轴", "可选的参保方式", "依据"]),
        ("explained", ["怎么算出来的", "时间轴", "依据"], ["可选的参保方式", "怎样会更好", "规定有不同读法之处"]),
        ("full", ["怎么算出来的", "怎样会更好", "可选的参保方式", "规定有不同读法之处", "需要注意", "依据"], []),
    ],
)
def test_pages_show_as_much_as_asked_for(detail: str, parts: list[str], absent: list[str], tmp_path: Path) -> None:
    page = run("determine", in_file(tmp_path, SOUND), "--detail", detail).stdout
    assert all(part in page for part in parts)
    assert not any(part in page for part in absent)


# --- language


@pytest.mark.parametrize(
    ("flags", "environment", "is_english"),
    [
        ((), {}, False),
        ((), {"LANG": "zh_CN.UTF-8"}, False),
        ((), {"LANG": "C.UTF-8"}, False),
        ((), {"LANG": "de_DE.UTF-8"}, False),
        ((), {"LANG": "en_US.UTF-8"}, True),
        ((), {"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, True),
        (("--lang", "zh"), {"LANG": "en_US.UTF-8"}, False),
        (("--lang", "en"), {"LANG": "zh_CN.UTF-8"}, True),
    ],
)
def test_the_answer_is_chinese_unless_english_is_asked_for(
    flags: tuple[str, ...], environment: dict[str, str], is_english: bool, tmp_path: Path
) -> None:
    page = run("determine", in_file(tmp_path, SOUND), *flags, **environment).stdout
    assert ("How it was decided" in page) is is_english
    assert ("怎么算出来的" in page) is not is_english
    refused = run("determine", in_file(tmp_path, BAD), *flags, **environment).stderr
    assert refused.startswith("error " if is_english else "错误 ")
    remedy = answer(in_file(tmp_path, WITHOUT_CIRCUMSTANCE), *flags, **environment)["findings"][0]["remedy"]
    assert remedy.isascii() is is_english


# --- overlays


def premium(*arguments: str | Path, **environment: str) -> int:
    """The personal premium that an answer has."""
    amount: int = answer(*arguments, "--detail", "result", **environment)["premium"]["personal_yuan"]
    return amount


def test_overlays_are_laid_in_the_order_given_over_those_of_the_folder(tmp_path: Path) -> None:
    file = in_file(tmp_path, SOUND)
    first = in_file(tmp_path, OVERLAY.format(number=1, yuan=410), "first.yaml")
    second = in_file(tmp_path, OVERLAY.format(number=2, yuan=420), "second.yaml")
    assert premium(file) == 400
    assert premium(file, "--overlay", first) == 410
    assert premium(file, "--overlay", first, "--overlay", second) == 420
    assert premium(file, "--overlay", second, "--overlay", first) == 410
    folder = tmp_path / "folder"
    folder.mkdir()
    in_file(folder, OVERLAY.format(number=3, yuan=430), "a.yaml")
    in_file(folder, OVERLAY.format(number=4, yuan=440), "b.yaml")
    in_file(folder, "not a pack", "README.md")
    assert premium(file, CANBAO_OVERLAYS=str(folder)) == 440
    assert premium(file, "--overlay", first, CANBAO_OVERLAYS=str(folder)) == 410
    assert premium(file, CANBAO_OVERLAYS="") == 400


def test_an_overlay_changes_the_digest_of_the_policy_only(tmp_path: Path) -> None:
    file = in_file(tmp_path, WITHOUT_CIRCUMSTANCE)
    text = OVERLAY.format(number=1, yuan=410).replace("2025, through: 2025", "2026, through: 2026")
    overlay = in_file(tmp_path, text, "overlay.yaml")
    plain, laid = answer(file)["receipt"], answer(file, "--overlay", overlay)["receipt"]
    assert {part for part in plain if plain[part] != laid[part]} <= {"policy", "result"}
    assert plain["policy"] != laid["policy"]


# --- files


def test_standard_input_yaml_and_json_give_the_same_answer(tmp_path: Path) -> None:
    yaml = (
        'case: 1\nid: sound\nplace: "430000"\nperson: {born: 1980-05-01}\n'
        "history:\n- {year: 2021, employee_months: 5}\n- {year: 2022, resident: true, paid_in_window: true}\n"
        "- {year: 2023, resident: true, reimbursed: true}\n"
        "enrolment: {scheme: resident, year: 2025, paid_on: 2025-03-10}\noriginal_limit_yuan: 400000\n"
    )
    given = run("determine", "-", "--json", given=yaml)
    assert given.exit_code == 0
    assert json.loads(given.stdout) == answer(in_file(tmp_path, yaml, "case.yaml"))
    case = spoilt("person", {"born": "1980-05-01"})
    assert json.loads(given.stdout)["receipt"] == answer(in_file(tmp_path, case))["receipt"]


def test_the_drawing_is_saved_for_one_case_and_for_each_of_a_list(tmp_path: Path) -> None:
    one = tmp_path / "one.svg"
    assert run("determine", in_file(tmp_path, SOUND), "--svg", one).exit_code == 0
    assert ElementTree.parse(one).getroot().tag.endswith("svg")
    many = tmp_path / "many.svg"
    result = run("determine", in_file(tmp_path, [SOUND, BAD, WITHOUT_CIRCUMSTANCE]), "--svg", many, "--json")
    assert result.exit_code == 2
    assert sorted(path.name for path in tmp_path.glob("*.svg")) == ["many-1.svg", "many-3.svg", "one.svg"]
    english = tmp_path / "english"
    run("determine", in_file(tmp_path, [SOUND]), "--svg", english, "--lang", "en")
    assert "待遇" in one.read_text(encoding="utf-8")
    assert "待遇" not in (tmp_path / "english-1.svg").read_text(encoding="utf-8")


# --- the page


@pytest.mark.parametrize("width", [80, 100, 200])
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("case", [SOUND, WITHOUT_CIRCUMSTANCE], ids=["sound", "without circumstance"])
def test_no_line_is_wider_than_the_page(
    case: dict[str, Any], language: str, width: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(output, "WIDTH_WITHOUT_TERMINAL", width)
    page = run("determine", in_file(tmp_path, case), "--lang", language).stdout
    widest = max(cell_len(line.rstrip()) for line in page.splitlines())
    assert widest <= width
    assert "…" not in page.replace(" … ", "").replace("01 …", "")  # nothing is cut off


def test_brackets_and_signs_in_an_id_are_shown_as_they_are(tmp_path: Path) -> None:
    page = run("determine", in_file(tmp_path, named("[/] [bold]甲[/bold] :smile:"))).stdout
    assert "[/] [bold]甲[/bold] :smile:" in page


def test_a_terminal_gets_colours_in_its_own_width(tmp_path: Path) -> None:
    file = in_file(tmp_path, SOUND)
    shown = in_terminal([str(CANBAO), "determine", str(file)], 80)
    assert "\x1b[" in shown
    lines = re.sub(r"\x1b\[[0-9;]*m", "", shown).splitlines()
    assert max(cell_len(line.rstrip()) for line in lines) == 80
    assert any("集中缴费期外参保" in line for line in lines)


def in_terminal(command: list[str], width: int) -> str:
    """What a command shows in a terminal of a width."""
    leader, follower = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(width), "TERM": "xterm-256color", "LANG": "zh_CN.UTF-8", "LC_ALL": ""}
    environment.pop("NO_COLOR", None)
    process = subprocess.Popen(command, stdout=follower, stderr=follower, env=environment)
    os.close(follower)
    shown = b""
    try:
        while chunk := os.read(leader, 65536):
            shown += chunk
    except OSError:  # the other end is closed
        pass
    os.close(leader)
    assert process.wait(60) == 0
    return shown.decode()


# --- many cases


def test_a_progress_bar_stands_on_standard_error_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "PROGRESS_FROM", 3)
    few = run("determine", in_file(tmp_path, [SOUND] * 2), "--json", "--detail", "result")
    assert few.stderr == ""
    many = run("determine", in_file(tmp_path, [SOUND] * 3), "--json", "--detail", "result")
    assert "判定" in many.stderr
    assert "3/3" in many.stderr
    assert len(json.loads(many.stdout)) == 3
    assert "deciding" in run("determine", in_file(tmp_path, [SOUND] * 3), "--json", "--lang", "en").stderr


def test_json_stays_whole_in_its_file_while_a_terminal_shows_the_bar(tmp_path: Path) -> None:
    file = in_file(tmp_path, [SOUND] * 300)
    target = tmp_path / "answers.json"
    shown = in_terminal(["/bin/sh", "-c", f'"{CANBAO}" determine "{file}" --json --detail result > "{target}"'], 100)
    assert "300/300" in shown
    assert '"circumstance"' not in shown
    assert len(json.loads(target.read_text(encoding="utf-8"))) == 300


# --- how it ends


def test_the_real_command_answers_like_the_one_in_process(tmp_path: Path) -> None:
    file = in_file(tmp_path, [SOUND, BAD, WITHOUT_CIRCUMSTANCE])
    status, out, err = really("determine", file, "--json")
    inside = run("determine", file, "--json")
    assert (status, out, err) == (2, inside.stdout, inside.stderr)


@pytest.mark.parametrize("flags", [("--json",), ()])
def test_a_reader_that_leaves_early_ends_it_quietly(flags: tuple[str, ...], tmp_path: Path) -> None:
    file = in_file(tmp_path, [SOUND] * 150)
    with start("determine", file, "--detail", "explained", *flags) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == ""
    assert process.returncode == app_main.NO_READER


@pytest.mark.skipif(not hasattr(signal, "SIGINT"), reason="no signals on this system; until 2027-12-31")
def test_an_interruption_ends_it_quietly(tmp_path: Path) -> None:
    file = in_file(tmp_path, [SOUND] * 400)
    with interruptible(), start("determine", file, "--json") as process:
        assert process.stdout is not None
        process.stdout.readline()  # it is at work, and has more to say than anyone has read
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert process.returncode == app_main.INTERRUPTED
    assert "Traceback" not in said
    assert "Aborted" not in said


def test_a_fault_of_the_program_is_told_in_two_lines(tmp_path: Path) -> None:
    file = in_file(tmp_path, SOUND)
    program = (
        "import sys; from canbao.app import main; from canbao.casework import decide\n"
        "def broken(*_): raise ZeroDivisionError('x\\n' * 500)\n"
        "decide.decided = broken\n"
        f"sys.argv = ['canbao', 'determine', {str(file)!r}]\n"
        "main.main()"
    )
    for debug in ("", "1"):
        done = subprocess.run(
            [CANBAO.with_name("python"), "-c", program],
            env={**os.environ, app_main.DEBUG: debug},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.stdout == ""
        assert ("Traceback" in done.stderr) is bool(debug)
        if not debug:
            assert done.returncode == app_main.PROGRAM_FAULT
            first, second = done.stderr.splitlines()
            assert first.startswith("程序出错 · a fault of the program: ZeroDivisionError: x x")
            assert len(first) < 300
            assert app_main.DEBUG in second


@pytest.mark.parametrize("encoding", ["ascii", "gbk"])
def test_a_console_that_cannot_show_every_sign_gets_what_it_can(encoding: str, tmp_path: Path) -> None:
    file = in_file(tmp_path, SOUND)
    with start("determine", file, environment={"PYTHONIOENCODING": encoding}, encoding=encoding) as process:
        out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert "2025-07-08" in out
    with start("determine", file, "--json", environment={"PYTHONIOENCODING": encoding}, encoding=encoding) as process:
        out, _ = process.communicate(timeout=60)
    assert json.loads(out) == answer(file)
