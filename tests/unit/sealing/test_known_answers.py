"""The algorithms give what their standards print: SM4-GCM (RFC 8998), SM3 (GB/T 32905), HMAC-SM3 (GM/T 0042)."""

from __future__ import annotations

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hashes import SM3, Hash
from cryptography.hazmat.primitives.hmac import HMAC

from canbao.sealing.sm4_gcm import cipher_key, decrypted, encrypted

KEY = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
NONCE = bytes.fromhex("00001234567800000000ABCD")
BESIDE = bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2")
PLAIN = bytes.fromhex("".join(letter * 16 for letter in "ABCDEFEA"))
HIDDEN = bytes.fromhex(
    "17F399F08C67D5EE19D0DC9969C4BB7D5FD46FD3756489069157B282BB200735"
    "D82710CA5C22F0CCFA7CBF93D496AC15A56834CBCF98C397B4024A2691233B8D"
    "83DE3541E4C2B58177E065A9BF7B62EC"
)


def test_sm4_gcm_gives_the_ciphertext_and_tag_of_rfc_8998_appendix_a_1() -> None:
    assert encrypted(cipher_key(KEY), NONCE, PLAIN, BESIDE) == HIDDEN


def test_sm4_gcm_opens_the_ciphertext_of_rfc_8998_appendix_a_1() -> None:
    assert decrypted(cipher_key(KEY), NONCE, HIDDEN, BESIDE) == PLAIN


@pytest.mark.parametrize("changed", ["key", "nonce", "hidden", "beside"])
def test_sm4_gcm_opens_nothing_when_one_bit_of_anything_differs(changed: str) -> None:
    given = {"key": KEY, "nonce": NONCE, "hidden": HIDDEN, "beside": BESIDE}
    given[changed] = bytes([given[changed][0] ^ 1]) + given[changed][1:]
    with pytest.raises(InvalidTag):
        decrypted(cipher_key(given["key"]), given["nonce"], given["hidden"], given["beside"])


@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_gives_the_two_digests_of_gb_t_32905_appendix_a(message: bytes, digest: str) -> None:
    state = Hash(SM3())
    state.update(message)
    assert state.finalize().hex() == digest


@pytest.mark.parametrize(
    ("key", "message", "code"),
    [
        (
            bytes(range(1, 33)),
            b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq" * 2,
            "ca05e144ed05d1857840d1f318a4a8669e559fc8391f414485bfdf7bb408963a",
        ),
        (bytes(range(1, 38)), b"\xcd" * 50, "220bf579ded555393f0159f66c99877822a3ecf610d1552154b41d44b94db3ae"),
        (b"\x0b" * 32, b"Hi There", "c0ba18c68b90c88bc07de794bfc7d2c8d19ec31ed8773bc2b390c9604e0be11e"),
        (b"Jefe", b"what do ya want for nothing?", "2e87f1d16862e6d964b50a5200bf2b10b764faa9680a296a2405f24bec39f882"),
    ],
)
def test_hmac_sm3_gives_the_codes_of_gm_t_0042_appendix_d_3(key: bytes, message: bytes, code: str) -> None:
    whole = HMAC(key, SM3())
    state = whole.copy()
    state.update(message)
    assert state.finalize().hex() == code
