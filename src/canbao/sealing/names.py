"""Names as they are compared: written in many ways, the same for the same name. Not for showing.

What differs without meaning another name: full-width and half-width forms and variant code points of one character
(NFKC), spaces, marks that are not seen, small and capital Latin letters, and the dot between the parts of a name,
which is typed in a dozen ways (a full stop among them).
"""

from __future__ import annotations

from functools import lru_cache
from unicodedata import normalize

DOT = "·"
"""The dot between the parts of a name: U+00B7, as GB 18030 has it at A1A4."""
DOTS = "•‧∙⋅⸱・●᛫ᐧᆞ。."
"""What is typed for it, after NFKC."""
UNSEEN = (
    *map(chr, range(0x21)),
    *map(chr, range(0x7F, 0xA0)),
    *("\u00ad", "\u061c", "\u180e", "\u2028", "\u2029", "\ufeff"),
    *map(chr, range(0x200B, 0x2010)),
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2060, 0x2070)),
    *map(chr, range(0xFE00, 0xFE10)),
    *map(chr, range(0xE0100, 0xE01F0)),
)
"""Spaces (NFKC makes all of them U+0020), line ends, joiners, direction marks, variation selectors."""
SMALL = "abcdefghijklmnopqrstuvwxyz"

_CHANGES = str.maketrans({**dict.fromkeys(DOTS, DOT), **dict.fromkeys(UNSEEN), **{c: c.upper() for c in SMALL}})
_CHANGED = frozenset(map(chr, _CHANGES))
_APART = str.maketrans(dict.fromkeys((*DOTS, DOT, ","), " "))


@lru_cache(maxsize=2**15)
def normal_name(name: str) -> str:
    """The name as it is compared; a name that is normal stays as it is.

    ``"阿里木． 买买提"`` gives ``"阿里木·买买提"``.
    """
    first = normalize("NFKC", name)
    if _CHANGED.isdisjoint(first):
        return first
    return normalize("NFKC", first.translate(_CHANGES))  # what stood apart may now join


@lru_cache(maxsize=2**15)
def surname(name: str) -> str:
    """What stands for the surname in look-ups: the first character; of a name in Latin letters the first word.

    Of a surname of two characters it is the first (欧 for 欧阳): where a surname ends cannot be told from a name alone,
    and a search that finds some too many is better than one that finds nobody. Empty for an empty name.
    """
    whole = normal_name(name)
    if not whole[:1].isascii():
        return whole[:1]
    words = normalize("NFKC", name).translate(_APART).split()
    return next(filter(None, map(normal_name, words)), "")
