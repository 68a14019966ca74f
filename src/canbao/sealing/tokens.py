"""Blind tokens: what the database finds a number or a name by, without holding it (HMAC-SM3, cut to 128 bits).

The same text gives the same token under the same key, so equality and an index work; without the key nobody can try
numbers or names out. That two rows have the same name can still be seen, and how often: tokens are for the database,
not for handing on.

128 bits are enough. With two thousand million tokens of one kind the chance that any two texts share one is 2^-67;
whoever lacks the key cannot look for such a pair, since a token proves nothing and is only compared. The half that is
left out would double the indexes.

What goes into a token is told apart by its domain (a number never has the token of a name), and every part stands
behind its length in characters, ``"2:张三"``: no two different lists of parts read the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from canbao.sealing.names import normal_name, surname
from canbao.sealing.ring import Key, KeyRing

if TYPE_CHECKING:
    from canbao.sealing.sm3_many import ManyTokens

TOKEN_BYTES = 16
NUMBER = "number"
NAME = "name"
SURNAME_AND_BIRTH_MONTH = "surname_and_birth_month"
NAME_BIRTH_PLACE = "name_birth_place"
ROW = "row"
ROW_KEY = "row_key"
DOMAINS = (NUMBER, NAME, SURNAME_AND_BIRTH_MONTH, NAME_BIRTH_PLACE, ROW, ROW_KEY)
ABSENT = "-"
"""A part that is missing, which is another than an empty one."""


class Tokens:
    """Tokens under one token key of a ring: the newest, or another to look up by while tokens are made over.

    version: the number of the key, to be kept beside every token.
    """

    def __init__(self, ring: KeyRing, key: Key | None = None) -> None:
        used = key or ring.token_key
        self.version = used.id
        self._secret = used.secret
        self._many: dict[str, ManyTokens] = {}
        whole = HMAC(used.secret, SM3())
        self._begun = {domain: _begun(whole, domain) for domain in DOMAINS}

    def __repr__(self) -> str:
        return f"Tokens(version={self.version})"

    def of_number(self, kind: str, number: str) -> bytes:
        """The token of a certificate. kind: its code. number: in its one right form, which is the caller's to give."""
        return self.of_text(NUMBER, number_text(kind, number))

    def of_name(self, name: str) -> bytes:
        """The token of a full name, however it is written (``normal_name``)."""
        return self.of_text(NAME, name_text(name))

    def of_surname_and_birth_month(self, name: str, born: date) -> bytes:
        """The token of a surname and a month of birth. name: the full name, or the surname alone (``surname``)."""
        return self.of_text(SURNAME_AND_BIRTH_MONTH, surname_month_text(name, born))

    def of_name_birth_place(self, name: str, born: date, place: str) -> bytes:
        """The token of a full name, a day of birth and a place. place: a place code, always of the same level."""
        return self.of_text(NAME_BIRTH_PLACE, name_birth_place_text(name, born, place))

    def of_row(self, feed: str, cells: Sequence[str | None]) -> bytes:
        """The token of all that a row says, to see whether it changed.

        feed: kind and version of what the row is from. cells: its values in their one right form and order; None is
        another than empty.
        """
        return self.of_text(ROW, parts_text((feed, *cells)))

    def of_row_key(self, feed: str, cells: Sequence[str | None]) -> bytes:
        """The token of a row's key, to find the same row in another file. feed, cells: as in ``of_row``."""
        return self.of_text(ROW_KEY, parts_text((feed, *cells)))

    def of_text(self, domain: str, text: str) -> bytes:
        """The token of a text that one of the functions below made, in its domain."""
        state = self._begun[domain].copy()
        state.update(text.encode("utf-8", "surrogatepass"))
        return state.finalize()[:TOKEN_BYTES]

    def of_texts(self, domain: str, texts: Iterable[str]) -> list[bytes]:
        """The tokens of many texts of one domain."""
        copy = self._begun[domain].copy
        tokens = []
        for text in texts:
            state = copy()
            state.update(text.encode("utf-8", "surrogatepass"))
            tokens.append(state.finalize()[:TOKEN_BYTES])
        return tokens

    def many(self, domain: str) -> ManyTokens:
        """Tokens of a domain for columns, compiled: loaded when first asked for."""
        if domain not in self._many:
            from canbao.sealing.sm3_many import ManyTokens

            self._many[domain] = ManyTokens(self._secret, part(domain).encode())
        return self._many[domain]


def tokens_in_use(ring: KeyRing) -> tuple[Tokens, ...]:
    """Tokens under every key that something may still be found by, newest first: look up by all of them."""
    return tuple(Tokens(ring, key) for key in ring.token_keys_in_use)


def _begun(whole: HMAC, domain: str) -> HMAC:
    begun = whole.copy()
    begun.update(part(domain).encode())
    return begun


def part(text: str | None) -> str:
    """A part behind its length in characters."""
    return ABSENT if text is None else f"{len(text)}:{text}"


def parts_text(parts: Iterable[str | None]) -> str:
    """Several parts as one text, which no other parts give."""
    return "".join([ABSENT if text is None else f"{len(text)}:{text}" for text in parts])


def number_text(kind: str, number: str) -> str:
    """What the token of a certificate is of."""
    return part(kind) + part(number)


def name_text(name: str) -> str:
    """What the token of a full name is of."""
    return part(normal_name(name))


def surname_month_text(name: str, born: date) -> str:
    """What the token of a surname and a month of birth is of."""
    return part(surname(name)) + part(born.isoformat()[:7])


def name_birth_place_text(name: str, born: date, place: str) -> str:
    """What the token of a full name, a day of birth and a place is of."""
    return part(normal_name(name)) + part(born.isoformat()) + part(place)
