"""The addresses of an interview: a question is called by its kind, never by what it asks about, which would tell the
years of a life; no address holds an answer."""

from __future__ import annotations

from canbao.casework.interview.interview import Asked, Interview
from canbao.web.questions.kinds import kind_of

HOME = "/calculator"


def name_of(interview: Interview, path: str) -> str:
    """What a question is called: its kind, and which of that kind it is where several were asked."""
    kind = kind_of(path).template
    alike = [one.path for one in interview.asked if kind_of(one.path).template == kind]
    number = alike.index(path) + 1
    return kind if number == 1 else f"{kind}-{number}"


def named(interview: Interview, name: str) -> Asked | None:
    """The question that an address names, if it was asked."""
    return next((one for one in interview.asked if name == name_of(interview, one.path)), None)


def at_question(interview: Interview, nonce: str, path: str) -> str:
    """The address of a question that was asked."""
    return f"{HOME}/{nonce}/ask/{name_of(interview, path)}"


def at_result(nonce: str) -> str:
    """The address of a result."""
    return f"{HOME}/{nonce}/result"
