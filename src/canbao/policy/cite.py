"""Clauses as a reader finds them: ``xz11/8`` is 湘政办发〔2025〕11号 第(八)条."""

from __future__ import annotations

import re

from canbao.policy.library import Chain
from canbao.policy.resolve import document_of
from canbao.policy.schema import Document

_DIGITS = "〇一二三四五六七八九"
_ARTICLE = re.compile(r"^(\d+)(?:\.(\d+))?(?:\.(\d+))?([a-z](?:-[a-z])?)?$")


def printed_label(clause: str, document: Document) -> str:
    """The label of an article as the document prints it; the id's own words where it has none."""
    article = clause.partition("/")[2]
    if article in document.labels:
        return document.labels[article]
    match = _ARTICLE.match(article)
    if match is None:
        return article
    first, second, third = match[1], match[2], match[3]
    if second is None:
        return f"第({chinese_number(int(first))})条" if document.numbered == "through" else chinese_number(int(first))
    label = f"{chinese_number(int(first))}({chinese_number(int(second))})"
    return label + (third or "")


def full_citation(clause: str, chain: Chain) -> str:
    """A clause with the number of its document: 湘政办发〔2025〕11号 第(八)条; the id itself when unknown."""
    document = chain.documents.get(document_of(clause))
    return clause if document is None else f"{document.number} {printed_label(clause, document)}"


def chinese_number(number: int) -> str:
    """A number from 0 to 99 in Chinese numerals."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")
