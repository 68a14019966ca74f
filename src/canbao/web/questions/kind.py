"""What a kind of question is: a template, its choices, the fields of an answer, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from canbao.basis.findings import Text
from canbao.casework.interview.interview import Asked
from canbao.casework.interview.telling import Partial, Told
from canbao.policy.policies import Policies
from canbao.web.questions.form import Form


@dataclass(frozen=True)
class Context:
    """What a question is asked within: the law, the day, the case as it was before the question was answered."""

    policies: Policies
    today: date
    case: Partial


class Kind(Protocol):
    """A kind of question."""

    template: str
    """The template of its fields."""

    def view(self, asked: Asked, context: Context) -> dict[str, Any]:
        """What the template needs beside the fields: choices, years, words to fill in."""

    def fields(self, asked: Asked, case: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of the answer that a case holds."""

    def read(self, form: Form, asked: Asked, context: Context) -> Told:
        """The case after the answer of a form. Raises FormError."""

    def told(self, asked: Asked, case: Mapping[str, Any]) -> Text:
        """The answer that a case holds, in words."""
