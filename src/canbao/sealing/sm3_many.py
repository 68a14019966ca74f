"""HMAC-SM3 of many short texts at once, compiled: a column's texts side by side, so that the processor works on many in
one step. For each by itself the library (``cryptography``) takes five times as long.

SM3 as GB/T 32905-2016 has it, HMAC as RFC 2104. Single values go through the library; a test compares the two over
every length that matters. Nothing here branches, or looks anything up, by secret values.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

BLOCK: Final = 64
"""Bytes that are worked on at once."""
TOKEN: Final = 16
"""Bytes of the hash that are kept."""
LANES: Final = 32
"""Texts that are worked on side by side."""
BEGIN: Final = np.array(
    [0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E], np.uint32
)
ROUNDS: Final = np.array(
    [
        ((word << turn % 32) | (word >> (32 - turn % 32))) & 0xFFFFFFFF
        for turn, word in enumerate([0x79CC4519] * 16 + [0x7A879D8A] * 48)
    ],
    np.uint32,
)
"""What each round adds."""
INNER, OUTER = 0x36, 0x5C

Words = NDArray[np.uint32]
Bytes = NDArray[np.uint8]


class ManyTokens:
    """The first 16 bytes of HMAC-SM3 under one key, of what begins alike.

    key: at most 64 bytes. begun: the bytes before every text.
    """

    def __init__(self, key: bytes, begun: bytes) -> None:
        if len(key) > BLOCK:
            raise ValueError(f"a key of {len(key)} bytes")
        block = np.frombuffer(key.ljust(BLOCK, b"\0"), np.uint8)
        self._inner, self._outer = (_after(block ^ np.uint8(pad)) for pad in (INNER, OUTER))
        self._begun = np.frombuffer(begun, np.uint8)

    def of(self, texts: Bytes, ends: NDArray[np.int64]) -> Bytes:
        """The tokens of texts that stand one behind the other, 16 bytes each.

        ends: where the first text begins, and where each ends.
        """
        found = np.empty((len(ends) - 1, TOKEN), np.uint8)
        _compiled()["many"](self._inner, self._outer, self._begun, texts, ends, found)
        return found


def _after(block: Bytes) -> Words:
    """The state after a first block."""
    state = np.repeat(BEGIN[:, None], LANES, 1)
    words = np.zeros((68, LANES), np.uint32)
    words[:16, 0] = block.view(">u4")
    _compiled()["compress"](state, words, np.empty((8, LANES), np.uint32))
    return np.ascontiguousarray(state[:, 0])


_compiling = Lock()
"""Held by the thread that compiles: several may work on files at once."""


def _compiled() -> dict[str, Callable[..., Any]]:
    """The functions below as machine code, kept on disk where that is possible."""
    with _compiling:
        return _compiled_once()


@cache
def _compiled_once() -> dict[str, Callable[..., Any]]:
    import numba

    names = globals()
    for name in ("_turned", "_mixed", "_byte", "_filled", "_compress", "_many"):
        try:
            names[name] = numba.njit(nogil=True, cache=True)(names[name])
        except RuntimeError:  # nowhere to keep it
            names[name] = numba.njit(nogil=True)(names[name])
    return {"compress": names["_compress"], "many": names["_many"]}


def _turned(word: Any, by: Any) -> Any:
    """A word of 32 bits turned to the left."""
    return np.uint32((word << np.uint32(by)) | (word >> np.uint32(32 - by)))


def _mixed(state: Any, lane: Any, one: Any, two: Any) -> None:
    """The state of a lane after a round. one, two: the sums that come into it."""
    state[3, lane] = state[2, lane]
    state[2, lane] = _turned(state[1, lane], 9)
    state[1, lane] = state[0, lane]
    state[0, lane] = one
    state[7, lane] = state[6, lane]
    state[6, lane] = _turned(state[5, lane], 19)
    state[5, lane] = state[4, lane]
    state[4, lane] = np.uint32(two ^ _turned(two, 9) ^ _turned(two, 17))


def _compress(state: Any, w: Any, s: Any) -> None:
    """Work a block of every lane into its state. w: the 16 words of the blocks, and room for 52 more. s: room.

    Loops end where the rooms do, not at a fixed number: so they stay loops, and compiling takes seconds.
    """
    for j in range(16, len(w)):
        for n in range(LANES):
            x = np.uint32(w[j - 16, n] ^ w[j - 9, n] ^ _turned(w[j - 3, n], 15))
            x = np.uint32(x ^ _turned(x, 15) ^ _turned(x, 23))
            w[j, n] = np.uint32(x ^ _turned(w[j - 13, n], 7) ^ w[j - 6, n])
    for i in range(8):
        for n in range(LANES):
            s[i, n] = state[i, n]
    for j in range(len(w) - 52):
        for n in range(LANES):
            a12 = _turned(s[0, n], 12)
            ss1 = _turned(np.uint32(a12 + s[4, n] + ROUNDS[j]), 7)
            ff, gg = np.uint32(s[0, n] ^ s[1, n] ^ s[2, n]), np.uint32(s[4, n] ^ s[5, n] ^ s[6, n])
            one = np.uint32(ff + s[3, n] + np.uint32(ss1 ^ a12) + np.uint32(w[j, n] ^ w[j + 4, n]))
            _mixed(s, n, one, np.uint32(gg + s[7, n] + ss1 + w[j, n]))
    for j in range(16, len(w) - 4):
        for n in range(LANES):
            a12 = _turned(s[0, n], 12)
            ss1 = _turned(np.uint32(a12 + s[4, n] + ROUNDS[j]), 7)
            ff = np.uint32((s[0, n] & s[1, n]) | (s[2, n] & (s[0, n] | s[1, n])))
            gg = np.uint32(s[6, n] ^ (s[4, n] & (s[5, n] ^ s[6, n])))
            one = np.uint32(ff + s[3, n] + np.uint32(ss1 ^ a12) + np.uint32(w[j, n] ^ w[j + 4, n]))
            _mixed(s, n, one, np.uint32(gg + s[7, n] + ss1 + w[j, n]))
    for i in range(8):
        for n in range(LANES):
            state[i, n] ^= s[i, n]


def _byte(begun: Any, texts: Any, begins: Any, length: Any, at: Any) -> Any:
    """A byte of what is hashed: what every text begins with, the text, the mark of its end, nothing."""
    if at < len(begun):
        return np.uint32(begun[at])
    if at < length:
        return np.uint32(texts[begins + at - len(begun)])
    return np.uint32(0x80) if at == length else np.uint32(0)


def _filled(w: Any, lane: Any, block: Any, blocks: Any, begun: Any, texts: Any, begins: Any, length: Any) -> None:
    """Put a block of a lane's text into its words. length: of the whole in bytes, before which the key went."""
    for word in range(16):
        at = 64 * block + 4 * word
        whole = np.uint32(0)
        if at >= len(begun) and at + 4 <= length:
            near = begins + at - len(begun)
            for one in range(4):
                whole = np.uint32((whole << np.uint32(8)) | np.uint32(texts[near + one]))
        elif at <= length:
            for one in range(4):
                whole = np.uint32((whole << np.uint32(8)) | _byte(begun, texts, begins, length, at + one))
        w[word, lane] = whole
    if block == blocks - 1:
        w[15, lane] = np.uint32((64 + length) * 8)


def _many(inner: Any, outer: Any, begun: Any, texts: Any, ends: Any, found: Any) -> None:
    """The HMAC of every text, cut to 16 bytes. inner, outer: the states after the two padded keys.

    Blocks are worked in at one place alone: it is much code, and each place would be compiled.
    """
    w, s = np.zeros((68, LANES), np.uint32), np.empty((8, LANES), np.uint32)
    state, hashed = np.empty((8, LANES), np.uint32), np.empty((8, LANES), np.uint32)
    rows = len(ends) - 1
    for first in range(0, rows, LANES):
        lanes = min(LANES, rows - first)
        longest = 0
        for lane in range(lanes):
            longest = max(longest, (len(begun) + ends[first + lane + 1] - ends[first + lane] + 72) // 64)
        for i in range(8):
            for lane in range(LANES):
                state[i, lane] = inner[i]
        for block in range(longest + 1):  # the last: the hash of the text under the outer key
            if block < longest:
                for lane in range(lanes):
                    length = len(begun) + ends[first + lane + 1] - ends[first + lane]
                    _filled(w, lane, block, (length + 72) // 64, begun, texts, ends[first + lane], length)
            else:
                for i in range(8):
                    for lane in range(LANES):
                        w[i, lane], w[8 + i, lane], state[i, lane] = hashed[i, lane], np.uint32(0), outer[i]
                for lane in range(LANES):
                    w[8, lane], w[15, lane] = np.uint32(0x80000000), np.uint32(96 * 8)
            _compress(state, w, s)
            for lane in range(lanes):
                length = len(begun) + ends[first + lane + 1] - ends[first + lane]
                if block == (length + 72) // 64 - 1:
                    for i in range(8):
                        hashed[i, lane] = state[i, lane]
        for lane in range(lanes):
            for at in range(TOKEN):
                found[first + lane, at] = np.uint8(state[at // 4, lane] >> np.uint32(24 - 8 * (at % 4)))
