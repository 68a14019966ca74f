"""The encoding of a text file, found by reading it whole: UTF-8 with or without a mark, else GB18030.

Both are read strictly. Text in GB18030 is almost never right UTF-8; damaged UTF-8 may well be right GB18030 and mean
nothing, so a file whose beginning is Chinese text in UTF-8 is not tried as the other.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from canbao.basis.errors import BadInputError
from canbao.basis.finding_codes import finding
from canbao.basis.findings import Text

UTF_8: Final = "utf-8"
UTF_8_MARKED: Final = "utf-8-sig"
GB18030: Final = "gb18030"

BLOCK: Final = 1 << 20
CHARACTERS_OF_CHINESE: Final = 3
"""So many Chinese characters right in UTF-8 do not come about by chance."""
BINARY = Text("二进制文件", "not text")

_CHINESE = re.compile("[\u4e00-\u9fff]")


class TextFacts(NamedTuple):
    """What is known of a text file from its bytes.

    is_cut: it ends inside a character. ends_a_line: its last byte ends a line. lines: as many as end. has_open_quote:
    its quotation marks are odd in number. has_apostrophes: there is one anywhere.
    """

    encoding: str
    is_cut: bool = False
    ends_a_line: bool = True
    lines: int = 0
    has_open_quote: bool = False
    has_apostrophes: bool = False


NO_TEXT = TextFacts("")


class Fault(NamedTuple):
    """Where reading in an encoding failed. at_end: the file ended inside a character."""

    offset: int
    at_end: bool
    begins_chinese: bool


def text_facts(path: Path) -> TextFacts:
    """What is known of a text file from its bytes. Raises BadInputError for one that can be read in no encoding."""
    facts = _counted(path)
    fault = fault_in(path, UTF_8)
    if fault is None or (fault.at_end and fault.begins_chinese):
        return facts._replace(is_cut=fault is not None)
    other = fault
    if facts.encoding != UTF_8_MARKED and not fault.begins_chinese:
        read = fault_in(path, GB18030)
        if read is None or read.at_end:
            return facts._replace(encoding=GB18030, is_cut=read is not None)
        other = max(fault, read, key=lambda one: one.offset)
    raise BadInputError([finding("feed_encoding_unknown", path.name, offset=other.offset)])


def _counted(path: Path) -> TextFacts:
    """What bytes say without being read as characters: no character of these encodings ends in a quotation mark."""
    quotes, lines, apostrophe, first, last = 0, 0, False, b"", b""
    for block in blocks_of(path):
        if b"\0" in block:
            raise BadInputError([finding("feed_kind_unknown", path.name, what=BINARY)])
        quotes += block.count(b'"')
        lines += block.count(b"\n") or block.count(b"\r")
        apostrophe = apostrophe or b"'" in block
        first = first or block[: len(codecs.BOM_UTF8)]
        last = block[-1:]
    encoding = UTF_8_MARKED if first == codecs.BOM_UTF8 else UTF_8
    return TextFacts(encoding, False, last in (b"\n", b"\r"), lines, quotes % 2 == 1, apostrophe)


def fault_in(path: Path, encoding: str) -> Fault | None:
    """Where a file stops being text in an encoding; None where it is."""
    decoder, offset, chinese = codecs.getincrementaldecoder(encoding)(), 0, 0
    for block in _blocks_and_end(path):
        begun = len(decoder.getstate()[0])
        try:
            text = decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            chinese += _chinese_in(error.object[: error.start].decode(encoding, "ignore"))
            return Fault(offset - begun + error.start, not block, chinese >= CHARACTERS_OF_CHINESE)
        offset += len(block)
        if chinese < CHARACTERS_OF_CHINESE:
            chinese += _chinese_in(text)
    return None


def _chinese_in(text: str) -> int:
    """How many Chinese characters a text has, counted to as many as are asked for."""
    count = 0
    for _ in _CHINESE.finditer(text):
        count += 1
        if count == CHARACTERS_OF_CHINESE:
            break
    return count


def _blocks_and_end(path: Path) -> Iterator[bytes]:
    """The blocks of a file, then an empty one."""
    yield from blocks_of(path)
    yield b""


def blocks_of(path: Path) -> Iterator[bytes]:
    """The bytes of a file, block by block."""
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block
