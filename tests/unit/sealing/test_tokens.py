"""The same number or name has the same token under the same key, and nothing else has it."""

from __future__ import annotations

import pickle
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SM3, Hash
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.sealing.rings import NUMBER, TODAY, new_ring, ring_in_memory

from canbao.sealing.keys import add_token_key, open_ring, retire
from canbao.sealing.tokens import DOMAINS, Tokens, parts_text, tokens_in_use

CARD = "resident_identity_card"
BORN = date(1990, 3, 7)
ONE = Tokens(ring_in_memory())
CELLS = st.lists(st.none() | st.text(max_size=4), max_size=4)


def sm3(message: bytes) -> bytes:
    """The digest of a message."""
    state = Hash(SM3())
    state.update(message)
    return state.finalize()


def hmac_sm3(key: bytes, message: bytes) -> bytes:
    """HMAC written out (GB/T 15852.2): the inner and the outer digest, with the key on pads of 64 bytes."""
    padded = key.ljust(64, b"\x00")
    inner = sm3(bytes(byte ^ 0x36 for byte in padded) + message)
    return sm3(bytes(byte ^ 0x5C for byte in padded) + inner)


def test_a_token_is_the_first_half_of_hmac_sm3_over_its_parts() -> None:
    message = f"6:number22:{CARD}18:{NUMBER}".encode()
    assert ONE.of_number(CARD, NUMBER) == hmac_sm3(bytes([1] * 32), message)[:16]


def test_tokens_stay_the_same_from_version_to_version() -> None:
    assert ONE.of_number(CARD, NUMBER).hex() == "9b37b74f441b3ce59787e046d4068b15"
    assert ONE.of_name("张三").hex() == "ebe180d2c7e45e06f265657c748d965e"
    assert ONE.of_surname_and_birth_month("张三", BORN).hex() == "d0990426cb9d086ea53816030d9f0761"
    assert ONE.of_name_birth_place("张三", BORN, "919101").hex() == "1ef5c0a37aaa852507c203551bb11915"
    assert ONE.of_row("births/1", ["张三", None, ""]).hex() == "8cc7c0f30a706758d130eca01497eb09"
    assert ONE.of_row_key("births/1", ["张三"]).hex() == "bfd342048cad61ba34b7b829520fe1cb"


def test_tokens_are_the_same_after_a_restart(tmp_path: Path) -> None:
    before = Tokens(new_ring(tmp_path))
    after = Tokens(open_ring(tmp_path / "keys"))
    assert after.of_number(CARD, NUMBER) == before.of_number(CARD, NUMBER)
    assert after.of_name("张三") == before.of_name("张三")


def test_two_rings_share_no_token(tmp_path: Path) -> None:
    assert Tokens(new_ring(tmp_path / "a")).of_name("张三") != Tokens(new_ring(tmp_path / "b")).of_name("张三")


def test_a_name_has_one_token_however_it_is_written() -> None:
    assert len({ONE.of_name(name) for name in ("阿里木·买买提", "阿里木.买买提", " 阿里木 • 买买提")}) == 1
    assert ONE.of_name("张三") != ONE.of_name("张三丰")


def test_the_same_number_on_another_kind_of_certificate_is_another() -> None:
    assert ONE.of_number(CARD, "E12345678") != ONE.of_number("passport", "E12345678")


def test_surname_and_birth_month_find_everyone_of_that_month() -> None:
    found = ONE.of_surname_and_birth_month("张三", BORN)
    assert ONE.of_surname_and_birth_month("张", date(1990, 3, 31)) == found
    assert ONE.of_surname_and_birth_month("张三", date(1990, 4, 1)) != found
    assert ONE.of_surname_and_birth_month("张三", date(1990, 2, 28)) != found
    assert ONE.of_surname_and_birth_month("章三", BORN) != found


@pytest.mark.parametrize(
    ("name", "born", "place"),
    [("张四", BORN, "919101"), ("张三", date(1990, 3, 8), "919101"), ("张三", BORN, "919102")],
)
def test_name_birth_and_place_are_found_together(name: str, born: date, place: str) -> None:
    assert ONE.of_name_birth_place(name, born, place) != ONE.of_name_birth_place("张三", BORN, "919101")
    assert ONE.of_name_birth_place(" 张三", BORN, "919101") == ONE.of_name_birth_place("张三", BORN, "919101")


def test_domains_never_share_a_token() -> None:
    text = parts_text(["张三"])
    assert len({ONE.of_text(domain, text) for domain in DOMAINS}) == len(DOMAINS)
    assert ONE.of_row("births/1", ["1"]) != ONE.of_row_key("births/1", ["1"])


@given(CELLS, CELLS)
def test_only_the_same_cells_read_the_same(one: list[str | None], other: list[str | None]) -> None:
    assert (parts_text(one) == parts_text(other)) == (one == other)


@given(st.lists(st.sampled_from(["", "1", ":", "1:", "-", "0:", None]), max_size=4))
def test_cells_that_look_like_lengths_are_told_apart(cells: list[str | None]) -> None:
    joined = ["".join(cell or "" for cell in cells)]
    if joined != cells:
        assert parts_text(cells) != parts_text(joined)


def test_a_row_changes_its_token_with_any_cell() -> None:
    rows: list[list[str | None]] = [
        ["a", "b"],
        ["ab", ""],
        ["", "ab"],
        ["a", None],
        ["a", ""],
        ["a"],
        ["a", "b", ""],
        ["b", "a"],
    ]
    assert len({ONE.of_row("births/1", row) for row in rows}) == len(rows)
    assert ONE.of_row("births/1", ["a"]) != ONE.of_row("births/2", ["a"])


def test_many_tokens_are_those_of_each() -> None:
    texts = [parts_text([name]) for name in ("张三", "李四", "")]
    assert ONE.of_texts("name", texts) == [ONE.of_text("name", text) for text in texts]


def test_while_tokens_are_made_over_both_keys_find() -> None:
    ring = ring_in_memory(tokens=(1, 2))
    newest, older = tokens_in_use(ring)
    assert (newest.version, older.version) == (2, 1)
    assert Tokens(ring).of_name("张三") == newest.of_name("张三")
    assert older.of_name("张三") == ONE.of_name("张三")


def test_by_a_retired_token_key_nothing_is_looked_up(tmp_path: Path) -> None:
    ring = retire(add_token_key(new_ring(tmp_path), TODAY), "token", 1)
    assert [tokens.version for tokens in tokens_in_use(ring)] == [2]


def test_tokens_show_no_keys_and_are_not_pickled() -> None:
    assert repr(ONE) == "Tokens(version=1)"
    with pytest.raises(TypeError):
        pickle.dumps(ONE)
