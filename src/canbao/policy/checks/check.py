"""Check a pack or an overlay: every fault is a finding that names file, line, what was expected and what is nearest.

The form (keys, types, dates) is checked on loading; here is what the form cannot say: words that exist, values of the
right kind, sources that are declared, spans without overlap or gap, readings that leave a valid row.
"""

from __future__ import annotations

from datetime import date

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Finding
from canbao.basis.tree import Tree
from canbao.policy.changes import changes
from canbao.policy.checks.documents import check_documents
from canbao.policy.checks.openings import check_openings
from canbao.policy.checks.rows import check_rows
from canbao.policy.checks.sheet import Sheet
from canbao.policy.checks.values import check_values
from canbao.policy.library import Library
from canbao.policy.policies import Policies
from canbao.policy.schema import Pack


def check_pack(pack: Pack, tree: Tree, library: Library, today: date | None = None) -> list[Finding]:
    """Every fault of a pack or overlay, in the order of its file; empty when there is none.

    tree: the file it was read from. library: the packs it stands among. today: where given, documents that end within
    a year of it are named.
    """
    sheet = Sheet(pack, tree, library)
    return [*check_documents(sheet, today), *check_values(sheet), *check_rows(sheet), *check_openings(sheet)]


def check_complete(library: Library, place: str) -> list[Finding]:
    """What keeps the law of a place from being complete: every date on which anything changes is built once."""
    policies = Policies(library)
    found: dict[str, Finding] = {}
    for day in changes(library, place):
        year = max(day.year, library.first_year)
        try:
            policies.policy(place, year, max(day, date(year, 1, 1)))
        except BadInputError as error:
            found.update({finding.message.en: finding for finding in error.findings})
    return list(found.values())
