"""What is sealed opens at its place only, under its key only, and only as it was sealed."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.sealing.rings import NUMBER, TODAY, new_ring, ring_in_memory

from canbao.sealing.keys import add_data_key, open_ring, retire
from canbao.sealing.seals import EXTRA_BYTES, SealBrokenError, Seals, key_id_of, place

PLACE = place("person_certificate", 48213, "number")
ONE = Seals(ring_in_memory())
GOLDEN = "010001000102030405060708090a0bd85f712a2b28442586f1762b9d1e090e54dc08598be0"


@given(st.text(), st.text())
def test_what_is_sealed_opens_at_its_place(plain: str, where: str) -> None:
    sealed = ONE.seal(plain, where)
    assert ONE.unseal(sealed, where) == plain
    assert len(sealed) == len(plain.encode()) + EXTRA_BYTES


def test_a_sealed_value_has_format_key_nonce_ciphertext_and_tag() -> None:
    sealed = Seals(ring_in_memory(data=(1, 258))).seal(NUMBER, PLACE)
    assert sealed[:3] == b"\x01\x01\x02"
    assert key_id_of(sealed) == 258
    assert len(sealed) == 1 + 2 + 12 + len(NUMBER) + 16
    assert NUMBER.encode() not in sealed


def test_a_value_that_was_sealed_before_still_opens() -> None:
    assert ONE.seal_bytes("张三".encode(), PLACE.encode(), bytes(range(12))).hex() == GOLDEN
    assert ONE.unseal(bytes.fromhex(GOLDEN), PLACE) == "张三"


def test_the_same_text_is_sealed_differently_every_time() -> None:
    assert len({ONE.seal(NUMBER, PLACE) for _ in range(100)}) == 100


def test_a_change_of_any_byte_is_refused() -> None:
    sealed = ONE.seal(NUMBER, PLACE)
    for at in range(len(sealed)):
        changed = sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        with pytest.raises(SealBrokenError):
            ONE.unseal(changed, PLACE)


def test_a_value_cut_short_or_made_longer_is_refused() -> None:
    sealed = ONE.seal(NUMBER, PLACE)
    for changed in [*(sealed[:length] for length in range(len(sealed))), sealed + b"\x00"]:
        with pytest.raises(SealBrokenError):
            ONE.unseal(changed, PLACE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        place("person_certificate", 48214, "number"),
        place("person_certificate", 48213, "issued_by"),
        place("person_name", 48213, "number"),
        "",
    ],
)
def test_a_value_copied_to_another_row_column_or_table_is_refused(elsewhere: str) -> None:
    with pytest.raises(SealBrokenError):
        ONE.unseal(ONE.seal(NUMBER, PLACE), elsewhere)


def test_places_of_different_names_are_never_the_same() -> None:
    assert place("person_name", 7, "name") == "person_name|7|name"
    for table, column in [("a|1", "b"), ("a", "1|b")]:
        with pytest.raises(ValueError, match=r"\|"):
            place(table, 1, column)


def test_a_value_under_another_ring_s_key_of_the_same_number_is_refused(tmp_path: Path) -> None:
    other = Seals(new_ring(tmp_path))
    with pytest.raises(SealBrokenError):
        other.unseal(ONE.seal(NUMBER, PLACE), PLACE)


def test_a_broken_seal_tells_its_place_and_never_the_content() -> None:
    sealed = ONE.seal(NUMBER, PLACE)
    for value, where in [(sealed, "person_name|1|name"), (b"\x01\x00\x09" + sealed[3:], PLACE), (b"", PLACE)]:
        with pytest.raises(SealBrokenError) as caught:
            ONE.unseal(value, where)
        assert str(caught.value).startswith(f"{where}: ")
        assert NUMBER not in str(caught.value)
        assert caught.value.__cause__ is None


def test_a_value_under_an_unknown_key_names_the_key() -> None:
    sealed = Seals(ring_in_memory(data=(1, 2))).seal(NUMBER, PLACE)
    with pytest.raises(SealBrokenError, match="no data key 2"):
        ONE.unseal(sealed, PLACE)


def test_a_key_added_by_another_process_is_read_when_it_is_met(tmp_path: Path) -> None:
    ring = new_ring(tmp_path)
    long_running = Seals(ring)
    sealed = Seals(add_data_key(ring, TODAY)).seal(NUMBER, PLACE)
    assert long_running.key_id == 1
    assert long_running.unseal(sealed, PLACE) == NUMBER
    assert long_running.key_id == 2


def test_what_a_retired_key_sealed_still_opens(tmp_path: Path) -> None:
    ring = new_ring(tmp_path)
    sealed = Seals(ring).seal(NUMBER, PLACE)
    retire(add_data_key(ring, TODAY), "data", 1)
    assert Seals(open_ring(tmp_path / "keys")).unseal(sealed, PLACE) == NUMBER


def test_a_value_under_an_older_key_is_sealed_anew_and_then_left_alone() -> None:
    both = Seals(ring_in_memory(data=(1, 2)))
    sealed = ONE.seal(NUMBER, PLACE)
    anew = both.reseal(sealed, PLACE)
    assert anew is not None
    assert key_id_of(anew) == 2
    assert both.unseal(anew, PLACE) == NUMBER
    assert both.reseal(anew, PLACE) is None


def test_what_does_not_open_is_not_sealed_anew() -> None:
    with pytest.raises(SealBrokenError):
        Seals(ring_in_memory(data=(1, 2))).reseal(ONE.seal(NUMBER, PLACE), "person_name|1|name")


def test_seals_show_no_keys_and_are_not_pickled() -> None:
    assert repr(ONE) == "Seals(key_id=1)"
    with pytest.raises(TypeError):
        pickle.dumps(ONE)
