"""Secrets at rest: sealed under a key of the server for one purpose and owner. A backup alone opens none."""

from __future__ import annotations

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ops.core import tokens

NONCE = 12


def seal(key: bytes, purpose: str, event_id: str, owner: str, text: str) -> str:
    """The secret of one owner; it opens for no other."""
    nonce = os.urandom(NONCE)
    sealed = _cipher(key, purpose, event_id).encrypt(nonce, text.encode(), owner.encode())
    return base64.b64encode(nonce + sealed).decode()


def unseal(key: bytes, purpose: str, event_id: str, owner: str, sealed: str) -> str | None:
    """The secret again; None when the server's key is another one than then."""
    try:
        data = base64.b64decode(sealed, validate=True)
        return _cipher(key, purpose, event_id).decrypt(data[:NONCE], data[NONCE:], owner.encode()).decode()
    except (InvalidTag, binascii.Error, ValueError):
        return None


def _cipher(key: bytes, purpose: str, event_id: str) -> AESGCM:
    return AESGCM(tokens.subkey(key, purpose, event_id))
