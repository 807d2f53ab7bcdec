"""What all tests share: how a missing system service is told."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import NoReturn

import pytest

Missing = Callable[[str, str], NoReturn]


@pytest.fixture(scope="session")
def missing_service() -> Missing:
    """A visible skip on a developer's machine, a failure where CI=true."""

    def tell(name: str, detail: str) -> NoReturn:
        advice = f"{name} is missing: run `make services`. {detail.strip()}"
        if os.environ.get("CI") == "true":
            pytest.fail(advice)
        pytest.skip(advice)

    return tell
