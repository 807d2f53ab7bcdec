"""The one place that knows Numba: a typed decorator for the few loops NumPy cannot say."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba
from numba.core import config

FOLDER = "CACHE_DIR"  # Numba's setting, made when it is imported
F = TypeVar("F", bound=Callable[..., Any])
A = TypeVar("A")
B = TypeVar("B")


def compiled(function: F) -> F:
    """`function` as machine code, kept on disk so that only the first run of a version ever waits."""
    before = getattr(config, FOLDER)
    setattr(config, FOLDER, _folder())
    try:
        return cast(F, numba.njit(cache=True, nogil=True)(function))
    finally:
        setattr(config, FOLDER, before)


def at_once(work: Callable[[A], B], parts: Iterable[A]) -> list[B]:
    """`work` of each part, in order, on every processor: compiled code and NumPy run without the interpreter's lock."""
    with ThreadPoolExecutor(os.cpu_count()) as threads:
        return list(threads.map(work, parts))


@lru_cache(maxsize=1)
def _folder() -> str:
    # Numba notices a change in a function's own file only, not in one that it calls: a new folder for
    # every version of the room means that code of two versions never meets.
    room = Path(__file__).parent
    sources = b"".join(file.read_bytes() for file in sorted(room.glob("*.py")))
    return str(room / "__pycache__" / f"numba-{hashlib.sha256(sources).hexdigest()[:12]}")
