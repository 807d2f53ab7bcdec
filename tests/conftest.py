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


@pytest.fixture(scope="session")
def chromium(missing_service: Missing) -> str:
    """Path of a real browser."""
    from crawler.browser import find_browser
    from domain.errors import PeilError

    try:
        return find_browser()
    except PeilError as error:
        missing_service("Chromium", str(error))
