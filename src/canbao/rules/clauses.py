"""The mark of a rule: the clauses it carries, and its place among the functions to compile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from canbao.basis.compilable import compilable

Function = TypeVar("Function", bound=Callable[..., Any])

CLAUSES_OF_RULE: dict[str, tuple[str, ...]] = {}


def rule(*clauses: str) -> Callable[[Function], Function]:
    """Mark a function as a rule that carries ``clauses`` (as ``xz11/8``); the function comes back unchanged."""

    def mark(function: Function) -> Function:
        chapter = function.__module__.rpartition(".")[2]
        CLAUSES_OF_RULE[f"{chapter}.{function.__name__}"] = clauses
        return compilable(function)

    return mark
