"""The atlas of the law tells what the packs tell: every place, every date of change, both languages, no script.

Long because one client asks for all of its pages. How long they take, ``bench/service`` measures.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urldefrag

import pytest
from starlette.testclient import TestClient

from canbao.basis.findings import Language
from canbao.basis.glossary import label
from canbao.basis.places import COUNTRY
from canbao.casework.case import Case
from canbao.casework.decide import decide
from canbao.policy.changes import changes
from canbao.policy.cite import full_citation
from canbao.policy.comparison.blocks import readings_block
from canbao.policy.comparison.compare import compare
from canbao.policy.library import Library, shipped_places
from canbao.policy.policies import Policies
from canbao.service.application import application
from canbao.service.pace import Pace
from canbao.service.settings import Settings
from canbao.service.work import Work
from canbao.web.assets import assets_router
from canbao.web.law_atlas import Atlas
from canbao.web.law_history import STATES, history_of, lines_on
from canbao.web.law_pages import law_router
from canbao.web.law_views import OF_FRAME
from canbao.web.page import PUBLIC_CACHE

TODAY = date(2026, 6, 1)
"""Of the processor, which other work on the machine does not use up."""
POLICIES = Policies(Library())
WORK = Work(
    POLICIES, lambda: datetime(2026, 6, 1, 9, tzinfo=UTC), Settings(requests_per_minute=0, longest_wait_ms=60_000)
)
PLACES = shipped_places()
LANGUAGES: tuple[Language, ...] = ("zh", "en")
DAYS = [(place, day) for place in PLACES for day in changes(POLICIES.library, place)]
FIRST = date(2025, 1, 1)
TRIO = ("430000", "331100", "140000")
HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(application(WORK, Pace(), [law_router(WORK), assets_router()])) as made:
        yield made


class Page(HTMLParser):
    """What of a page the tests look at: its text without scripts, its links, its names."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.attributes: list[tuple[str, str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.attributes += [(tag, name, value) for name, value in attrs]
        self.links += [given["href"] or ""] if tag == "a" and "href" in given else []
        self.ids += [given["id"] or ""] if "id" in given else []

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


def plain(text: str) -> str:
    """Words as they stand in the text of a page."""
    return re.sub(r"\s+", " ", text)


def beside(*places: str, on: str = "2026-01-01", **more: str) -> str:
    given = [f"place={place}" for place in places] + [f"on={on}"] + [f"{name}={value}" for name, value in more.items()]
    return "/law/compare?" + "&".join(given)


# every page answers, without a script


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("place", "day"), DAYS, ids=lambda value: str(value))
def test_every_place_answers_on_every_date_of_change(
    client: TestClient, place: str, day: date, language: Language
) -> None:
    address = f"/law/{place}?on={day}&lang={language}"
    response = client.get(address)
    assert response.status_code == 200
    assert response.headers["content-language"] == language
    assert response.headers["cache-control"] == PUBLIC_CACHE
    page = Page(response.text)
    assert str(day) in page.text
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "address", ["/law", "/law/430000", beside(*TRIO), beside(*PLACES), "/law/compare", "/law/999999"]
)
def test_a_page_needs_no_script_and_brings_no_style_of_its_own(
    client: TestClient, address: str, language: Language
) -> None:
    response = client.get(address, headers={"Accept-Language": language})
    page = Page(response.text)
    assert "'unsafe" not in response.headers["content-security-policy"]
    assert not [name for _, name, _ in page.attributes if name == "style" or name.startswith("on")]
    assert "<style" not in response.text
    assert [value for tag, name, value in page.attributes if tag == "script" and name != "type"] == [
        value for tag, name, value in page.attributes if tag == "script" and name == "src"
    ]
    assert f'<html lang="{"zh-CN" if language == "zh" else "en"}">' in response.text


@pytest.mark.parametrize("start", ["/law", "/law/331100?on=2025-05-29", beside(*TRIO, lang="en")])
def test_every_link_of_the_atlas_leads_somewhere(client: TestClient, start: str) -> None:
    page = Page(client.get(start).text)
    for link in dict.fromkeys(page.links):
        address, fragment = urldefrag(link)
        if address.startswith("/law"):
            found = client.get(address)
            assert found.status_code == 200, link
            if fragment and found.headers["content-type"].startswith("text/html"):
                assert fragment in Page(found.text).ids, link
        elif not address:
            assert fragment in page.ids, link


def test_links_keep_a_chosen_language_and_leave_an_unchosen_one(client: TestClient) -> None:
    chosen = [link for link in Page(client.get("/law?lang=en").text).links if link.startswith("/law/")]
    assert chosen
    assert all(link.endswith("lang=en") for link in chosen)
    assert all("lang=" not in link for link in Page(client.get("/law").text).links if link.startswith("/law/"))
    assert '<input type="hidden" name="lang" value="en">' in client.get("/law?lang=en").text


# what the pages say


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("place", PLACES)
def test_the_page_of_a_place_says_every_line_with_its_status_and_clauses(
    client: TestClient, place: str, language: Language
) -> None:
    text = Page(client.get(f"/law/{place}?on={TODAY}&lang={language}").text).text
    chain = POLICIES.library.chain(place)
    for row in compare(POLICIES, [place], TODAY).rows:
        (cell,) = row.cells
        if row.key in ("documents", "missing_layers"):
            continue
        assert row.what.get(language) in text
        assert cell.text.zh == "—" or plain(cell.text.get(language)) in text
        assert cell.status is None or label(cell.status).get(language) in text
        for clause in cell.clauses:
            assert full_citation(clause, chain) in text
    for reading in readings_block(POLICIES.policy(place, TODAY.year, TODAY)):
        assert reading["label"][language] in text
        assert all(other["words"][language] in text for other in reading["others"])
    for document in chain.documents.values():
        assert document.number in text


def test_each_status_has_its_own_words_and_its_own_mark(client: TestClient) -> None:
    html = client.get("/law/000000").text + client.get("/law/331100").text + client.get("/law/430000").text
    for status in STATES:
        assert f'<span class="state {status}">{label(status).zh}</span>' in html


def test_a_clause_is_cited_in_full_even_where_another_place_raises_the_question(client: TestClient) -> None:
    text = Page(client.get("/law/331100").text).text
    assert "湘政办发〔2025〕11号 第(九)条" in text
    assert "xz11/9d" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_list_tells_what_each_pack_holds_and_says_of_this_year(client: TestClient, language: Language) -> None:
    text = Page(client.get(f"/law?lang={language}").text).text
    for place in PLACES:
        pack = POLICIES.library.pack(place)
        assert place in text
        assert all(document.number in text for document in pack.documents.values() if document.status == "read")
        assert all(layer.number in text for layer in pack.missing_layers)
        count = sum(map(len, pack.values.values()))
        assert (f"取值 {count} 项" if language == "zh" else f"{count} values") in text
    assert ("参保年度 2026" if language == "zh" else "Coverage year 2026") in text


def test_a_place_without_a_pack_shows_the_pack_that_holds_there(client: TestClient) -> None:
    text = Page(client.get("/law/430102").text).text
    assert "430102 没有自己的政策包，适用湖南省（430000）的规定。" in text


@pytest.mark.parametrize("place", PLACES)
def test_the_frame_check_tells_each_departure_with_both_clauses_and_what_to_do(client: TestClient, place: str) -> None:
    text = Page(client.get(f"/law/{place}").text).text
    check, chain = Atlas(WORK).check(place), POLICIES.library.chain(place)
    for fault in (*check.departures, *check.others):
        assert fault.message.zh in text
        assert fault.remedy.zh in text
        assert all(full_citation(clause, chain) in text for clause in fault.clauses)
    assert all(fault.code in OF_FRAME and len(fault.clauses) == 2 for fault in check.departures)
    assert ("没有与国家框架不一致的地方。" in text) == (not check.departures and place != COUNTRY)


def test_the_departures_of_the_packs_at_hand_are_found(client: TestClient) -> None:
    assert "80,000 元（jy3/2a）" in Page(client.get("/law/140000").text).text
    assert Page(client.get("/law/331100").text).text.count("本地条款：") == 2


@pytest.mark.parametrize("place", PLACES)
def test_the_history_tells_the_lines_before_and_from_each_date(client: TestClient, place: str) -> None:
    html = client.get(f"/law/{place}?on={TODAY}").text
    text = Page(html).text
    for change_day in history_of(POLICIES, place):
        assert f"on={change_day.day}" in html
        day_before = change_day.day - timedelta(days=1)
        now, before = lines_on(POLICIES, place, change_day.day), lines_on(POLICIES, place, day_before)
        if now and before:
            changed = {key for key in {*now, *before} if now.get(key) != before.get(key)}
            assert len(change_day.changes) == len(changed)
        for change in change_day.changes:
            assert change.what.zh in text
            for cell in (change.before, change.after):
                assert cell is None or cell.text.zh == "—" or plain(cell.text.zh) in text


def test_the_history_of_hunan_tells_what_changed_with_2026() -> None:
    (day,) = [one for one in history_of(POLICIES, "430000") if one.day == date(2026, 1, 1)]
    assert [(event.kind, event.short) for event in day.events] == [("ended", "xy41")]
    told = {
        change.what.zh: (change.before and change.before.text.zh, change.after and change.after.text.zh)
        for change in day.changes
    }
    assert told["财政补助标准"] == ("700 元", "724 元")
    assert told["固定待遇等待期"] == ("3 个月（按 90 天计算）", "3 个月")


def test_a_day_before_the_measures_shows_the_history_and_says_that_no_law_is_encoded(client: TestClient) -> None:
    response = client.get("/law/430000?on=2024-12-31")
    text = Page(response.text).text
    assert response.status_code == 200
    assert "2024-12-31 还没有可以适用的规定" in text
    assert "变化的日期" in text
    assert 'id="pictures"' not in response.text
    assert "还没有可以适用的规定" not in Page(client.get(f"/law/430000?on={FIRST}").text).text


# what cannot be shown


@pytest.mark.parametrize("place", ["999999", "440100", "43", "湖南", "430000.csv"])
def test_an_unknown_place_is_not_found_and_the_places_there_are_named(client: TestClient, place: str) -> None:
    response = client.get(f"/law/{place}")
    assert response.status_code == 404
    assert {f"/law/{one}" for one in PLACES} <= set(Page(response.text).links)


@pytest.mark.parametrize("day", ["abc", "2026-02-30", "2026-1-1", "2101-01-01", "2019-12-31", "0001-01-01", HOSTILE])
def test_a_bad_day_is_told_and_todays_law_shown(client: TestClient, day: str) -> None:
    response = client.get("/law/430000", params={"on": day})
    assert response.status_code == 422
    text = Page(response.text).text
    assert "请更正" in text
    assert f"下面是 {TODAY} 的规定。" in text
    assert client.get("/law/compare", params={"place": TRIO, "on": day}).status_code == 422


def test_an_empty_day_is_today(client: TestClient) -> None:
    response = client.get("/law/430000?on=")
    assert response.status_code == 200
    assert f"{TODAY} 的规定" in response.text


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("", 200, "选两个以上"),
        ("place=430000", 422, "请至少选两个地方。"),
        ("place=430000&place=430000", 422, "请至少选两个地方。"),
        ("place=430000&place=x", 422, "应为六位或十二位地区代码"),
        ("place=430000&place=331100&place=999999", 422, "没有适用于“999999”的政策包"),
        ("&".join(f"place=4301{n:02}" for n in range(9)), 422, "至多比较 8 个地方。"),
        ("place=430000&place=331100&on=2101-01-01", 422, "参保年度 2025 至 2100 以外"),
    ],
)
def test_what_cannot_be_compared_is_told(client: TestClient, query: str, status: int, said: str) -> None:
    for path in ("/law/compare", "/law/compare.csv"):
        response = client.get(f"{path}?{query}")
        assert response.status_code == status
        assert said in Page(response.text).text
        assert '<table class="side' not in response.text or "请更正" in response.text


@pytest.mark.parametrize(
    "address",
    ["/law", "/law/430000", f"/law/{HOSTILE}", "/law/compare", "/law/compare.csv"],
)
@pytest.mark.parametrize("name", ["on", "place", "only", "lang", HOSTILE])
def test_hostile_queries_are_escaped(client: TestClient, address: str, name: str) -> None:
    given: list[tuple[str, str | int | float | bool | None]] = [
        ("place", "430000"),
        ("place", "331100"),
        (name, HOSTILE),
    ]
    for language in LANGUAGES:
        response = client.get(address, params=[*given, ("lang", language)] if name != "lang" else given)
        assert response.status_code < 500
        if response.headers["content-type"].startswith("text/html"):
            assert "<script>alert" not in response.text


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_the_law_is_only_read(client: TestClient, method: str) -> None:
    assert client.request(method, "/law/430000").status_code == 405


# places side by side


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_comparison_shows_every_cell_and_marks_what_differs(client: TestClient, language: Language) -> None:
    html = client.get(beside(*TRIO, lang=language)).text
    text, comparison = Page(html).text, compare(POLICIES, TRIO, date(2026, 1, 1))
    for row in comparison.rows:
        assert row.what.get(language) in text
        for cell in row.cells:
            if row.key != "documents" and cell.text.zh != "—":
                assert plain(cell.text.get(language)) in text
            assert all(clause in text for clause in cell.clauses)
    differing = sum(row.differs for row in comparison.rows)
    assert html.count('<tr class="differs">') == differing
    assert html.count(f'<span class="tag warn">{"不同" if language == "zh" else "differs"}</span>') == differing


def test_only_what_differs_leaves_the_rest_out(client: TestClient) -> None:
    html = client.get(beside(*TRIO, only="differences")).text
    rows = compare(POLICIES, TRIO, date(2026, 1, 1)).rows
    table = html[html.index('<table class="side') :]
    assert table[: table.index("</table>")].count('<th scope="row">') == sum(row.differs for row in rows)
    assert beside(*TRIO).replace("&", "&amp;") in html


def test_places_of_one_pack_do_not_differ(client: TestClient) -> None:
    text = Page(client.get(beside("430100", "430200", only="differences")).text).text
    assert "这些地方各项规定都相同。" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("only", [False, True])
def test_the_table_for_spreadsheets_equals_the_comparison(client: TestClient, language: Language, only: bool) -> None:
    more = {"only": "differences"} if only else {}
    response = client.get(beside(*TRIO, lang=language, **more).replace("/compare?", "/compare.csv?"))
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="canbao-law-2026-01-01.csv"'
    assert response.content.startswith(b"\xef\xbb\xbf")
    head, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline=""))
    comparison = compare(POLICIES, TRIO, date(2026, 1, 1))
    assert len(head) == 4 + 3 * len(TRIO)
    assert head[4::3] == [f"{one.name.get(language)} {one.place}" for one in comparison.places]
    expected = []
    for row in comparison.rows:
        if row.differs or not only:
            cells = [
                part
                for cell in row.cells
                for part in (
                    cell.text.get(language),
                    " ".join(cell.clauses),
                    label(cell.status).get(language) if cell.status else "",
                )
            ]
            differs = {True: ("不同", "differs"), False: ("相同", "same")}[row.differs][language == "en"]
            unit = label(row.unit).get(language) if row.unit else ""
            expected.append([row.topic.get(language), row.what.get(language), unit, differs, *cells])
    assert rows == expected


def test_no_cell_of_a_spreadsheet_reads_as_a_formula(client: TestClient) -> None:
    response = client.get(beside(*PLACES).replace("/compare?", "/compare.csv?"))
    cells = [cell for row in csv.reader(io.StringIO(response.content.decode("utf-8-sig"))) for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t")]


# the pictures


def case_of(place: str, paid_on: str, covered: range) -> dict[str, Any]:
    """A case as a person would write it, the history year by year."""
    return {
        "case": 1,
        "place": place,
        "as_of": "2026-06-01",
        "person": {"born": "1960-03-03"},
        "history": [{"year": year, "resident": True, "paid_in_window": True, "reimbursed": True} for year in covered],
        "enrolment": {"year": 2026, "paid_on": paid_on},
        "original_limit_yuan": 400_000,
    }


def answer_to(case: dict[str, Any]) -> dict[str, Any]:
    return decide(Case.model_validate(case), POLICIES).answer


def numbers_of(place: str, kind: str) -> dict[int, int | None]:
    return dict(Atlas(WORK).curve(kind, place, TODAY).points)


@pytest.mark.parametrize("place", PLACES)
def test_the_waits_drawn_are_those_that_a_case_is_told(client: TestClient, place: str) -> None:
    points, text = numbers_of(place, "waiting"), Page(client.get(f"/law/{place}").text).text
    assert list(points) == list(range(9))
    for missed, months in points.items():
        answer = answer_to(case_of(place, "2026-02-10", range(2010, 2026 - missed)))
        assert answer["years"]["missed"] == missed
        assert answer["waiting"]["total_months"] == months
        assert f" {missed} {months} 个月 " in text


@pytest.mark.parametrize("place", PLACES)
def test_the_bonuses_drawn_are_those_that_a_case_is_told(client: TestClient, place: str) -> None:
    points, text = numbers_of(place, "bonus"), Page(client.get(f"/law/{place}").text).text
    for years, bonus in points.items():
        answer = answer_to(case_of(place, "2025-11-11", range(2026 - years + 1, 2026)))
        assert answer["years"]["continuous"] == years
        assert answer["limit"]["bonus_yuan"] == bonus
        assert f" {years} {'无法确定' if bonus is None else f'{bonus:,} 元'} " in text


def test_a_number_that_is_not_settled_is_told_in_words_not_drawn() -> None:
    (*_, bonus) = Atlas(WORK).figures_of(COUNTRY, TODAY, "zh")
    assert "全国：从 5 起无法确定" in bonus.svg
    assert dict(Atlas(WORK).curve("bonus", COUNTRY, TODAY).points)[5] is None
    (line,) = re.findall(r'<polyline points="([^"]*)"', bonus.svg)
    assert len(line.split()) == 4


def test_a_year_without_a_premium_is_told_in_words_not_drawn() -> None:
    premium, *_ = Atlas(WORK).figures_of("430000", date(2027, 3, 1), "zh")
    assert "? 2027：个人缴费标准、财政补助标准，未规定" in premium.svg
    assert premium.rows[-1] == ("2027", "未规定", "未规定")
    assert {row[0]: row[1] for row in premium.rows}["2025"] == "400 元（已读原文）"


@pytest.mark.parametrize("place", PLACES)
def test_the_calendar_tells_the_window_and_when_benefits_start(client: TestClient, place: str) -> None:
    text = Page(client.get(f"/law/{place}").text).text
    assert "集中参保缴费期：2025-09-01 至 2025-12-31" in text
    inside = answer_to(case_of(place, "2025-09-01", range(2020, 2026)))["benefit"]
    outside = answer_to(case_of(place, "2026-01-01", range(2020, 2026)))
    assert f"期内缴费：{inside['from']} 至 {inside['through']} 可报销" in text
    wait, benefit = outside["waiting"]["total_months"], outside["benefit"]
    assert f"如 2026-01-01 缴费（◆）：等 {wait} 个月，{benefit['from']} 至 {benefit['through']} 可报销" in text


def test_places_that_agree_share_a_line_and_are_named_together() -> None:
    atlas = Atlas(WORK)
    waiting, bonus = atlas.figures_beside(atlas.compared(PLACES, TODAY), "zh")
    assert "全国、山西省、晋城市、丽水市、湖南省：都相同" in "".join(re.findall(r"<text[^>]*>([^<]*)", waiting.svg))
    assert bonus.head[1:] == ("全国", "山西省、晋城市", "丽水市", "湖南省")


def test_the_pictures_of_both_languages_say_the_same_numbers() -> None:
    atlas = Atlas(WORK)
    for zh, en in zip(*(atlas.figures_of("331100", TODAY, language) for language in LANGUAGES), strict=True):
        digits = [[re.sub(r"\D", "", cell) for cell in row] for row in zh.rows]
        assert digits == [[re.sub(r"\D", "", cell) for cell in row] for row in en.rows]
        assert zh.title != en.title
