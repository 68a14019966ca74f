"""The encoding of a text file."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.unit.feeds.made_feeds import bytes_file

from canbao.basis.errors import BadInputError
from canbao.feeds import reading_encoding
from canbao.feeds.reading_encoding import GB18030, UTF_8, UTF_8_MARKED, text_facts

CHINESE = "身份证号,姓名\n884300198005010014,合成甲\n"


def refused_at(path: Path) -> int:
    """The byte at which a file is no text."""
    with pytest.raises(BadInputError) as caught:
        text_facts(path)
    (one,) = caught.value.findings
    assert one.code == "feed_encoding_unknown"
    return int(one.message.en.split("byte ")[1].rstrip(").").replace(",", ""))


@pytest.mark.parametrize("encoding", [UTF_8, UTF_8_MARKED, GB18030])
def test_the_three_encodings_are_told_apart(tmp_path: Path, encoding: str) -> None:
    facts = text_facts(bytes_file(tmp_path, CHINESE.encode(encoding)))
    assert (facts.encoding, facts.is_cut, facts.ends_a_line, facts.lines) == (encoding, False, True, 2)


def test_characters_across_blocks_are_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every character of several bytes is cut by some block."""
    monkeypatch.setattr(reading_encoding, "BLOCK", 3)
    for encoding in (UTF_8, UTF_8_MARKED, GB18030):
        assert text_facts(bytes_file(tmp_path, CHINESE.encode(encoding))).encoding == encoding


def test_a_rare_character_of_four_bytes_is_gb18030(tmp_path: Path) -> None:
    assert text_facts(bytes_file(tmp_path, "𠮷㐀".encode(GB18030))).encoding == GB18030


def test_text_in_digits_alone_is_utf_8(tmp_path: Path) -> None:
    assert text_facts(bytes_file(tmp_path, b"a,b\n1,2")).encoding == UTF_8


def test_damaged_utf_8_is_not_read_as_gb18030(tmp_path: Path) -> None:
    """The bytes are right GB18030, and would say something else."""
    content = CHINESE.encode()
    damaged = content.replace("甲".encode(), b"\xe7\x94")
    damaged.decode(GB18030)  # it could be read
    assert refused_at(bytes_file(tmp_path, damaged)) == damaged.rindex(b"\xe7\x94")


def test_what_is_neither_is_refused_where_reading_came_farther(tmp_path: Path) -> None:
    content = b"name\n\xff\xff\xff"
    assert refused_at(bytes_file(tmp_path, content)) == 5
    gb = "姓名,证件".encode(GB18030)
    assert refused_at(bytes_file(tmp_path, gb + b"\xff,\n")) == len(gb)


@pytest.mark.parametrize("encoding", [UTF_8, GB18030])
def test_a_file_that_ends_inside_a_character_is_cut(tmp_path: Path, encoding: str) -> None:
    content = CHINESE.rstrip("\n").encode(encoding)
    facts = text_facts(bytes_file(tmp_path, content[:-1]))
    assert (facts.encoding, facts.is_cut) == (encoding, True)
    assert not text_facts(bytes_file(tmp_path, content)).is_cut


def test_quotation_marks_and_apostrophes_are_counted(tmp_path: Path) -> None:
    assert text_facts(bytes_file(tmp_path, b'a,"b\n')).has_open_quote
    assert not text_facts(bytes_file(tmp_path, b'a,"b"\n')).has_open_quote
    assert text_facts(bytes_file(tmp_path, b"a,'b\n")).has_apostrophes
