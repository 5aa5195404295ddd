"""The vault: seals what must not be read from a stolen database, and fingerprints what must be found in it.

AES-256-GCM (NIST SP 800-38D) with the key's id in front; the additional data says where a value belongs, so a sealed
field copied into another row does not open. Fingerprints are HMAC-SHA256 under a key of their own (HKDF, RFC 5869).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES, NONCE_BYTES = 32, 12
AFTER_KEY = "."


class SealBroken(Exception):
    """A sealed value does not open here: wrong key, wrong place or changed bytes."""


class Vault:
    """Holds the keys by id; seals with the current one and opens with any of them.

    Fingerprints and the PINs' pepper come from the oldest key, the last one: they cannot be made anew, for what they
    were made from is not kept. So a new key goes in front and no old one is ever taken away. `current` is the id of
    the key that seals; it stands before `AFTER_KEY` in a sealed value.
    """

    def __init__(self, keys: Mapping[str, bytes], current: str) -> None:
        if current not in keys or any(len(key) != KEY_BYTES for key in keys.values()):
            raise ValueError("the vault needs 32-byte keys and a current one among them")
        self.current = current
        self._ciphers = {name: AESGCM(_derive(key, "seal")) for name, key in keys.items()}
        oldest = next(reversed(list(keys.values())))
        self._fingerprint_key = _derive(oldest, "fingerprint")
        self.pepper = _derive(oldest, "pepper")

    def __repr__(self) -> str:
        return f"Vault(current={self.current!r})"

    def seal(self, value: str, place: str) -> str:
        """Encrypt a text. `place` names where it will be kept: table, column and row."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = self._ciphers[self.current].encrypt(nonce, value.encode(), place.encode())
        return f"{self.current}{AFTER_KEY}{base64.urlsafe_b64encode(nonce + sealed).decode()}"

    def open(self, sealed: str, place: str) -> str:
        """Decrypt what `seal` made for the same place. Raises `SealBroken`."""
        name, _, body = sealed.partition(AFTER_KEY)
        cipher = self._ciphers.get(name)
        if cipher is None:
            raise SealBroken(f"no key named {name!r}")
        try:
            raw = base64.urlsafe_b64decode(body)
            return cipher.decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], place.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise SealBroken(place) from error

    def fingerprint(self, value: str, purpose: str) -> str:
        """A keyed hash by which an equal value can be found, and nothing else be learned. 64 hex digits."""
        return hmac.new(self._fingerprint_key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()


def _derive(key: bytes, purpose: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"chat-wallet/{purpose}".encode()).derive(key)
