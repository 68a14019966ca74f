"""The compiled hash gives what the library gives."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from canbao.sealing.sm3_many import BLOCK, LANES, TOKEN, ManyTokens

RANDOM = Random(20261129)


def of_the_library(key: bytes, text: bytes) -> bytes:
    whole = HMAC(key, SM3())
    whole.update(text)
    return whole.finalize()[:TOKEN]


def compiled(key: bytes, begun: bytes, texts: list[bytes]) -> list[bytes]:
    ends = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    return [bytes(one) for one in ManyTokens(key, begun).of(np.frombuffer(b"".join(texts), np.uint8), ends)]


@pytest.mark.parametrize("begun", [0, 1, 3, 8, 63, 64, 65])
@pytest.mark.parametrize("key", [1, 32, BLOCK])
def test_every_length_around_the_ends_of_blocks(begun: int, key: int) -> None:
    """Texts of up to four blocks, longer and shorter ones side by side."""
    first, secret = RANDOM.randbytes(begun), RANDOM.randbytes(key)
    texts = [RANDOM.randbytes(length) for length in range(4 * BLOCK)]
    RANDOM.shuffle(texts)
    assert compiled(secret, first, texts) == [of_the_library(secret, first + text) for text in texts]


@pytest.mark.parametrize("count", [0, 1, LANES - 1, LANES, LANES + 1])
def test_any_number_of_texts(count: int) -> None:
    texts = [RANDOM.randbytes(20) for _ in range(count)]
    assert compiled(b"key", b"6:number", texts) == [of_the_library(b"key", b"6:number" + text) for text in texts]


def test_a_key_longer_than_a_block_is_refused() -> None:
    with pytest.raises(ValueError, match="65 bytes"):
        ManyTokens(bytes(BLOCK + 1), b"")
