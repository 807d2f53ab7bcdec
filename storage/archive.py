"""Sealed archive files: encrypted as they are written, readable for a short time, then erased.

A file is a head (mark, moment of beginning, random prefix) and frames of AES-256-GCM, each bound to its place; the
last one says that it is the last, so that a cut or reordered file is noticed.
"""

from __future__ import annotations

import io
import os
import secrets
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.errors import BadInput
from storage.keys import Keyring

MARK = b"PEILARCHIVE1\n"
SUFFIX = ".warc.gz.sealed"
FRAME = 64 * 1024  # bytes in the clear per frame: what a killed crawl may lose of its archive
_HEAD = struct.Struct(">d8s")  # moment (seconds since 1970), nonce prefix
_LENGTH = struct.Struct(">I")
_PLACE = struct.Struct(">I?")  # number of the frame, whether it is the last


class SealedWriter(io.RawIOBase):
    """Encrypts what is written to it, frame by frame. Close it: a file without its last frame counts as cut off."""

    def __init__(self, path: Path, keyring: Keyring, now: datetime) -> None:
        super().__init__()
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._cipher, self._prefix = AESGCM(keyring.keys["archive"]), secrets.token_bytes(8)
        self._waiting, self._number = bytearray(), 0
        self._out = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        self._out.write(MARK + _HEAD.pack(now.timestamp(), self._prefix))

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]  # typeshed: any buffer
        self._waiting += data
        while len(self._waiting) >= FRAME:
            self._frame(bytes(self._waiting[:FRAME]), last=False)
            del self._waiting[:FRAME]
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._frame(bytes(self._waiting), last=True)
            self._out.close()
        super().close()

    def _frame(self, clear: bytes, last: bool) -> None:
        place = _PLACE.pack(self._number, last)
        sealed = self._cipher.encrypt(self._prefix + place[:4], clear, place)
        self._out.write(place[4:] + _LENGTH.pack(len(sealed)) + sealed)
        self._number += 1


class SealedReader(io.RawIOBase):
    """Decrypts a sealed file as it is read. Raises BadInput where it is cut off, altered or of another key."""

    def __init__(self, path: Path, keyring: Keyring) -> None:
        super().__init__()
        self._path, self._cipher = path, AESGCM(keyring.keys["archive"])
        self._in = path.open("rb")
        self._in.seek(len(MARK))
        self.began, self._prefix = _head(self._in.read(_HEAD.size))
        self._clear, self._number, self._last = b"", 0, False

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # typeshed: any buffer
        if not self._clear and not self._last:
            self._clear = self._frame()
        given, self._clear = self._clear[: len(buffer)], self._clear[len(buffer) :]
        buffer[: len(given)] = given
        return len(given)

    def close(self) -> None:
        self._in.close()
        super().close()

    def _frame(self) -> bytes:
        head = self._in.read(1 + _LENGTH.size)
        if len(head) < 1 + _LENGTH.size:
            raise BadInput(f"{self._path}: het archief breekt hier af (het bezoek is afgebroken)")
        place = _PLACE.pack(self._number, bool(head[0]))
        try:
            clear = self._cipher.decrypt(self._prefix + place[:4], self._in.read(*_LENGTH.unpack(head[1:])), place)
        except InvalidTag as error:
            raise BadInput(f"{self._path}: afgebroken, gewijzigd, of van een andere installatie") from error
        self._number, self._last = self._number + 1, bool(head[0])
        return clear


def open_archive(path: Path, keyring: Keyring, kept: timedelta, now: datetime) -> BinaryIO:
    """A WARC file for reading, sealed or plain. Raises BadInput for a sealed one past its term, OSError."""
    with path.open("rb") as stream:
        sealed = stream.read(len(MARK)) == MARK
    if not sealed:
        return path.open("rb")
    reader = SealedReader(path, keyring)
    if now - reader.began > kept:
        reader.close()
        raise BadInput(f"{path}: de bewaartermijn van {kept.days} dagen is voorbij; dit archief wordt gewist")
    return io.BufferedReader(reader, FRAME)


def new_archive(folder: Path, crawl: str, keyring: Keyring, now: datetime) -> BinaryIO:
    """A sealed file for one run of a crawl; a crawl that goes on later gets another."""
    earlier = len(list(folder.glob(f"{crawl}-*{SUFFIX}")))
    raw: io.RawIOBase = SealedWriter(folder / f"{crawl}-{earlier + 1}{SUFFIX}", keyring, now)
    return io.BufferedWriter(raw, FRAME)


def erase_archives(folder: Path, before: datetime) -> int:
    """Erase sealed files that were begun before a moment; returns how many. One without a whole head goes too."""
    old = [path for path in folder.glob(f"*{SUFFIX}") if _began(path) < before]
    for path in old:
        path.unlink()
    return len(old)


def _began(path: Path) -> datetime:
    with path.open("rb") as stream:
        stream.seek(len(MARK))
        return _head(stream.read(_HEAD.size))[0]


def _head(head: bytes) -> tuple[datetime, bytes]:
    if len(head) < _HEAD.size:
        return datetime.min.replace(tzinfo=UTC), b""
    moment, prefix = _HEAD.unpack(head)
    return datetime.fromtimestamp(moment, UTC), prefix
