"""Text as it is meant: without what typing, forms and spreadsheets add to it.

Full-width signs become ordinary ones (NFKC), invisible ones and spaces at the ends fall away, any run of spaces and
line ends becomes one space. An apostrophe before the text and ="…" around it, by which spreadsheets are told that
digits are text, fall away too. Nothing but the text of the cell says what it becomes.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

UNTIDY: Final = "^['=]|^$|[^!-~\u4e00-\u9fff]"
"""What a text has that may have to change: most have nothing of it, and are not looked at again."""
INVISIBLE: Final = r"\p{Cf}"
SPACES: Final = r"[\p{Z}\p{Cc}]+"
MARKED_AS_TEXT: Final = r"""^(?:'+|="([^"]*)"$)"""

LONGEST_NAME: Final = 100
DOTS: Final = "[•‧・∙．·]"
"""Signs written for the dot between the parts of a name."""
DOT: Final = "·"
HAN: Final = r"\p{Han}"
DIGITS: Final = r"\p{Nd}"
INCOMPLETE: Final = "[?*\ufffd□〓■●]"
"""Signs that cover a character, or stand for one that could not be written."""
OF_NOBODY: Final = "^合成[甲乙][0-9]{8}$"
"""The names of people who do not exist have digits, so that nobody takes them for somebody's."""


def tidy(texts: Any) -> Any:
    """An array of texts, tidied; null where nothing is left."""
    return _changed(texts, UNTIDY, _tidied)


def tidy_names(texts: Any) -> Any:
    """An array of tidy texts as names: one kind of dot between parts, no spaces between Chinese characters."""
    return _changed(texts, f"[ .]|{DOTS}", _dotted)


def _changed(texts: Any, pattern: str, change: Any) -> Any:
    """The texts, those that have the pattern changed."""
    has = pc.match_substring_regex(texts, pattern)
    at = pc.indices_nonzero(has)
    if not len(at):
        return texts
    made = change(texts.take(at))
    if len(at) == len(texts):
        return made
    order = np.arange(len(texts))
    order[at.to_numpy()] = np.arange(len(at)) + len(texts)
    return pa.concat_arrays([texts, made]).take(pa.array(order))


def _tidied(texts: Any) -> Any:
    texts = pc.replace_substring_regex(pc.utf8_normalize(texts, "NFKC"), INVISIBLE, "")
    texts = pc.replace_substring_regex(texts, SPACES, " ")
    texts = pc.replace_substring_regex(pc.utf8_trim(texts, " "), MARKED_AS_TEXT, r"\1")
    texts = pc.utf8_trim(texts, " ")
    return pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)


def _dotted(texts: Any) -> Any:
    texts = pc.replace_substring_regex(texts, DOTS, DOT)
    texts = pc.replace_substring_regex(texts, f"({HAN})[.]({HAN})", rf"\1{DOT}\2")
    texts = pc.replace_substring_regex(texts, f" ?{DOT} ?", DOT)
    for _ in range(2):  # what is found does not overlap: of 张 三 丰 the second space is left by the first time
        texts = pc.replace_substring_regex(texts, f"({HAN}) ({HAN})", r"\1\2")
    return texts
