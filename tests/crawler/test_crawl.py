"""A crawl of the invented town gives every ad that is online, once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from domain.certificates import Fate
from domain.crawls import Outcome
from sandbox.town import Town


@pytest.mark.parametrize("name", ["sandbox_a", "sandbox_b", "sandbox_c"])
def test_a_crawl_reads_every_ad_that_is_online(
    town: Town, source_of: Callable[..., Any], visit: Callable[..., Any], name: str
) -> None:
    seen = visit(source_of(name))
    online = {seen.plan.key(ad.code) for ad in town.shelf(name).ads}
    assert online
    assert set(seen.plan.kept) == online
    assert seen.returned.outcome is Outcome.COMPLETE, seen.returned.reasons
    assert seen.certificate.fates[Fate.OBSERVED] == len(online)
