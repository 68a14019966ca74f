"""What the database refuses of an act of the office, as findings: what is no longer so, what stands already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from canbao.access.denials import DeniedError, denied
from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding

CHANGED: Final = {
    "correction": "correction_changed",
    "resolution": "resolution_changed",
    "undo": "undo_impossible",
    "inquiry": "inquiry_answered",
    "determination": "determination_changed",
    "doubt": "doubt_changed",
    "merge": "merge_impossible",
    "split": "split_impossible",
    "number": "number_impossible",
}
"""The finding for each word by which the database says what is no longer as an act needs it."""
STANDING: Final = {
    "determination_first": "determination_stands",
    "determination_replaces_key": "determination_changed",
}
"""The finding for each rule by which there may be one only."""


@contextmanager
def refusals_told(about: str) -> Iterator[None]:
    """Turn what the database refuses of an act into findings. about: what the act is done to, never a name or number.

    Raises DeniedError for what the actor may not do, BadInputError for what is no longer so, stands already or is not
    there. A proposal that stands otherwise than an act needs is left to ``canbao.access.denials``.
    """
    from psycopg.errors import InsufficientPrivilege, NoDataFound, ObjectNotInPrerequisiteState, UniqueViolation

    try:
        yield
    except InsufficientPrivilege as error:
        raise DeniedError([denied(error)]) from error
    except ObjectNotInPrerequisiteState as error:
        code = CHANGED.get(error.diag.message_detail or "")
        if code is None:
            raise
        raise BadInputError([finding(code, about)]) from error
    except UniqueViolation as error:
        code = STANDING.get(error.diag.constraint_name or "")
        if code is None:
            raise
        raise BadInputError([finding(code, about)]) from error
    except NoDataFound as error:
        raise BadInputError([finding("inquiry_unknown", about)]) from error
