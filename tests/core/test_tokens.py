"""Codes, keys and signatures: the shared vectors, known answers of the standards, and independence of every part."""

import base64
import hashlib
import hmac
import json
import re
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given, settings, strategies as st

from ops.core import tokens

pytestmark = pytest.mark.once

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "codes.json").read_text(encoding="utf-8"))
SECRET = bytes(range(32))
OTHER = bytes(range(1, 33))


@pytest.mark.parametrize("case", VECTORS["parse_code"], ids=lambda case: case["name"])
def test_parse_code(case: dict[str, Any]) -> None:
    assert tokens.parse_code(case["text"]) == case["expect"]


@pytest.mark.parametrize("case", VECTORS["parse_pairing_code"], ids=lambda case: case["name"])
def test_parse_pairing_code(case: dict[str, Any]) -> None:
    assert tokens.parse_pairing_code(case["text"]) == case["expect"]


@pytest.mark.parametrize("case", VECTORS["pretty_code"])
def test_pretty_code(case: dict[str, Any]) -> None:
    assert tokens.pretty_code(case["code"]) == case["expect"]


@pytest.mark.parametrize("case", VECTORS["code_hash"], ids=lambda case: case["name"])
def test_code_hash(case: dict[str, Any]) -> None:
    key = base64.urlsafe_b64decode(case["key"] + "=" * (-len(case["key"]) % 4))
    assert tokens.code_hash(key, case["code"]) == case["expect"]


@pytest.mark.parametrize("case", VECTORS["verify"], ids=lambda case: case["name"])
def test_verify_bytes(case: dict[str, Any]) -> None:
    assert tokens.verify_bytes(case["public"], case["text"].encode(), case["signature"]) is case["expect"]


@pytest.mark.parametrize("wrong", [None, 7, b"0123456789ABCDEF", [], "A" * 100_000, "\ud83d" * 16])
def test_what_is_no_code_is_none(wrong: Any) -> None:
    assert tokens.parse_code(wrong) is None


@given(st.text(max_size=600))
@settings(max_examples=300, deadline=None)
def test_parse_code_never_raises_and_answers_in_its_alphabet(text: str) -> None:
    code = tokens.parse_code(text)
    assert code is None or (len(code) == 16 and set(code) <= set(tokens.CROCKFORD))


@given(st.text(tokens.CROCKFORD, min_size=16, max_size=16))
@settings(max_examples=100, deadline=None)
def test_every_code_is_read_back_from_each_of_its_faces(code: str) -> None:
    url = f"HTTPS://SCT.EXAMPLE/I/{code}"
    for text in (code, code.lower(), tokens.pretty_code(code), url, url.lower()):
        assert tokens.parse_code(text) == code


def test_subkey_is_hkdf_sha256() -> None:
    info = b"\x00\x00\x00\x07ed25519\x00\x00\x00\x06roster"
    expected = HKDF(SHA256(), 32, salt=None, info=info).derive(SECRET)
    assert tokens.subkey(SECRET, "ed25519", "roster") == expected


def test_derive_code_spells_the_first_80_bits() -> None:
    message = b"\x00\x00\x00\x06hp2025\x00\x00\x00\x02g1\x00\x00\x00\x013"
    digest = hmac.new(tokens.subkey(SECRET, "invitation"), message, hashlib.sha256).digest()
    spelled = base64.b32encode(digest[:10]).decode()
    rfc4648, crockford = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", tokens.CROCKFORD
    assert tokens.derive_code(SECRET, "hp2025", "g1", 3) == spelled.translate(str.maketrans(rfc4648, crockford))


def test_codes_depend_on_every_part() -> None:
    codes = [
        tokens.derive_code(SECRET, "ab", "c", 1),
        tokens.derive_code(SECRET, "a", "bc", 1),
        tokens.derive_code(SECRET, "ab", "c1", 1),
        tokens.derive_code(SECRET, "ab", "c", 11),
        tokens.derive_code(SECRET, "ab", "c", 2),
        tokens.derive_code(OTHER, "ab", "c", 1),
    ]
    assert len(set(codes)) == len(codes)
    assert tokens.derive_code(SECRET, "ab", "c", 1) == codes[0]


def test_keys_depend_on_every_part() -> None:
    keys = [
        tokens.roster_key(SECRET, "a"),
        tokens.roster_key(SECRET, "b"),
        tokens.roster_key(OTHER, "a"),
        tokens.subkey(SECRET, "rostera"),
        tokens.subkey(SECRET, "roster", "a", ""),
        tokens.subkey(SECRET),
    ]
    assert len(set(keys)) == len(keys)


def test_pairing_codes_are_ten_characters_and_differ() -> None:
    found = {tokens.derive_pairing_code(SECRET, event, pairing) for event in ("a", "b") for pairing in ("p", "q")}
    assert len(found) == 4
    for code in found:
        assert tokens.parse_pairing_code(f"https://sct.example/pair/{code.lower()}") == code


def test_a_short_server_key_is_refused() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        tokens.subkey(b"short", "invitation")


def test_ids_and_tokens() -> None:
    assert re.fullmatch(r"[0-9a-hjkmnp-tv-z]{12}", tokens.new_id())
    assert len(tokens.new_id(20)) == 20
    assert re.fullmatch(r"dev_[A-Za-z0-9_-]{43}", tokens.new_token("dev"))
    assert len({tokens.new_id() for _ in range(1000)}) == len({tokens.new_token("t") for _ in range(1000)}) == 1000


def test_hash_token_is_sha256() -> None:
    assert tokens.hash_token("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_signature_holds_for_its_bytes_key_and_purpose_only() -> None:
    signature = tokens.sign_bytes(SECRET, "roster", b"rows")
    assert tokens.verify_bytes(tokens.public_key(SECRET, "roster"), b"rows", signature)
    assert not tokens.verify_bytes(tokens.public_key(SECRET, "roster"), b"row", signature)
    assert not tokens.verify_bytes(tokens.public_key(SECRET, "other"), b"rows", signature)
    assert not tokens.verify_bytes(tokens.public_key(OTHER, "roster"), b"rows", signature)
