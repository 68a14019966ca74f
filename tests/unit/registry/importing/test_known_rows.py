"""Which rows of a file are known, and say the same."""

from __future__ import annotations

import pyarrow as pa

from canbao.registry.importing.known_rows import KnownRows


def table(*rows: tuple[bytes, bytes]) -> pa.Table:
    """Rows by key and digest."""
    return pa.table(
        {"key": pa.array([key for key, _ in rows], pa.binary()), "digest": pa.array([d for _, d in rows], pa.binary())}
    )


def token(text: str) -> bytes:
    """A token of 16 bytes."""
    return text.encode().ljust(16, b".")


def test_only_rows_with_the_same_key_and_digest_are_the_same() -> None:
    known = KnownRows(table(*((token(f"key {at}"), token(f"says {at}")) for at in range(500))))
    asked = table(
        (token("key 7"), token("says 7")),
        (token("key 7"), token("says 8")),
        (token("key 500"), token("says 500")),
        (token("key 499"), token("says 499")),
    )
    assert known.same(asked).tolist() == [True, False, False, True]


def test_of_rows_whose_keys_begin_alike_none_is_taken_for_another() -> None:
    alike = b"12345678"
    one, other, third = (alike + end * 8 for end in (b"a", b"b", b"c"))
    known = KnownRows(table((one, token("one")), (other, token("other"))))
    found = known.same(table((one, token("one")), (other, token("other")), (third, token("one"))))
    assert found.tolist() == [True, False, False]


def test_nothing_known_or_nothing_asked() -> None:
    assert KnownRows(table()).same(table((token("a"), token("b")))).tolist() == [False]
    assert KnownRows(table((token("a"), token("b")))).same(table()).tolist() == []
