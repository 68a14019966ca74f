"""What the YAML and JSON parsers say of a text they cannot read, said as a finding in Chinese and English."""

from __future__ import annotations

import re
from json import JSONDecodeError
from typing import Any

from canbao.basis.finding_codes import finding
from canbao.basis.findings import Finding, Text, shorten

PROBLEMS: tuple[tuple[str, Text], ...] = (
    (
        "mapping values are not allowed|expecting ':'",
        Text(
            "此处不应有冒号；检查缩进，含冒号的文本请加引号",
            "no colon is expected here: check the indentation, or put text with a colon in quotes",
        ),
    ),
    (
        "cannot start any token|node content|directive|expecting value",
        Text(
            "此处应为一个值；缩进用空格，以特殊符号开头的文本加引号",
            "expected a value; indent with spaces, and put text that begins with a special sign in quotes",
        ),
    ),
    (
        "document start|extra data",
        Text("一个值之后还有内容；多个案例请写成列表", "expected the end; several cases make one list"),
    ),
    (
        "end of stream|unterminated string|',' or .* at the end",
        Text("此处打开的引号或括号没有闭合", "expected a closing quote or bracket for the one opened here"),
    ),
    (
        "',' or|',' delimiter|trailing comma",
        Text("此处应为逗号或右括号", "expected a comma or a closing bracket"),
    ),
    ("expected '-'|block sequence", Text("此处应为同级的“-”项", "expected a '-' item of the same indent")),
    (
        "expected key|block end|expected ':'|property name|':' delimiter",
        Text("此处应为同级的“键: 值”", "expected 'key: value' of the same indent"),
    ),
    ("escape", Text("引号内的反斜杠写法有误", "expected a known escape after the backslash")),
    ("tag", Text("不接受标签（!）", "expected no tag (!)")),
)
"""What the parsers say (a pattern), and how we say it."""


def syntax_finding(error: Any, text: str, name: str, json_error: JSONDecodeError | None) -> Finding:
    """What is wrong, at the place where the reader should look."""
    mark = getattr(error, "problem_mark", None)
    if json_error is not None and (mark is None or json_error.pos > mark.index):
        return _not_yaml(f"{name}:{json_error.lineno}", json_error.msg, json_error.colno)
    if mark is None:
        return _not_yaml(name, str(error), None)
    problem = str(error.problem)
    if mark.index >= len(text.rstrip()) and error.context_mark is not None:
        mark = error.context_mark  # what was opened, rather than the end of the file
        problem += " at the end"
    return _not_yaml(f"{name}:{mark.line + 1}", problem, mark.column + 1)


def _not_yaml(about: str, problem: str, column: int | None) -> Finding:
    known = (words for pattern, words in PROBLEMS if re.search(pattern, problem, re.IGNORECASE))
    words = next(known, Text(shorten(problem), shorten(problem)))
    if column is not None:
        words = Text(f"第 {column} 列：{words.zh}", f"column {column}: {words.en}")
    return finding("not_yaml", about, reason=words)
