"""Keys live outside the database, one per purpose. Unkeyed hashes do not exist in this house.

A Dutch mobile number has 10^8 possibilities: without a key its hash is undone in minutes.
"""

from __future__ import annotations

import hmac
import json
import os
import secrets
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.errors import SetupError

PURPOSES = ("code", "phone", "name", "content", "sketch", "vault", "archive", "register", "suppress")
ADDED_LATER = {"archive"}  # an installation from before has no such key and nothing sealed with it
_KEY_BYTES = 32
_NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of one installation, in memory.

    Every keyed value is the first 16 bytes of an HMAC-SHA-256, in hex (32 characters).
    """

    keys: dict[str, bytes] = field(repr=False)

    @classmethod
    def generate(cls) -> Keyring:
        return cls({purpose: secrets.token_bytes(_KEY_BYTES) for purpose in PURPOSES})

    @property
    def sketch_key(self) -> bytes:
        """16 bytes that seed the MinHash of a masked text."""
        return self.keys["sketch"][:16]

    def code(self, source: str, code: str) -> str:
        """An ad's identity: its source and the code on the page, never its URL."""
        return self._mac("code", f"{source}\x1f{code.strip()}")

    def phone(self, e164: str) -> str:
        return self._mac("phone", e164)

    def name(self, text: str) -> str:
        """The advertiser's working name, alike over case, accents and punctuation."""
        return self._mac("name", " ".join(_words(text)))

    def tokens(self, text: str) -> tuple[str, ...]:
        """The words of a name, each keyed, sorted and without repeats."""
        return tuple(sorted({self._mac("name", word) for word in _words(text)}))

    def content(self, text: str) -> str:
        return self._mac("content", text)

    def suppressed(self, value: str) -> str:
        """The key under which an objection is remembered; this key never rotates."""
        return self._mac("suppress", value)

    def contact_register(self, e164: str) -> str:
        return self._mac("register", e164)

    def seal(self, text: str) -> bytes:
        """Encrypt for the vault (AES-256-GCM, random nonce in front)."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self.keys["vault"]).encrypt(nonce, text.encode(), None)

    def open(self, sealed: bytes) -> str:
        """Decrypt a sealed value. Raises SetupError when it was sealed with another key."""
        try:
            return AESGCM(self.keys["vault"]).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], None).decode()
        except InvalidTag as error:
            raise SetupError(
                "Een verzegelde waarde past niet bij de sleutel van deze installatie. Zet het juiste "
                "sleutelbestand terug naast de database."
            ) from error

    def _mac(self, purpose: str, text: str) -> str:
        return hmac.digest(self.keys[purpose], text.encode(), "sha256")[:16].hex()


def create_keys(path: Path) -> Keyring:
    """Write a new key file with mode 0600. Raises SetupError rather than overwrite one."""
    keyring = Keyring.generate()
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise SetupError(f"{path} bestaat al; sleutels worden nooit overschreven.") from error
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump({purpose: key.hex() for purpose, key in keyring.keys.items()}, file, indent=1)
    return keyring


def complete_keys(path: Path) -> Keyring:
    """The keys of a file, with a new one for a purpose that came later; any other gap is damage.

    Raises SetupError as `read_keys`.
    """
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, json.JSONDecodeError):
        return read_keys(path)
    if isinstance(stored, dict) and (missing := set(PURPOSES) - stored.keys()) and missing <= ADDED_LATER:
        beside = path.with_suffix(".new")
        beside.unlink(missing_ok=True)
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
            json.dump(stored | {purpose: secrets.token_hex(_KEY_BYTES) for purpose in missing}, file, indent=1)
        beside.replace(path)
    return read_keys(path)


def read_keys(path: Path) -> Keyring:
    """Read the key file. Raises SetupError when it is missing, readable by others, or incomplete."""
    if not path.exists():
        raise SetupError(f"Geen sleutels in {path}. Voer eerst `peil init` uit.")
    if path.stat().st_mode & 0o077:
        raise SetupError(f"{path} is leesbaar voor anderen. Voer uit: chmod 600 {path}")
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
        return Keyring({purpose: bytes.fromhex(stored[purpose]) for purpose in PURPOSES})
    except (json.JSONDecodeError, KeyError, TypeError, ValueError) as error:
        raise SetupError(f"{path} is geen volledig sleutelbestand ({error!r}). Zet de reservekopie terug.") from error


def _words(text: str) -> list[str]:
    plain = "".join(
        letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(letter)
    )
    return "".join(letter if letter.isalnum() else " " for letter in plain).split()
