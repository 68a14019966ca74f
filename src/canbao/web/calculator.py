"""The calculator: one question at a time, only those that can still change the answer, then the result.

Every page has an address of its own, so that going back works; no address holds an answer. Answers travel in the
bodies of forms and in the reader's cookie (``state``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from canbao.basis.errors import BadInputError
from canbao.basis.findings import Finding, Text
from canbao.casework.interview.interview import Asked, begun, ready_for, told
from canbao.casework.interview.telling import is_of_years, years_in
from canbao.service.bodies import body_of
from canbao.service.problems import ProblemError
from canbao.service.work import Work
from canbao.web.addresses import HOME, at_question, at_result, named
from canbao.web.case_files import case_file, decision_of
from canbao.web.page import Reader, fragment, go_to, headers_of, page, words
from canbao.web.questions.form import Form, FormError
from canbao.web.questions.kind import Context
from canbao.web.questions.kinds import kind_of
from canbao.web.result import compared, days_to_try, outcome_view, result_view
from canbao.web.state import State, TooMuchError, forget, keep, kept, new_nonce
from canbao.web.trial import NoTrialError, trial_decision, trial_in, trial_view

MOST_FORM_BYTES = 64 * 1024
UNPROCESSABLE, GONE = 422, 410

Fault: TypeAlias = tuple[str, Text]
"""A field, or empty for the whole form, and what is wrong with it."""


def calculator_router(work: Work) -> APIRouter:
    """The routes of the calculator."""
    router = APIRouter()

    @router.get(HOME)
    async def start(request: Request) -> Response:
        return page(request, "calculator.html", open_interview=None)

    @router.post(HOME)
    async def begin(request: Request) -> Response:
        nonce = new_nonce()
        state = State(begun(work.policies))
        return keep(request, go_to(request, where(nonce, state)), nonce, state)

    @router.post(f"{HOME}/erase")
    async def erase(request: Request) -> Response:
        return forget(request, page(request, "privacy.html", is_erased=True))

    @router.get(f"{HOME}/{{nonce}}")
    async def resume(request: Request) -> Response:
        nonce, state = state_of(request)
        return expired(request) if state is None else go_to(request, where(nonce, state))

    @router.get(f"{HOME}/{{nonce}}/ask/{{name}}")
    async def ask(request: Request) -> Response:
        found = question_of(request)
        if isinstance(found, Response):
            return found
        nonce, state, question = found
        fields = Form.of(kind_of(question.path).fields(question, state.interview.case))
        return question_page(request, work, nonce, state, question, fields)

    @router.post(f"{HOME}/{{nonce}}/ask/{{name}}")
    async def answer(request: Request) -> Response:
        form, found = Form.parsed(await form_body(request)), question_of(request)
        if isinstance(found, Response):
            return found
        nonce, state, question = found
        case = ready_for(state.interview, question.path)
        context = Context(work.policies, work.today(), case)
        try:
            read = kind_of(question.path).read(form, question, context)
            after = State(told(state.interview, question.path, read, work.policies))
            return keep(request, go_to(request, where(nonce, after)), nonce, after)
        except FormError as error:
            return question_page(request, work, nonce, state, question, form, error.faults)
        except BadInputError as bad:
            faults = [("", in_words(finding)) for finding in bad.findings]
            return question_page(request, work, nonce, state, question, form, faults)
        except TooMuchError:
            return question_page(request, work, nonce, state, question, form, [too_much()])

    @router.get(f"{HOME}/{{nonce}}/result")
    async def result(request: Request) -> Response:
        nonce, state = state_of(request)
        if state is None:
            return expired(request)
        if not state.interview.is_complete:
            return go_to(request, where(nonce, state))
        return result_page(request, work, nonce, state)

    @router.post(f"{HOME}/{{nonce}}/trial")
    async def trial(request: Request) -> Response:
        nonce, state = state_of(request)
        form = Form.parsed(await form_body(request))
        if state is None or not state.interview.is_complete:
            return expired(request)
        try:
            tried = replace(state, trial=trial_in(form, state.interview.case))
            return keep(request, go_to(request, at_result(nonce)), nonce, tried)
        except FormError as error:
            return result_page(request, work, nonce, state, error.faults)
        except TooMuchError:
            return result_page(request, work, nonce, state, [too_much()])

    @router.post(f"{HOME}/{{nonce}}/trial/part")
    async def trial_part(request: Request) -> Response:
        nonce, state = state_of(request)
        form = Form.parsed(await form_body(request))
        if state is None or not state.interview.is_complete:
            return Response(status_code=GONE, headers=headers_of(Reader.of(request)))
        try:
            tried = replace(state, trial=trial_in(form, state.interview.case))
            html = outcome_part(request, work, nonce, tried)
        except BadInputError:
            return Response(status_code=GONE, headers=headers_of(Reader.of(request)))
        except (FormError, NoTrialError):
            return Response(status_code=UNPROCESSABLE, headers=headers_of(Reader.of(request)))
        return HTMLResponse(html, headers=headers_of(Reader.of(request)))

    @router.get(f"{HOME}/{{nonce}}/case.json")
    async def download(request: Request) -> Response:
        _, state = state_of(request)
        if state is None or not state.interview.is_complete:
            return expired(request)
        headers = headers_of(Reader.of(request))
        headers["Content-Disposition"] = 'attachment; filename="canbao-case.json"'
        return Response(case_file(state.interview.case), 200, headers, "application/json")

    return router


async def form_body(request: Request) -> bytes:
    """The body of a form; nothing when it is larger than any form of these pages."""
    try:
        return await body_of(request, MOST_FORM_BYTES)
    except ProblemError:
        return b""


def state_of(request: Request) -> tuple[str, State | None]:
    """The interview of the address, and what the browser kept of it."""
    nonce = request.path_params["nonce"]
    return nonce, kept(request, nonce)


def question_of(request: Request) -> tuple[str, State, Asked] | Response:
    """The interview and the question of the address, or where the reader is sent instead."""
    nonce, state = state_of(request)
    if state is None:
        return expired(request)
    question = named(state.interview, request.path_params["name"])
    if question is None or not can_be_asked(state, question):
        return go_to(request, where(nonce, state))
    return nonce, state, question


def where(nonce: str, state: State) -> str:
    """The page at which an interview stands."""
    current = state.interview.current
    return at_result(nonce) if current is None else at_question(state.interview, nonce, current.path)


def can_be_asked(state: State, question: Asked) -> bool:
    """Whether a question still has anything to ask: years, where those of the person have moved away."""
    return not is_of_years(question.path) or bool(years_in(question.path, ready_for(state.interview, question.path)))


def expired(request: Request) -> Response:
    """The answers are not there any more."""
    return page(request, "calculator.html", status=GONE, open_interview="expired")


def too_much() -> Fault:
    """More answers than a browser keeps, told of the whole form."""
    return "", words()["calculator.too_much"]


def in_words(finding: Finding) -> Text:
    """A finding as the message of a form: what is wrong and what to do."""
    message, remedy = finding.message, finding.remedy
    return Text(f"{message.zh}{remedy.zh}", f"{message.en} {remedy.en}")


def question_page(
    request: Request,
    work: Work,
    nonce: str,
    state: State,
    question: Asked,
    form: Form,
    faults: Sequence[Fault] = (),
) -> Response:
    """The page of one question, with everything that was wrong with the answer if anything was."""
    kind = kind_of(question.path)
    context = Context(work.policies, work.today(), ready_for(state.interview, question.path))
    before = state.interview.before(question.path)
    return page(
        request,
        f"questions/{kind.template}.html",
        status=UNPROCESSABLE if faults else 200,
        nonce=nonce,
        address=at_question(state.interview, nonce, question.path),
        back=None if before is None else at_question(state.interview, nonce, before.path),
        number=[one.path for one in state.interview.asked].index(question.path) + 1,
        form=form,
        summary=faults,
        faults=dict(faults),
        name=kind.template,
        answers=answers_of(state, work, nonce, question.path),
        **kind.view(question, context),
    )


def answers_of(state: State, work: Work, nonce: str, but: str = "") -> list[dict[str, Any]]:
    """What was answered so far, each with the page on which it can be changed."""
    told_ones = [one for one in state.interview.asked if one.is_told and one.path != but]
    case = state.interview.case
    return [
        {
            "title": words()[f"questions.{kind_of(one.path).template}_short"],
            "text": named_place(case["place"], work) if one.path == "place" else kind_of(one.path).told(one, case),
            "change": at_question(state.interview, nonce, one.path),
        }
        for one in told_ones
    ]


def named_place(place: str, work: Work) -> Text:
    """A place by the name of its pack and its code; the code alone where it has none."""
    try:
        name = work.policies.library.pack(work.policies.library.place_of_pack(place)).name
    except BadInputError:
        name = None
    return Text(place, place) if name is None else Text(f"{name.zh} {place}", f"{name.en} {place}")


def result_page(request: Request, work: Work, nonce: str, state: State, faults: Sequence[Fault] = ()) -> Response:
    """The page of the result, of the answers or of what is tried out."""
    reader = Reader.of(request)
    try:
        decision = shown = decision_of(state.interview.case, work.policies)
    except BadInputError:  # what the browser kept, no interview here ended at
        return expired(request)
    summary = list(faults)
    if state.trial:
        try:
            shown = trial_decision(state.interview.case, state.trial, work.policies)
        except NoTrialError as error:
            summary += [("", text) for text in error.texts]
    first, last = days_to_try(decision)
    return page(
        request,
        "result.html",
        status=UNPROCESSABLE if summary else 200,
        nonce=nonce,
        home=HOME,
        summary=summary,
        answers=answers_of(state, work, nonce),
        trial=trial_view(decision, shown, state.trial, first, last),
        differences=compared(decision, shown) if state.trial else [],
        case_text=case_file(state.interview.case),
        **result_view(shown, work.policies, reader),
    )


def outcome_part(request: Request, work: Work, nonce: str, state: State) -> str:
    """The part of the result that a trial changes in place. Raises NoTrialError."""
    reader = Reader.of(request)
    decision = decision_of(state.interview.case, work.policies)
    shown = trial_decision(state.interview.case, state.trial, work.policies)
    first, last = days_to_try(decision)
    return fragment(
        reader,
        "outcome.html",
        nonce=nonce,
        home=HOME,
        trial=trial_view(decision, shown, state.trial, first, last),
        differences=compared(decision, shown) if state.trial else [],
        **outcome_view(shown, work.policies, reader),
    )
