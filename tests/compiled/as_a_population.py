"""Facts and law as a population has them: the years behind a person as an array, the law as a record of numbers."""

from __future__ import annotations

from functools import cache
from typing import Any

import numba
import numpy as np
from numba.extending import register_jitable

from canbao.basis.compilable import COMPILABLE
from canbao.policy.policy import Policy
from canbao.population.law import records_of
from canbao.rules.facts import Facts, history_from


def with_array(f: Facts) -> Facts:
    """The facts with the years behind the person as an array of 64-bit integers."""
    words: Any = np.array(f.history.words, dtype=np.int64)
    return f._replace(history=history_from(f.history.first_year, words))


def record(policy: Policy) -> Any:
    """The record of a policy."""
    return records_of([policy])[0]


@cache
def register() -> None:
    """Let compiled functions call every function that may be compiled, as it stands."""
    for function in COMPILABLE:
        register_jitable(no_cpython_wrapper=True, no_cfunc_wrapper=True)(function)  # nobody but a compiled one calls it


def compiled(rule: Any) -> Any:
    """A rule compiled, with all that it may call."""
    register()
    return numba.njit(nogil=True)(rule)
