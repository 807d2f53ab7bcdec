"""One engine for all tests of the room: it starts once."""

from __future__ import annotations

import pytest

from signals.engine import Engine


@pytest.fixture(scope="session")
def catalogue_engine() -> Engine:
    return Engine.load()
