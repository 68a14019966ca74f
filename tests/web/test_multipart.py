"""The parts of a form with a file: as browsers send it, and as they do not."""

from __future__ import annotations

import pytest

from canbao.web.multipart import parts_of

TYPE = "multipart/form-data; boundary=xyz"


def body(*parts: bytes, end: bytes = b"--xyz--\r\n") -> bytes:
    """A body of parts."""
    return b"".join(b"--xyz\r\n" + part + b"\r\n" for part in parts) + end


def part(name: str, data: bytes, more: str = "") -> bytes:
    """A part with its head."""
    return f'Content-Disposition: form-data; name="{name}"{more}\r\n\r\n'.encode() + data


def test_a_file_and_a_text() -> None:
    """Line breaks and dashes in the data stay as they are."""
    sent = body(
        part("file", b"a\r\n--x\n\0\r\n", '; filename="案例.json"\r\nContent-Type: text/yaml'), part("text", b"")
    )
    assert parts_of(TYPE, sent) == {"file": b"a\r\n--x\n\0\r\n", "text": b""}
    assert parts_of('Multipart/Form-Data; charset=utf-8; boundary="xyz"', sent) == parts_of(TYPE, sent)


def test_the_first_of_a_name_counts() -> None:
    """As with any field of a form."""
    assert parts_of(TYPE, body(part("text", b"1"), part("text", b"2"))) == {"text": b"1"}


def test_the_name_of_a_file_is_not_the_name_of_its_part() -> None:
    """Nor is a name in the data."""
    sent = b'Content-Disposition: form-data; filename="name"; name="file"\r\n\r\nContent-Disposition: x; name="text"'
    assert set(parts_of(TYPE, body(sent))) == {"file"}


@pytest.mark.parametrize(
    "kind", ["", "multipart/form-data", "multipart/mixed; boundary=xyz", "text/plain", "; boundary=x"]
)
def test_another_kind_of_body_has_no_parts(kind: str) -> None:
    """Without a boundary nothing can be told apart."""
    assert parts_of(kind, body(part("text", b"1"))) == {}


def test_what_does_not_end_was_not_sent() -> None:
    """A part counts when the next boundary follows it."""
    assert parts_of(TYPE, body(part("file", b"1"), part("text", b"2"), end=b"")) == {"file": b"1"}
    assert parts_of(TYPE, b"") == {}
    assert parts_of(TYPE, body(b"no head at all")) == {}
