"""The side commands' answers: JSON-ready, explained, cited; bad input refused."""

import json
from typing import Any, get_args

import pytest
from pydantic import ValidationError
from tests.unit import side_terms as t

from canbao.casework.beside import words as side_words
from canbao.casework.beside.answers import Answer, number, yuan
from canbao.casework.beside.conversion import ConversionInput, conversion_answer
from canbao.casework.beside.eligible import Document, EligibleInput, Status, eligible
from canbao.casework.beside.family_account import FamilyAccountInput, family_account_answer
from canbao.casework.beside.inputs import Scheme, SideInput, Tie, area_prefix, is_in_area, is_in_province
from canbao.casework.beside.relation import RelationInput, relation_answer
from canbao.casework.beside.retirement import RetirementInput, retirement_answer
from canbao.casework.beside.settlement import SettlementInput, settlement_answer
from canbao.rules import conversion, eligibility, family_account, openings, relation, retirement
from canbao.rules.values import NOTHING, UNDETERMINED, UNLIMITED

HEAD = {"as_of": "2025-03-10"}
RESIDENT = HEAD | {"place": "430000", "year": 2025, "status": "resident", "registered_place": "430102"}
CONTRIBUTIONS = [{"place": "331102", "months": 130}, {"place": "330106", "months": 110}]
RETIREE = HEAD | {
    "place": "331100",
    "reached_retirement_age": True,
    "contributions": CONTRIBUTIONS,
    "last_place": "330106",
    "pension_place": "331102",
}
CONVERT = HEAD | {
    "place": "140500",
    "resident_years": 13,
    "employee_months": 30,
    "resident_place": "140502",
    "employee_place": "140105",
    "employee_joined_on": "2025-02-01",
}
RECORDS: list[dict[str, Any]] = [
    {"scheme": "resident", "place": "430102", "from": "2025-01-01", "until": "2026-01-01", "aided": True},
    {"scheme": "employee", "place": "440300", "from": "2024-01-01", "ties": ["works"], "employee_months": 14},
]
TWO = HEAD | {"place": "430000", "records": RECORDS}
PAYMENT = {"use": "resident_premium", "relative": "parent", "amount_yuan": 400, "premium_place": "430102"}
ACCOUNT = HEAD | {"place": "430100", "balance_yuan": 500, "uses": [PAYMENT, PAYMENT]}
LAYER: dict[str, Any] = {
    "deductible_yuan": 500,
    "rate_percent": 62.5,
    "cap_yuan": 150000,
    "source": "invented for the test",
}
LAYERS: dict[str, dict[str, Any]] = {
    "basic": LAYER,
    "serious": LAYER | {"deductible_yuan": 15000},
    "inclusive": LAYER | {"deductible_yuan": 10000, "cap_yuan": "unlimited", "covers_out_of_scope": True},
}
BILL = HEAD | {
    "place": "430000",
    "in_scope_yuan": 100000,
    "out_of_scope_yuan": 20000,
    "has_basic": True,
    "has_inclusive": True,
    "layers": LAYERS,
}
INPUTS: list[tuple[type[SideInput], dict[str, Any]]] = [
    (EligibleInput, RESIDENT),
    (RetirementInput, RETIREE),
    (ConversionInput, CONVERT),
    (RelationInput, TWO),
    (FamilyAccountInput, ACCOUNT),
    (SettlementInput, BILL),
]


def ask_eligible(**facts: Any) -> Answer:
    """The answer to an eligible file of Hunan."""
    case = EligibleInput.model_validate(RESIDENT | facts)
    place = case.place if case.place in t.LAYERS else "430000"
    return eligible(case, t.eligibility_terms(place, case.year), t.sources(place, case.year))


def texts(answer: Answer) -> str:
    """All English sentences of an answer."""
    return " ".join(step["text"]["en"] for step in answer["steps"])


# --- input


@pytest.mark.parametrize(("model", "case"), INPUTS)
def test_an_unknown_key_is_refused(model: type[SideInput], case: dict[str, Any]) -> None:
    model.model_validate(case)
    with pytest.raises(ValidationError, match="Extra inputs"):
        model.model_validate(case | {"plaec": "430000"})


@pytest.mark.parametrize(("model", "case"), INPUTS)
@pytest.mark.parametrize("place", ["43000", "4301021234567", "43000x", 430000, "４３００００"])
def test_a_place_is_a_text_of_six_to_twelve_digits(model: type[SideInput], case: dict[str, Any], place: object) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(case | {"place": place})


@pytest.mark.parametrize(("model", "case"), INPUTS)
@pytest.mark.parametrize("as_of", [20250310, "2025-02-30", "10/03/2025", None, True])
def test_a_day_is_written_as_a_day(model: type[SideInput], case: dict[str, Any], as_of: object) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(case | {"as_of": as_of})


@pytest.mark.parametrize("amount", [-1, "1.234", 0.001, True, "nan", "inf", "a lot", 1_000_000_001])
def test_an_amount_is_yuan_with_at_most_two_decimals(amount: object) -> None:
    with pytest.raises(ValidationError):
        FamilyAccountInput.model_validate(ACCOUNT | {"balance_yuan": amount})


@pytest.mark.parametrize(("model", "case"), INPUTS)
def test_every_field_of_an_input_survives_json_schema(model: type[SideInput], case: dict[str, Any]) -> None:
    schema = model.model_json_schema()
    assert set(case) <= set(schema["properties"])
    assert schema["additionalProperties"] is False


def test_contradictions_are_refused() -> None:
    bad: list[tuple[type[SideInput], dict[str, Any]]] = [
        (EligibleInput, RESIDENT | {"as_of": "2026-01-01"}),
        (RetirementInput, RETIREE | {"pension_extended": True}),
        (RetirementInput, RETIREE | {"contributions": CONTRIBUTIONS * 2}),
        (RelationInput, TWO | {"entry_year": 2024}),
        (RelationInput, TWO | {"records": RECORDS[:1]}),
        (FamilyAccountInput, ACCOUNT | {"uses": [PAYMENT | {"premium_place": None}]}),
        (SettlementInput, BILL | {"layers": LAYERS | {"basic": LAYER | {"rate_percent": 100.1}}}),
        (SettlementInput, BILL | {"layers": LAYERS | {"basic": LAYER | {"covers_out_of_scope": True}}}),
    ]
    for model, case in bad:
        with pytest.raises(ValidationError):
            model.model_validate(case)


def test_places_are_compared_by_pooling_area() -> None:
    assert [area_prefix(p) for p in ("000000", "430000", "430102", "331100", "310115", "331102001001")] == [
        "",
        "43",
        "4301",
        "3311",
        "31",
        "3311",
    ]
    assert is_in_area("331121", "331100")
    assert not is_in_area("330106", "331100")
    assert is_in_province("330106", "331100")
    assert not is_in_area(None, "331100")


# --- words: every code has its sentence


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (side_words.ELIGIBILITY_WORDS, eligibility.REASON_NAMES),
        (side_words.TIE_WORDS, relation.TIE_NAMES),
        (side_words.SCHEME_WORDS, relation.SCHEME_NAMES),
        (side_words.RETIREMENT_WORDS, retirement.STATUS_NAMES),
        (side_words.CLAIM_PLACE_WORDS, retirement.PLACE_NAMES),
        (side_words.MAKE_UP_WORDS, retirement.MAKE_UP_NAMES),
        (side_words.CONVERSION_WORDS, conversion.STATUS_NAMES),
        (side_words.RELATION_WORDS, relation.RELATION_REASONS),
        (side_words.RELATIVE_WORDS, family_account.RELATIVE_NAMES),
        (side_words.USE_WORDS, family_account.USE_NAMES),
        (side_words.ACCOUNT_WORDS, family_account.REASON_NAMES),
        (side_words.DOCUMENT_WORDS, (*openings.DOCUMENT_NAMES, "written_undertaking")),
        (dict.fromkeys(get_args(Status)), openings.GROUP_NAMES),
        (dict.fromkeys(get_args(Document)), openings.DOCUMENT_NAMES),
        (dict.fromkeys(get_args(Tie)), relation.TIE_NAMES),
        (dict.fromkeys(get_args(Scheme)), relation.SCHEME_NAMES),
    ],
)
def test_every_code_has_its_words(words: dict[str, object], codes: tuple[str, ...]) -> None:
    assert list(words) == list(codes)


def test_numbers_at_the_edge() -> None:
    assert [number(n) for n in (0, 3, UNDETERMINED, NOTHING)] == [0, 3, None, None]
    assert [yuan(n) for n in (0, 100, 150, UNDETERMINED, NOTHING, UNLIMITED)] == [0, 1, 1.5, None, None, "unlimited"]


# --- answers


def test_eligible_answers_both_schemes_when_none_is_named() -> None:
    answer = ask_eligible(status="flexible_worker")
    assert [(a["scheme"], a["answer"]) for a in answer["answers"]] == [("resident", "allowed"), ("employee", "allowed")]
    assert answer["answers"][0]["steps"][-1]["clauses"] == ["xz11/1"]


def test_eligible_names_the_documents_in_both_languages() -> None:
    """ls25/2.1.1: birth certificate and a parent's register or permit."""
    case = EligibleInput.model_validate(
        HEAD | {"place": "331100", "year": 2025, "status": "newborn", "residence_place": "331102", "scheme": "resident"}
    )
    (answer,) = eligible(case, t.eligibility_terms("331100"), t.sources("331100"))["answers"]
    assert answer["answer"] == "needs"
    assert answer["documents"]["all_of"] == [
        {"code": "birth_certificate", "zh": "出生医学证明", "en": "birth certificate"}
    ]
    assert len(answer["documents"]["one_of"]) == 2
    assert "one of (a parent's local household register" in texts(answer)
    assert answer["steps"][-1]["clauses"] == ["ls25/2.1.1"]


def test_eligible_takes_the_cover_that_ends_last() -> None:
    """xy41/2.2: two covers bar it; it opens when the later one ends."""
    covers = [
        {"scheme": "resident", "place": "430102", "from": "2025-01-01", "until": "2025-06-01"},
        {"scheme": "employee", "place": "440300", "from": "2025-01-01", "until": "2025-09-01"},
    ]
    (answer,) = ask_eligible(scheme="resident", covers=covers)["answers"]
    assert (answer["answer"], answer["reason"]) == ("not_allowed", "covered_in_other_scheme")
    assert answer["open_from"] == "2025-09-01"
    assert answer["steps"][-1]["clauses"] == ["xy41/2.2", "xz11/1"]


def test_eligible_cover_without_a_known_end_opens_on_no_day() -> None:
    covers = [{"scheme": "employee", "place": "440300", "from": "2025-01-01"}]
    (answer,) = ask_eligible(scheme="resident", covers=covers)["answers"]
    assert (answer["answer"], answer["open_from"]) == ("not_allowed", None)


def test_eligible_city_class_may_be_given_in_the_file() -> None:
    """gb38/2.1b: a residence permit in a very large city."""
    facts = HEAD | {
        "place": "000000",
        "year": 2025,
        "status": "pupil",
        "residence_place": "110101",
        "scheme": "resident",
    }
    terms, clauses = t.eligibility_terms("000000"), t.sources("000000")
    plain = eligible(EligibleInput.model_validate(facts), terms, clauses)["answers"][0]
    mega = eligible(EligibleInput.model_validate(facts | {"city_class": "mega"}), terms, clauses)["answers"][0]
    assert (plain["answer"], mega["answer"]) == ("undetermined", "allowed")
    assert plain["steps"][-1]["clauses"] == ["gb38/2.1"]
    assert mega["steps"][-1]["clauses"] == ["gb38/2.1b"]


def test_retirement_names_the_places() -> None:
    """ls25/2.2.2: retired in Lishui, last enrolled in Hangzhou, most years in Lishui."""
    case = RetirementInput.model_validate(RETIREE)
    answer = retirement_answer(case, t.retirement_terms("331100"), t.sources("331100"))
    assert (answer["answer"], answer["counted_months"]) == ("retiree_benefits", 240)
    (place,) = answer["claim_places"]
    assert (place["code"], place["places"]) == ("most_years_place", ["331102"])
    assert [step["clauses"] for step in answer["steps"]] == [["ls25/2.2.1"], ["ls25/2.2.1"], ["ls25/2.2.2"]]


def test_retirement_outside_the_province_tells_how_the_ten_years_are_made_up() -> None:
    """ls25/2.2.3: 100 of 120 months in the province."""
    rows = [{"place": "331102", "months": 100}, {"place": "310115", "months": 200}]
    facts = RETIREE | {"contributions": rows, "last_place": "331102", "pension_place": "310115"}
    answer = retirement_answer(RetirementInput.model_validate(facts), t.retirement_terms("331100"), t.sources("331100"))
    assert (answer["answer"], answer["province_missing_months"]) == ("province_years_missing", 20)
    assert [way["code"] for way in answer["make_up"]] == ["pay_at_once", "pay_on"]
    assert "20 months missing in the province" in texts(answer)


def test_retirement_elsewhere_is_undetermined() -> None:
    case = RetirementInput.model_validate(RETIREE | {"place": "430000"})
    answer = retirement_answer(case, t.retirement_terms("430000"), t.sources("430000"))
    assert (answer["answer"], answer["missing_months"], answer["claim_places"]) == ("not_in_texts", None, [])


def test_conversion_shows_what_the_other_reading_gives() -> None:
    """jy3/2b: 13 resident years."""
    case = ConversionInput.model_validate(CONVERT)
    answer = conversion_answer(case, t.conversion_terms("140500"), t.sources("140500"))
    assert (answer["converted_months"], answer["left_over_months"], answer["total_months"]) == (24, 36, 54)
    (reading,) = answer["interpretations"]
    assert reading["alternatives"] == [
        {"value": "proportional", "changes": {"converted_months": 31, "left_over_months": 1, "total_months": 61}}
    ]
    assert answer["steps"][0]["clauses"] == [reading["clause"]] == ["jy3/2b"]


def test_conversion_of_whole_fives_depends_on_no_reading() -> None:
    case = ConversionInput.model_validate(CONVERT | {"resident_years": 10})
    assert conversion_answer(case, t.conversion_terms("140500"), t.sources("140500"))["interpretations"] == []


@pytest.mark.parametrize(
    ("joined_on", "answer"), [("2025-03-09", "converted"), ("2025-03-10", "converted"), ("2025-03-11", "not_joined")]
)
def test_conversion_counts_from_the_day_of_joining(joined_on: str, answer: str) -> None:
    case = ConversionInput.model_validate(CONVERT | {"employee_joined_on": joined_on})
    assert conversion_answer(case, t.conversion_terms("140500"), t.sources("140500"))["answer"] == answer


def test_relation_asks_for_an_undertaking_when_the_aided_record_goes() -> None:
    case = RelationInput.model_validate(TWO)
    answer = relation_answer(case, t.relation_terms("430000"), t.sources("430000"))
    assert (answer["stays"], answer["reason"]) == ("second", "employee_prevails")
    assert answer["duplicate"] == {"from": "2025-01-01", "through": "2025-12-31"}
    assert [document["code"] for document in answer["documents"]] == ["written_undertaking"]


def test_relation_records_a_choice_against_the_principle() -> None:
    case = RelationInput.model_validate(TWO | {"choice": "first"})
    answer = relation_answer(case, t.relation_terms("430000"), t.sources("430000"))
    assert (answer["principle"], answer["stays"], answer["departs_from_principle"]) == ("second", "first", True)
    assert answer["documents"] == []
    assert "unlike the principle" in texts(answer)


def test_relation_of_a_new_student_is_no_duplicate() -> None:
    """xz11/3d: at home in 2024, at school from September."""
    records = [
        {"scheme": "resident", "place": "430500", "from": "2024-01-01", "until": "2025-01-01", "ties": ["registered"]},
        {"scheme": "resident", "place": "430100", "from": "2024-09-01", "until": "2026-01-01", "ties": ["studies"]},
    ]
    case = RelationInput.model_validate(TWO | {"records": records, "student": True, "entry_year": 2024})
    answer = relation_answer(case, t.relation_terms("430000", 2024), t.sources("430000"))
    assert (answer["answer"], answer["duplicate"], answer["reason"]) == ("no_duplicate", None, "student_overlap")
    assert answer["steps"][0]["clauses"] == ["xz11/3d", "xy41/2.6a"]


def test_family_account_payments_share_one_balance() -> None:
    """xz11/4: 500 in the account, two premiums of 400."""
    case = FamilyAccountInput.model_validate(ACCOUNT)
    answer = family_account_answer(case, t.family_account_terms("430000"), t.sources("430000"))
    assert [a["payable_yuan"] for a in answer["answers"]] == [400, 100]
    assert answer["balance_left_yuan"] == 0
    assert answer["answers"][0]["steps"][0]["clauses"] == ["xz11/4"]


def test_settlement_is_clearly_an_estimate() -> None:
    """xz11/7; 62.5% in every layer: (100,000-500), (37,812.5-15,000), (23,554.69+20,000-10,000)."""
    case = SettlementInput.model_validate(BILL)
    answer = settlement_answer(case, t.settlement_terms("430000"), t.sources("430000"))
    assert answer["is_estimate"]
    assert [layer["pays_yuan"] for layer in answer["layers"].values()] == [62187.5, 14257.81, 20971.68]
    assert answer["own_yuan"] == 22583.01
    assert "not a settlement" in texts(answer)
    assert "invented for the test" in texts(answer)


def test_settlement_elsewhere_waits_for_the_serious_illness_cover_to_be_told() -> None:
    case = SettlementInput.model_validate(BILL | {"place": "331100"})
    answer = settlement_answer(case, t.settlement_terms("331100"), t.sources("331100"))
    assert (answer["answer"], answer["own_yuan"]) == ("undetermined", None)


def test_every_answer_is_json() -> None:
    answers = [
        ask_eligible(),
        retirement_answer(RetirementInput.model_validate(RETIREE), t.retirement_terms("331100"), {}),
        conversion_answer(ConversionInput.model_validate(CONVERT), t.conversion_terms("140500"), {}),
        relation_answer(RelationInput.model_validate(TWO), t.relation_terms("430000"), {}),
        family_account_answer(FamilyAccountInput.model_validate(ACCOUNT), t.family_account_terms("430000"), {}),
        settlement_answer(SettlementInput.model_validate(BILL), t.settlement_terms("430000"), {}),
    ]
    for answer in answers:
        assert json.loads(json.dumps(answer)) == answer
        assert {"id", "place", "as_of"} <= set(answer)
