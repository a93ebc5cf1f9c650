"""Random and derived codes, keys and signatures. Pure: the server key comes in as an argument, nothing is kept.

Every use has its own key, derived from the one server key and a purpose, so that no code can stand in for another.
"""

import base64
import binascii
import hashlib
import hmac
import re
import secrets

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: nothing that is misread or spells a word
CODE_CHARS = 16
PAIRING_CHARS = 10
LONGEST_READ = 512  # characters; a QR at our size holds far fewer, more is an attack or a wrong picture
LEAST_SECRET_BYTES = 16

# Spaces, hyphens and their look-alikes that chat programs and keyboards put into a code.
_SEPARATORS = re.compile("[ \t\r\n\u00a0\u00ad\u2007\u200b-\u200d\u2010-\u2015\u202f\u2060\u2212\ufeff-]")
_INVITATION_URL = re.compile(r"(?:HTTPS?://)?[!-.0->@-~]+/I/([!-.0->@-~]+?)/?(?:[?#][!-~]*)?")
_PAIRING_URL = re.compile(r"(?:HTTPS?://)?[!-.0->@-~]+/PAIR/([!-.0->@-~]+?)/?(?:[?#][!-~]*)?")
_AS_MEANT = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_id(n: int = 12) -> str:
    """A random id of `n` lower-case Crockford characters, 5 bits each."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(n)).lower()


def new_token(prefix: str) -> str:
    """A bearer token with 256 random bits; the prefix tells a person what leaked."""
    return f"{prefix}_{secrets.token_urlsafe(32)}"


def hash_token(token: str) -> str:
    """What the database keeps of a token. A plain hash will do: there is nothing to guess in 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


def subkey(secret: bytes, *purpose: str) -> bytes:
    """32 bytes by HKDF-SHA256 (RFC 5869, no salt, one block) for one purpose."""
    if len(secret) < LEAST_SECRET_BYTES:
        raise ValueError(f"the server key needs at least {LEAST_SECRET_BYTES} bytes")
    extracted = hmac.digest(bytes(32), secret, "sha256")
    return hmac.digest(extracted, _pack(*purpose) + b"\x01", "sha256")


def derive_code(secret: bytes, event: str, guest: str, version: int) -> str:
    """The 16 characters on an invitation. Derived, not stored: a stolen database holds no valid code."""
    digest = hmac.digest(subkey(secret, "invitation"), _pack(event, guest, str(version)), "sha256")
    return _spell(digest, CODE_CHARS)


def derive_pairing_code(secret: bytes, event: str, pairing_id: str) -> str:
    """The 10 characters that pair one device, once."""
    return _spell(hmac.digest(subkey(secret, "pairing"), _pack(event, pairing_id), "sha256"), PAIRING_CHARS)


def roster_key(secret: bytes, event: str) -> bytes:
    """The key under which an event's codes are hashed, on the server and on its tablets."""
    return subkey(secret, "roster", event)


def code_hash(key: bytes, code: str) -> str:
    """How a code is looked up: 132 bits of its keyed hash."""
    digest = hmac.digest(key, code.encode(), "sha256")
    return base64.urlsafe_b64encode(digest).decode()[:22]


def parse_code(text: str) -> str | None:
    """The invitation code in what a camera, a wedge scanner or a finger gave; None if it is not one of ours."""
    return _parse(text, _INVITATION_URL, CODE_CHARS)


def parse_pairing_code(text: str) -> str | None:
    """The same for a pairing code: bare or as `…/pair/<code>`."""
    return _parse(text, _PAIRING_URL, PAIRING_CHARS)


def pretty_code(code: str) -> str:
    """Four by four, for reading aloud and typing."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


def sign_bytes(secret: bytes, purpose: str, data: bytes) -> str:
    """Ed25519 signature, base64."""
    return base64.b64encode(_signing_key(secret, purpose).sign(data)).decode()


def public_key(secret: bytes, purpose: str) -> str:
    """The raw 32-byte Ed25519 public key, base64."""
    raw = _signing_key(secret, purpose).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def verify_bytes(public: str, data: bytes, signature: str) -> bool:
    """Whether `signature` was made over `data` by the owner of `public`. Garbage is simply not a signature."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public, validate=True))
        key.verify(base64.b64decode(signature, validate=True), data)
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def _signing_key(secret: bytes, purpose: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(subkey(secret, "ed25519", purpose))


def _pack(*parts: str) -> bytes:
    """Parts with their lengths: ("ab", "c") and ("a", "bc") must not come out alike."""
    encoded = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)


def _spell(digest: bytes, chars: int) -> str:
    """The first 5 x `chars` bits in Crockford base32."""
    number = int.from_bytes(digest, "big") >> (len(digest) * 8 - 5 * chars)
    return "".join(CROCKFORD[number >> shift & 31] for shift in range(5 * (chars - 1), -1, -5))


def _parse(text: str, url: re.Pattern[str], chars: int) -> str | None:
    if not isinstance(text, str) or len(text) > LONGEST_READ:
        return None
    squeezed = _SEPARATORS.sub("", text)
    if not squeezed.isascii():  # before upper(): a Turkish dotless i would turn into an I
        return None
    upper = squeezed.upper()
    found = url.fullmatch(upper)
    code = (found[1] if found else upper).translate(_AS_MEANT)
    return code if len(code) == chars and all(char in CROCKFORD for char in code) else None
