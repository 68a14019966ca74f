"""The calculator as pages: headers, cookies, assets, languages, words, and how long an answer takes at most."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from statistics import median
from time import perf_counter
from typing import Any

import pytest
from starlette.testclient import TestClient

from canbao.basis.digests import digest_of_bytes
from canbao.basis.finding_codes import CODES
from canbao.casework.interview.interview import opened
from canbao.web.addresses import at_question
from canbao.web.assets import FOREVER, address_of, assets
from canbao.web.page import words
from canbao.web.questions.kinds import kind_of
from canbao.web.state import MOST_BYTES, NAME, SECONDS, State, packed, unpacked
from tests.interview.persons import PLACES, POLICIES, Person, Raw, hidden_cases, tellable
from tests.web.pages import HOME, KINDS, NONCE, complete, kept, kept_in, questions, reading

MOST_SECONDS = 1.0
"""No page takes longer, whatever else the machine does: a bound for tests, far above what is measured."""
PUBLIC_PAGES = ("/", "/api", "/law", "/law/430000")
PRIVATE_PAGES = (
    "/privacy",
    HOME,
    f"{HOME}/open",
    f"{HOME}/{NONCE}",
    f"{HOME}/{NONCE}/result",
    f"{HOME}/{NONCE}/ask/place",
)
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(scope="module")
def reader() -> Iterator[TestClient]:
    """A reader who follows no redirection."""
    with reading() as client:
        yield client


def unknown_past(place: str, born: str, paid_on: str) -> Raw:
    """Somebody who knows nothing of the years before."""
    enrolment = {"year": 2026, "paid_on": paid_on}
    return tellable({"place": place, "person": {"born": born}, "history_known_from": 2026, "enrolment": enrolment})


@pytest.mark.parametrize("address", [*PUBLIC_PAGES, *PRIVATE_PAGES, "/nothing/here"])
def test_every_page_is_safe_and_private(reader: TestClient, address: str) -> None:
    """Nothing from elsewhere is loaded, nothing is told on, nothing of a person is kept by a cache."""
    page = reader.get(address, headers={**BROWSER, **kept(State(complete()))})
    assert page.status_code in (200, 303, 404)
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["vary"] == "Accept-Language"
    if address not in PUBLIC_PAGES:
        assert page.headers["cache-control"] == "no-store"
    assert "set-cookie" not in page.headers
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page.text)
    assert not re.findall(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=", page.text)


def test_forms_and_files_are_private_too(reader: TestClient) -> None:
    """Redirections, refusals, the download, the part that a trial changes."""
    state, question = questions()["birth"]
    done = kept(State(complete()))
    answers = (
        reader.post(HOME),
        reader.post(at_question(state.interview, NONCE, question.path), headers=kept(state)),
        reader.post(f"{HOME}/{NONCE}/trial", headers=done, data={"paid_on": "2026-03-01"}),
        reader.post(f"{HOME}/{NONCE}/trial/part", headers=done, data={"paid_on": "2026-03-01"}),
        reader.post(f"{HOME}/{NONCE}/trial/part", headers=done, data={"paid_on": "x"}),
        reader.post(f"{HOME}/{NONCE}/trial/part"),
        reader.get(f"{HOME}/{NONCE}/case.json", headers=done),
        reader.get(f"{HOME}/{NONCE}/result"),
        reader.post(f"{HOME}/open", data={"text": "x"}),
    )
    assert [answer.status_code for answer in answers] == [303, 422, 303, 200, 422, 410, 200, 410, 422]
    for answer in answers:
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_cookie_is_for_the_calculator_alone_and_an_hour(scheme: str) -> None:
    """No script reads it, no other site sends it, and under https it goes nowhere else."""
    with reading(f"{scheme}://testserver") as client:
        set_cookie = client.post(HOME).headers["set-cookie"]
    told = [part.strip().lower() for part in set_cookie.split(";")[1:]]
    assert set(told) - {"secure"} == {"httponly", f"max-age={SECONDS}", "path=/calculator", "samesite=strict"}
    assert ("secure" in told) == (scheme == "https")


def test_erasing_ends_every_interview(reader: TestClient) -> None:
    """Every cookie of the calculator, and no other."""
    headers = {"Cookie": f"{NAME}one=x; {NAME}two=y; other=z"}
    erased = reader.post(f"{HOME}/erase", headers=headers)
    assert erased.status_code == 200
    ended = [line for line in erased.headers.get_list("set-cookie") if "Max-Age=0" in line]
    assert sorted(line.partition("=")[0] for line in ended) == [f"{NAME}one", f"{NAME}two"]


def test_only_some_interviews_are_kept_at_once(reader: TestClient) -> None:
    """So that the cookies of one browser stay within what a request may carry."""
    headers = {"Cookie": "; ".join(f"{NAME}{number}=x" for number in range(9))}
    lines = reader.post(HOME, headers=headers).headers.get_list("set-cookie")
    assert len([line for line in lines if "Max-Age=0" in line]) == 5
    assert len(lines) == 6


def test_no_address_holds_an_answer(reader: TestClient) -> None:
    """Addresses hold the name of the interview and the kind of the question: no year of a life, no day, no place."""
    begun = reader.post(HOME)
    assert re.fullmatch(rf"{HOME}/[\w-]{{12}}/ask/place", begun.headers["location"])
    assert unpacked(kept_in(begun)) is not None
    for state in [State(complete()), *(state for state, _ in questions().values())]:
        place = f"{HOME}/{NONCE}" if state.interview.is_complete else f"{HOME}/{NONCE}/ask/place"
        page = reader.get(place, headers=kept(state))
        links = [page.headers["location"]] if page.status_code == 303 else re.findall(rf'"({HOME}/[^"]*)"', page.text)
        assert links
        assert not [link for link in links if re.search(r"\d{2}", link)]


@pytest.mark.parametrize("name", sorted(assets()))
def test_assets_are_kept_for_ever_under_a_name_of_their_content(reader: TestClient, name: str) -> None:
    """Another content has another name."""
    asset = reader.get(f"/static/{name}")
    assert asset.status_code == 200
    assert asset.headers["cache-control"] == FOREVER
    assert "immutable" in FOREVER
    stem, digest, ending = name.split(".")
    assert digest_of_bytes(asset.content).rpartition(":")[2].startswith(digest)
    assert address_of(f"{stem}.{ending}") == f"/static/{name}"
    assert reader.get(f"/static/{stem}.{ending}").status_code == 404


@pytest.mark.parametrize(
    ("asked", "header", "language"),
    [
        ("", "", "zh-CN"),
        ("", "en", "en"),
        ("", "en;q=0.5,zh;q=0.9", "zh-CN"),
        ("", "fr", "zh-CN"),
        ("?lang=en", "zh", "en"),
        ("?lang=zh", "en", "zh-CN"),
        ("?lang=xx", "en", "en"),
    ],
)
def test_the_language_is_the_one_chosen_else_the_one_preferred(
    reader: TestClient, asked: str, header: str, language: str
) -> None:
    """By the parameter, by the header, else Chinese."""
    page = reader.get(f"{HOME}{asked}", headers={"Accept-Language": header})
    assert f'<html lang="{language}">' in page.text
    assert page.headers["content-language"] == language[:2]


@pytest.mark.parametrize(
    "address",
    ["/", "/privacy", "/api", HOME, f"{HOME}/open", f"{HOME}/{NONCE}/result", f"{HOME}/{NONCE}/ask/place", "/x"],
)
def test_links_keep_the_language_that_was_chosen(reader: TestClient, address: str) -> None:
    """Every link and form of a page, but the one that changes the language; none names one when none was chosen."""
    headers = {**BROWSER, **kept(State(complete()))}
    for lang in ("en", "zh"):
        page = reader.get(address, params={"lang": lang}, headers=headers).text
        links = re.findall(r'(?:href|action|data-part|data-address)="(/[^"]*)"', page)
        assert links
        other = "zh" if lang == "en" else "en"
        own = [link for link in links if not link.startswith(("/static/", "/api/v1/")) and f"lang={other}" not in link]
        assert all(f"lang={lang}" in link for link in own), (address, own)
        assert len([link for link in links if f"lang={other}" in link]) == 1
    plain = reader.get(address, headers=headers).text
    assert len(re.findall(r'(?:href|action|data-part|data-address)="[^"]*lang=', plain)) == 1


def test_redirections_keep_the_language(reader: TestClient) -> None:
    """From the first form on."""
    assert reader.post(f"{HOME}?lang=en").headers["location"].endswith("?lang=en")
    assert "lang" not in reader.post(HOME).headers["location"]


def test_an_address_that_does_not_exist_has_a_page_for_readers(reader: TestClient) -> None:
    """And a problem for programs; below the API always a problem."""
    page = reader.get("/nothing?lang=en", headers=BROWSER)
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    assert words()["site.not_found_title"].en in page.text
    for address, headers in (("/nothing", {"Accept": "*/*"}), ("/api/v1/nothing", BROWSER), ("/api/nothing", BROWSER)):
        problem = reader.get(address, headers=headers)
        assert (problem.status_code, problem.json()["status"]) == (404, 404)
    assert reader.get("/api/v1/determinations", headers=BROWSER).status_code == 405
    assert reader.get("/api/v1/health/live", headers=BROWSER).status_code == 200


@cache
def sources() -> str:
    """Every template and every module of the pages, as one text."""
    web = files("canbao.web")
    templates = [*web.joinpath("templates").iterdir(), *web.joinpath("templates", "questions").iterdir()]
    modules = [*web.iterdir(), *web.joinpath("questions").iterdir()]
    return "\n".join(
        entry.read_text("utf-8") for entry in (*templates, *modules) if entry.name.endswith((".html", ".py"))
    )


def names_used() -> Iterator[re.Pattern[str]]:
    """The names of words that templates and modules use; a name put together stands for all that begin like it."""
    for quote in ("'", '"'):
        for name, joined in re.findall(rf"{quote}((?:[a-z]+)\.[a-z_0-9]*){quote}(\s*~)?", sources()):
            yield re.compile(re.escape(name) + (".+" if joined else ""))
    for name in re.findall(r'f"([a-z]+\.[^"]*\{[^"]*)"', sources()):
        yield re.compile(re.sub(r"\\\{.*?\\\}", ".+", re.escape(name)))


def test_every_name_used_is_a_word() -> None:
    """In a template, ``t('file.name')``."""
    for name, joined in re.findall(r"\bt\('([a-z_.0-9]+)'(\s*~)?", sources()):
        found = [one for one in words() if one == name or (joined and one.startswith(name))]
        assert found, name


def test_every_word_is_used() -> None:
    """By a template or a module; those of findings by their code."""
    patterns = [*names_used(), re.compile(r"remedies\..+")]
    unused = [name for name in words() if not any(pattern.fullmatch(name) for pattern in patterns)]
    assert unused == []


def test_every_word_is_there_in_both_languages() -> None:
    """With the same places to fill in."""
    for name, text in words().items():
        assert text.zh.strip(), name
        assert text.en.strip(), name
        assert set(re.findall(r"\{\w+\}", text.zh)) == set(re.findall(r"\{\w+\}", text.en)), name
        assert re.search(r"[\u4e00-\u9fff]", text.zh) or text.zh == text.en or name.startswith(("site.", "law.")), name


def test_every_kind_of_question_has_a_title_and_a_short_name() -> None:
    """And a template."""
    for kind in KINDS:
        assert f"questions.{kind}" in words()
        assert f"questions.{kind}_short" in words()
        assert files("canbao.web").joinpath("templates", "questions", f"{kind}.html").is_file()


def codes_of_decisions() -> set[str]:
    """The codes that a decision can be found with, as its module writes them."""
    module = files("canbao.casework").joinpath("findings.py").read_text("utf-8")
    return set(re.findall(r'finding\(\s*"(\w+)"', module)) | {"assumed_value", "reported_value"}


def test_every_finding_of_a_decision_has_a_remedy_for_a_citizen() -> None:
    """And no remedy is for a finding that no decision has."""
    codes = codes_of_decisions()
    assert codes <= set(CODES)
    assert {f"remedies.{code}" for code in codes} == {name for name in words() if name.startswith("remedies.")}


def timed(ask: Any) -> float:
    """The median of five answers; none may be a fault."""
    taken = []
    for _ in range(5):
        began = perf_counter()
        answer = ask()
        taken.append(perf_counter() - began)
        assert answer.status_code < 500
    return median(taken)


@pytest.mark.parametrize("kind", KINDS)
def test_no_question_takes_long(reader: TestClient, kind: str) -> None:
    """Shown, and answered by its own fields where it was answered already."""
    state, question = questions()[kind]
    address, headers = at_question(state.interview, NONCE, question.path), kept(state)
    assert timed(lambda: reader.get(address, headers=headers)) < MOST_SECONDS
    assert timed(lambda: reader.post(address, headers=headers, data={"none": "yes"})) < MOST_SECONDS


@pytest.mark.parametrize("address", ["/", "/privacy", "/api", HOME, f"{HOME}/open", "/x"])
def test_no_page_takes_long(reader: TestClient, address: str) -> None:
    """Those that are the same for all."""
    assert timed(lambda: reader.get(address, headers=BROWSER)) < MOST_SECONDS


@pytest.mark.parametrize("paid_on", ["2025-11-01", "2026-03-01"])
@pytest.mark.parametrize("place", PLACES)
def test_no_result_takes_long(reader: TestClient, place: str, paid_on: str) -> None:
    """Somebody of whom forty years are unknown, and what that one tries out."""
    state = State(opened(unknown_past(place, "1986-05-01", paid_on)))
    headers = kept(state)
    assert timed(lambda: reader.get(f"{HOME}/{NONCE}/result", headers=headers)) < MOST_SECONDS
    tried = {"paid_on": "2026-04-01"}
    assert timed(lambda: reader.post(f"{HOME}/{NONCE}/trial/part", headers=headers, data=tried)) < MOST_SECONDS


@pytest.mark.parametrize("place", PLACES)
def test_what_is_downloaded_opens_as_the_same_result(reader: TestClient, place: str) -> None:
    """The case file of a result, opened again, and downloaded again."""
    for hidden in hidden_cases(place, 3):
        held = Person(hidden).interviewed()
        file = reader.get(f"{HOME}/{NONCE}/case.json", headers=kept(State(held)))
        assert file.headers["content-disposition"] == 'attachment; filename="canbao-case.json"'
        assert json.loads(file.text) == {"case": 1, **held.case}
        again = reader.post(f"{HOME}/open", files={"file": ("案例.json", file.content)})
        assert again.status_code == 303, again.text
        state = unpacked(kept_in(again))
        assert state is not None
        assert state.interview.is_complete
        assert state.interview.case == held.case


def test_the_answers_of_any_person_fit_a_cookie() -> None:
    """The most that is drawn, with every question asked."""
    for place in PLACES:
        for hidden in hidden_cases(place, 4):
            assert len(packed(State(Person(hidden).interviewed()))) < MOST_BYTES


def test_every_kind_is_asked_by_some_path() -> None:
    """The tests here see each kind of question."""
    assert {kind_of(question.path).template for _, question in questions().values()} == set(KINDS)
    assert POLICIES.library.places()


def test_everything_that_contradicts_is_told_at_once(reader: TestClient) -> None:
    """A birth after two events: both are named, not the last alone."""
    case = {
        "place": "430000",
        "enrolment": {"year": 2026, "paid_on": "2026-03-01"},
        "person": {
            "born": "1990-01-01",
            "events": [
                {"kind": "employee_cover_ended", "on": "2025-11-01"},
                {"kind": "released_from_prison", "on": "2025-10-01"},
            ],
        },
    }
    state = State(opened(case))
    address = at_question(state.interview, NONCE, "person.born")
    born = {"born-year": "2026", "born-month": "1", "born-day": "1"}
    refused = reader.post(f"{address}?lang=en", headers=kept(state), data=born)
    assert refused.status_code == 422
    assert refused.text.count("<li>") >= 2


def test_a_trial_that_the_browser_cannot_keep_is_told(reader: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    headers = kept(State(complete()))
    monkeypatch.setattr("canbao.web.state.MOST_BYTES", 10)
    refused = reader.post(f"{HOME}/{NONCE}/trial?lang=en", headers=headers, data={"paid_on": "2026-03-01"})
    assert refused.status_code == 422
    assert words()["calculator.too_much"].en in refused.text
