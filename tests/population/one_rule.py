"""One rule compiled as the kernel is, in a process of its own: ``one_rule.py FOLDER``, where the package must lie.

Prints the months that two missed years add to the wait.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import no_type_check

import canbao
from canbao.population.compiling import compiled
from canbao.rules.parameters import WaitingTerms
from canbao.rules.waiting import variable_months


@no_type_check
def months(missed, terms):
    """The months that missed years add."""
    return variable_months(missed, terms)


if __name__ == "__main__":
    assert Path(next(iter(canbao.__path__))).is_relative_to(sys.argv[1])
    print(compiled(months)(2, WaitingTerms(*(1 for _ in WaitingTerms._fields))))
