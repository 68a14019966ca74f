"""The functions that a compiler may take as they stand: the calendar and every rule.

A function marked here works on integers and named tuples only. The mark returns the function unchanged; whoever
compiles rules for a population registers exactly the functions collected here.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

COMPILABLE: list[Callable[..., Any]] = []


def compilable(function: Function) -> Function:
    """Collect ``function`` for compilation and return it unchanged."""
    COMPILABLE.append(function)
    return function
