"""Which version of the rules is in force: a changed rule file counts only when everything in it is right."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from domain.errors import ConfigError
from signals.catalogue import CATALOGUE
from signals.engine import Engine
from signals.examples import check_examples

DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class InForce:
    """The engine to use, the digest of its files, and why newer files were refused (None when they were not)."""

    engine: Engine
    digest: str
    refused: str | None = None


def load_in_force(kept: Path, path: Path = CATALOGUE, paused: frozenset[str] = frozenset()) -> InForce:
    """Load the rules at `path`, running their examples when they changed; else the version in `kept`.

    Raises ConfigError when the files are wrong and there is no earlier version to fall back on.
    """
    digest = digest_of(path)
    known = kept / DIGEST
    tested = known.exists() and known.read_text(encoding="utf-8") == digest
    try:
        engine = _engine(path, digest, paused)
        if not tested:
            check_examples(engine, path.parent / path.stem)
            _keep(path, kept, digest)
    except ConfigError as error:
        if not known.exists():
            raise
        earlier = kept / path.name
        return InForce(Engine.load(earlier, paused), known.read_text(encoding="utf-8"), str(error))
    return InForce(engine, digest)


@lru_cache(maxsize=2)
def _engine(path: Path, _digest: str, paused: frozenset[str]) -> Engine:
    """Compiling takes seconds: a process that reads week after week does it once per version of the files."""
    return Engine.load(path, paused)


def digest_of(path: Path) -> str:
    """SHA-256 over the catalogue and its language files, in name order."""
    files = [path, *sorted((path.parent / path.stem).glob("*.yml"))]
    return hashlib.sha256(b"".join(file.name.encode() + b"\0" + file.read_bytes() for file in files)).hexdigest()


def _keep(path: Path, kept: Path, digest: str) -> None:
    new = kept.with_name(kept.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    shutil.copytree(path.parent / path.stem, new / path.stem)
    shutil.copy(path, new / path.name)
    (new / DIGEST).write_text(digest, encoding="utf-8")
    shutil.rmtree(kept, ignore_errors=True)
    new.rename(kept)
