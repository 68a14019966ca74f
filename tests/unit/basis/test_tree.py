"""Files read as trees: what is accepted, what is refused and on which line, in YAML and in JSON.

Long because both notations are held to the same list of texts.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canbao.basis import tree as tree_module
from canbao.basis.errors import BadInputError
from canbao.basis.findings import SHORT, Finding
from canbao.basis.tree import Tree, parse_tree, read_tree
from canbao.basis.tree_values import CONTROL, MAX_DEPTH, MAX_DIGITS, MAX_FINDINGS, MAX_TEXT

MB = 1_000_000
ID_NUMBER = "430102199001011234"


@pytest.fixture(params=["C parser", "Python parser"])
def either_parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run with the C parser of PyYAML and without it."""
    if request.param == "Python parser":
        monkeypatch.delattr(yaml, "CBaseLoader", raising=False)


def value_of(text: str) -> Any:
    return parse_tree(text.encode(), "case").value


def findings_in(data: str | bytes) -> tuple[Finding, ...]:
    with pytest.raises(BadInputError) as caught:
        parse_tree(data.encode() if isinstance(data, str) else data, "case")
    return caught.value.findings


def refused(data: str | bytes) -> list[tuple[str, str]]:
    return [(found.about, found.code) for found in findings_in(data)]


def the_finding(data: str | bytes) -> Finding:
    (found,) = findings_in(data)
    return found


# --- accepted


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("on", "on"),
        ("yes", "yes"),
        ("No", "No"),
        ("off", "off"),
        ("y", "y"),
        ("true", True),
        ("True", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("null", None),
        ("Null", None),
        ("~", None),
        ("", None),
        ("2027-03-15", "2027-03-15"),
        ("2027-03-15T10:00:00Z", "2027-03-15T10:00:00Z"),
        ("12", 12),
        ("-12", -12),
        ("+12", 12),
        ("017", 17),
        ("0o17", 15),
        ("0x1F", 31),
        ("0b11", "0b11"),
        ("1_000", "1_000"),
        ("1:30", "1:30"),
        ("1.5", 1.5),
        (".5", 0.5),
        ("1.", 1.0),
        ("-1e3", -1000.0),
        ("1.2.3", "1.2.3"),
        (".", "."),
        ("=", "="),
        ("<<", "<<"),
        ("NaN", "NaN"),
        ("'12'", "12"),
        ('"true"', "true"),
        ("''", ""),
        ("张三", "张三"),
        ("9" * MAX_DIGITS, 10**MAX_DIGITS - 1),
    ],
)
def test_scalars_follow_the_core_schema(written: str, value: Any) -> None:
    read = value_of(f"key: {written}")["key"]
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize("text", ['"text"', "12", "null", "true", "[]", "{}"])
def test_the_whole_file_may_be_one_value(text: str) -> None:
    assert value_of(text) == json.loads(text)


def test_keys_that_only_look_like_booleans_are_text() -> None:
    assert value_of("on: 2026-12-31\nno: 1") == {"on": "2026-12-31", "no": 1}


@pytest.mark.parametrize(
    "text", ["\ufeffa: 1", '\ufeff{"a": 1}', ' \n{"a": 1}\n', "---\na: 1\n...\n", "%YAML 1.2\n---\na: 1"]
)
def test_a_byte_order_mark_and_one_marked_document_are_accepted(text: str) -> None:
    assert value_of(text) == {"a": 1}


@pytest.mark.parametrize("text", ['{"a": 1,}', '{"a": 1} # comment', "{a: 1}", '\n{\n"a": # comment\n1}'])
def test_flow_text_that_is_not_json_is_yaml(text: str) -> None:
    assert value_of(text) == {"a": 1}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_counts_lines(end: str) -> None:
    for lines in (["a: 1", "b:", "  - 2"], ["{", '"a": 1,', '"b": [2]}']):
        tree = parse_tree(end.join(lines).encode(), "case")
        assert tree.value == {"a": 1, "b": [2]}
        assert tree.line_of(("b", 0)) == 3


def test_a_chain_at_the_deepest_level_is_accepted() -> None:
    text = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert value_of(text) == value_of(f"# yaml\n{text}")


def test_a_text_of_the_longest_length_is_accepted() -> None:
    text = "x" * MAX_TEXT
    assert value_of(text) == value_of(f'["{text}"]')[0] == text


def test_a_long_line_of_many_json_cases_is_accepted() -> None:
    cases = [{"id": f"case-{i}", "place": "430000"} for i in range(20_000)]
    assert value_of(json.dumps(cases)) == cases


untimed = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**MAX_DIGITS) + 1, 10**MAX_DIGITS - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30).filter(lambda text: not CONTROL.search(text)),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.text(max_size=10).filter(lambda text: not CONTROL.search(text)), inner, max_size=5)
    ),
    max_leaves=20,
)


def block(value: Any, indent: str = "") -> str:
    """A value as block YAML, its texts in double quotes."""
    if isinstance(value, dict) and value:
        rows = [(f"{json.dumps(key, ensure_ascii=False)}:", member) for key, member in value.items()]
    elif isinstance(value, list) and value:
        rows = [("-", member) for member in value]
    else:
        return f" {json.dumps(value, ensure_ascii=False)}\n"
    return "\n" + "".join(f"{indent}{head}{block(member, indent + '  ')}" for head, member in rows)


@untimed
@given(PLAIN)
def test_values_survive_json(value: Any) -> None:
    for written in (json.dumps([value]), json.dumps([value], ensure_ascii=False, indent=1)):
        assert repr(value_of(written)) == repr([value])


@untimed
@given(PLAIN)
def test_values_survive_yaml(value: Any) -> None:
    flow = json.dumps(value, ensure_ascii=False)
    for written in (flow, f"# flow\n{flow}", f"---{block(value)}"):
        assert repr(value_of(written)) == repr(value)


def paths_in(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] + [found for step, member in members for found in paths_in(member, (*path, step))]


@untimed
@given(PLAIN)
def test_json_and_yaml_agree_on_every_line(value: Any) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=1)
    as_json, as_yaml = parse_tree(text.encode(), "case"), parse_tree(f"{text} # yaml".encode(), "case")
    for path in paths_in(value):
        assert as_json.line_of(path) == as_yaml.line_of(path) is not None
        assert as_json.line_of(path, key=True) == as_yaml.line_of(path, key=True)


# --- lines


YAML_CASE = """\
# a case
place: "430000"
enrolment:
  year: 2027
  paid_on:

history:
  - year: 2025
    scheme: resident
  - {year: 2026,
     scheme: employee}
note: |
  two
  lines
"""

JSON_CASE = """
{
  "place": "430000",
  "enrolment": {"year": 2027,
    "paid_on": "a \\"quoted\\" {day}"},
  "history": [
    {"year": 2025}, {"year": 2026,
      "scheme": ["employee", {}, []]}
  ]
}
"""


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize(
    ("path", "line", "key_line"),
    [
        ((), 2, 2),
        (("place",), 2, 2),
        (("enrolment",), 4, 3),
        (("enrolment", "year"), 4, 4),
        (("enrolment", "paid_on"), 5, 5),
        (("history",), 8, 7),
        (("history", 0, "scheme"), 9, 9),
        (("history", 1), 10, 10),
        (("history", 1, "scheme"), 11, 11),
        (("note",), 12, 12),
        (("missing",), 2, 2),
        (("enrolment", "missing"), 4, 4),
        (("history", 1, "missing", "deeper"), 10, 10),
        (("history", 2), 8, 8),
        (("place", "below a text"), 2, 2),
    ],
)
def test_lines_in_yaml(path: tuple[str | int, ...], line: int, key_line: int) -> None:
    tree = parse_tree(YAML_CASE.encode(), "case")
    assert tree.line_of(path) == line
    assert tree.line_of(path, key=True) == key_line


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ((), 2),
        (("place",), 3),
        (("enrolment",), 4),
        (("enrolment", "paid_on"), 5),
        (("history",), 6),
        (("history", 0, "year"), 7),
        (("history", 1), 7),
        (("history", 1, "scheme"), 8),
        (("history", 1, "scheme", 2), 8),
        (("history", 1, "missing"), 7),
        (("history", 2), 6),
        (("missing", 0), 2),
    ],
)
def test_lines_in_json(path: tuple[str | int, ...], line: int) -> None:
    assert parse_tree(JSON_CASE.encode(), "case").line_of(path) == line


def test_a_place_is_named_by_file_and_line() -> None:
    assert parse_tree(YAML_CASE.encode(), "case.yaml").about(("enrolment", "year")) == "case.yaml:4"


def test_a_tree_without_a_file_has_no_lines() -> None:
    tree = Tree({"a": 1}, "in memory")
    assert tree.line_of(("a",)) is None
    assert tree.about(("a",)) == "in memory"


# --- refused in YAML


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize(
    ("text", "line", "word"),
    [
        ("a: 1\nb: !!str 2", 2, "tag"),
        ("a: ! 2", 1, "tag"),
        ("a: !!python/object/apply:os.system [ls]", 1, "tag"),
        ("a: 1\nb: !!map {}", 2, "tag"),
        ("- 1\n- !!seq []", 2, "tag"),
        ("!!str a: 1", 1, "tag"),
        ("a: &x 1", 1, "anchor"),
        ("a: 1\nb: &x {}", 2, "anchor"),
        ("&x a: 1", 1, "anchor"),
        ("a: 1\nb: *x", 2, "alias"),
        ("*x : 1", 1, "alias"),
        ("a: 1\n<<: {b: 2}", 2, "merge key"),
        ("a: 1\n? [b]\n: 2", 2, "as a key"),
        ("{b: 1}: 2", 1, "as a key"),
        ("a: 1\n---\nb: 2", 2, "more than one document"),
        ("a: 1\n...\n---\n", 3, "more than one document"),
    ],
)
def test_yaml_features_are_refused(text: str, line: int, word: str) -> None:
    found = findings_in(text)[0]
    assert (found.about, found.code) == (f"case:{line}", "yaml_feature_refused")
    assert word in found.message.en


def test_a_yaml_bomb_is_not_expanded() -> None:
    rows = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 30)]
    found = findings_in("\n".join(rows))
    assert {f.code for f in found} == {"yaml_feature_refused"}
    assert len(found) == MAX_FINDINGS


def test_an_alias_that_holds_itself_is_refused() -> None:
    assert refused("a: &a [*a]") == [("case:1", "yaml_feature_refused")] * 2


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize("key", ["2026", "true", "~", "1.5", ".inf", "9" * 30])
def test_keys_that_are_not_text_are_refused(key: str) -> None:
    found = the_finding(f"a: 1\n{key}: 2")
    assert (found.about, found.code) == ("case:2", "wrong_value")
    assert "a key that is text" in found.message.en
    assert value_of(f'"{key}": 2') == {key: 2}


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb", 2, "expected 'key: value'"),
        ("a: 1\n b: 2", 2, "check the indentation"),
        ("a: x: y", 1, "no colon is expected"),
        ("a: 1\nb: [1, 2", 2, "expected a closing quote or bracket"),
        ("a: [1, 2\nb: 3\n", 2, "expected a comma or a closing bracket"),
        ('a: 1\nb: "x\nc: 2\n', 2, "expected a closing quote"),
        ("a:\n\t- b", 2, "indent with spaces"),
        ("a: @b", 1, "expected a value"),
        ("a: ]", 1, "expected a value"),
        ('a: "\\q"', 1, "escape"),
        ("a: !none!b 1", 1, "expected no tag"),
        ('{"a": 1}\n{"a": 2}', 2, "several cases make one list"),
        ('{\n\t"a": 1,\n\t"b": 2\n\t"c": 3\n}', 4, "expected a comma"),
        ('{"a": [1,\n2}', 2, "expected a comma or a closing bracket"),
    ],
)
def test_bad_syntax_is_refused_where_it_is(text: str, line: int, words: str) -> None:
    found = the_finding(text)
    assert (found.about, found.code) == (f"case:{line}", "not_yaml")
    assert words in found.message.en
    assert found.message.zh.isascii() is False


def test_the_finding_keeps_the_words_of_the_parser_when_they_are_not_known() -> None:
    assert "incompatible" in the_finding("%YAML 2.0\n---\na: 1").message.en


# --- refused in both formats


@pytest.mark.usefixtures("either_parser")
@pytest.mark.parametrize(
    ("yaml_text", "json_text", "code", "words"),
    [
        ("a: 1\nb: 2\na: 3", '{"a": 1,\n"b": 2,\n"a": 3}', "duplicate_key", "'a' appears twice"),
        ("- b:\n    c: 1\n    c: 2", '[{"b":\n{"c": 1,\n"c": 2}}]', "duplicate_key", "'c' appears twice"),
        ("- \n- \n- .nan", "[1,\n2,\nNaN]", "wrong_value", "a finite number"),
        ("- \n- \n- -.inf", "[1,\n2,\n-Infinity]", "wrong_value", "a finite number"),
        ("- \n- \n- 1e999", "[1,\n2,\n1e999]", "wrong_value", "a finite number"),
        (
            "a:\n\n  -1" + "0" * MAX_DIGITS,
            '{"a":\n\n-1' + "0" * MAX_DIGITS + "}",
            "wrong_value",
            "at most 18 digits",
        ),
        ("a:\n\n  " + "9" * 5000, '{"a":\n\n' + "9" * 5000 + "}", "wrong_value", "at most 18 digits"),
        ("a:\n\n  0x" + "f" * 18, '{"a":\n\n' + "9" * 19 + "}", "wrong_value", "at most 18 digits"),
        ('a:\n\n  "\\x07"', '{"a":\n\n"\\u0007"}', "wrong_value", "'U+0007'"),
        ('a: 1\nb: 2\n"\\x7f": 1', '{"a": 1,\n"b": 2,\n"\\u007f": 1}', "wrong_value", "'U+007F'"),
        ("a:\n\n  b\x07", '{"a":\n\n"\x07"}', "wrong_value", "'U+0007'"),
        ("a:\n\n  b\u2028c", '{"a":\n\n"\u2028"}', "wrong_value", "'U+2028'"),
        ("a:\n\n  \ufeffb", '{"a":\n\n"\ufeff"}', "wrong_value", "'U+FEFF'"),
        (
            "a:\n\n  " + "x" * (MAX_TEXT + 1),
            '{"a":\n\n"' + "x" * (MAX_TEXT + 1) + '"}',
            "too_large",
            "10001 characters",
        ),
        ("# y\n\n" + "[" * 33 + "]" * 33, "\n\n" + "[" * 33 + "]" * 33, "too_large", "32 levels"),
        ("# y\n\n" + "- " * 33, "\n\n" + '{"a":' * 33 + "1" + "}" * 33, "too_large", "32 levels"),
    ],
)
def test_both_formats_refuse_alike(yaml_text: str, json_text: str, code: str, words: str) -> None:
    for text in (yaml_text, json_text):
        found = the_finding(text)
        assert (found.about, found.code) == ("case:3", code)
        assert words in found.message.en


def test_a_lone_surrogate_is_refused() -> None:
    assert "U+D800" in the_finding('{"a": "\\ud800"}').message.en


def test_a_json_key_too_long_is_refused_at_its_line() -> None:
    assert refused('{"a": {\n"' + "k" * (MAX_TEXT + 1) + '":\n{}}}') == [("case:2", "too_large")]


def test_a_doubled_key_is_refused_at_its_second_line() -> None:
    assert refused('{"a": 1,\n"a":\n{}}') == refused("a: 1\na:\n  b: 1") == [("case:2", "duplicate_key")]


def test_many_doubled_keys_in_one_mapping_are_told() -> None:
    rows = [f'"k{i}": 1' for i in range(50)]
    assert len(refused("{" + ",".join(rows + rows) + "}")) == len(rows)


@pytest.mark.parametrize("depth", [*range(33, 40), *range(900, 1010), 100_000])
def test_any_depth_is_refused_without_a_traceback(depth: int) -> None:
    assert refused("[" * depth + "]" * depth) == [("case:1", "too_large")]


def test_every_fault_is_told() -> None:
    assert refused('{"a": NaN,\n"b": {"c": 1, "c": 2},\n"d": [1e999]}') == [
        ("case:1", "wrong_value"),
        ("case:2", "duplicate_key"),
        ("case:3", "wrong_value"),
    ]
    assert refused("a: &x 1\nb: !t 2\na: 3\nc: ]") == [
        ("case:1", "yaml_feature_refused"),
        ("case:2", "yaml_feature_refused"),
        ("case:3", "duplicate_key"),
        ("case:4", "not_yaml"),
    ]


@pytest.mark.parametrize("text", ["[" + "NaN," * 500 + "1]", "[" + "&a 1," * 500 + "1]"])
def test_the_findings_of_one_file_have_an_end(text: str) -> None:
    assert len(findings_in(text)) == MAX_FINDINGS


@pytest.mark.parametrize("text", [f"{ID_NUMBER}: 1", f'{{"{ID_NUMBER}": 1, "{ID_NUMBER}": 2}}', f"[1{ID_NUMBER}]"])
def test_no_message_repeats_an_identity_number(text: str) -> None:
    found = the_finding(text)
    assert ID_NUMBER[:14] not in found.message.zh + found.message.en


# --- bytes


@pytest.mark.parametrize("start", [b"a: 1\nb: ", b'{"a":\n"'])
def test_bytes_that_are_not_utf8_are_refused(start: bytes) -> None:
    found = the_finding(start + "张三".encode("gbk"))
    assert (found.about, found.code) == ("case:2", "not_utf8")
    assert f"at byte {len(start) + 1}" in found.message.en


def test_utf16_is_refused() -> None:
    assert "at byte 1)" in the_finding("a: 1".encode("utf-16")).message.en


@pytest.mark.parametrize("text", ["", "\ufeff", " \n\t\n", "# only\n  # comments", "---\n", "---\n# comment\n...\n"])
def test_an_empty_file_is_refused(text: str) -> None:
    assert refused(text) == [("case", "empty_file")]


@pytest.mark.parametrize(
    "line",
    [
        "x" * 10 * MB,
        '"' + "x" * 10 * MB + '"',
        '{"a": "' + "x" * 10 * MB + '"}',
        '{"a": "' + "x" * 10 * MB,
        "1" * 10 * MB,
        "[" + "1" * 10 * MB + "]",
        "[" * 10 * MB,
        "{" * 10 * MB,
        "a: " * 3 * MB,
        "- " * 5 * MB,
        "? " * 5 * MB,
        "&a " * 3 * MB,
        "%" * 10 * MB,
        "'" * 10 * MB,
        '"\\' * 5 * MB,
        "\t" * 10 * MB + "x",
    ],
    ids=lambda line: line[:8],
)
def test_a_line_of_ten_megabytes_gets_a_short_answer(line: str) -> None:
    for found in findings_in(line):
        assert found.about == "case:1"
        for text in (found.message.zh, found.message.en):
            assert len(text) < 3 * SHORT


def test_a_file_too_large_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(tree_module, "MAX_BYTES", 10)
    assert value_of("[12345678]") == [12345678]
    assert refused("[123456789]") == [("case", "too_large")]
    file = tmp_path / "case.json"
    file.write_bytes(b"[123456789]")
    with pytest.raises(BadInputError, match="Too large: the file"):
        read_tree(file)


# --- files


def unreadable(path: Path) -> Finding:
    with pytest.raises(BadInputError) as caught:
        read_tree(path)
    (found,) = caught.value.findings
    assert found.code == "file_unreadable"
    return found


def test_a_file_is_named_in_its_findings(tmp_path: Path) -> None:
    file = tmp_path / "案例.yaml"
    file.write_text("a: 1\na: 2\n", encoding="utf-8")
    with pytest.raises(BadInputError) as caught:
        read_tree(file)
    assert caught.value.findings[0].about == f"{file}:2"
    file.write_text("a: 1\n", encoding="utf-8")
    tree = read_tree(file)
    assert (tree.value, tree.name) == ({"a": 1}, str(file))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    found = unreadable(tmp_path / "none.yaml")
    assert found.about == str(tmp_path / "none.yaml")
    assert "no such file" in found.message.en


def test_a_directory_is_refused(tmp_path: Path) -> None:
    assert "found a directory" in unreadable(tmp_path).message.en


def test_a_file_without_permission_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", deny)
    assert "no permission" in unreadable(tmp_path / "secret.yaml").message.en


def test_names_that_no_file_can_have_are_refused(tmp_path: Path) -> None:
    assert "null" in unreadable(tmp_path / "a\0b").message.en
    assert "too long" in unreadable(tmp_path / ("x" * 5000)).message.en
    assert "?" in unreadable(tmp_path / "\udcff").about


def test_a_dash_reads_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("\ufeffa: 张三\n".encode())))
    tree = read_tree(Path("-"))
    assert (tree.value, tree.name) == ({"a": "张三"}, "<stdin>")


def test_a_closed_standard_input_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert "closed" in unreadable(Path("-")).message.en


def test_json_does_not_load_pyyaml() -> None:
    program = (
        "import sys; from canbao.basis.tree import parse_tree; tree = parse_tree(b'{\"a\": [1]}', 'case');"
        "assert tree.line_of(('a', 0)) == 1; assert 'yaml' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
