"""The one place that knows Numba: a typed decorator for the few loops NumPy cannot say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """`function` as machine code, cached beside its source so that only the first run ever waits."""
    return cast(F, numba.njit(cache=True, nogil=True)(function))
