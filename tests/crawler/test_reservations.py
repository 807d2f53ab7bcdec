"""A reservation of text and data mining is seen however a page says it, and no page is parsed to find none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from scrapy.http import HtmlResponse, Response

from config.settings import CONFIG
from config.sources import find_source
from crawler.gatekeeper import Gatekeeper
from crawler.house_rules import HouseRules
from crawler.tally import Tally

HERE = "http://127.0.0.1:18701/advertentie/x"
META = '<html><head><meta name="tdm-reservation" content="1"></head></html>'


@pytest.fixture
def rules(stored_job: Callable[..., Any]) -> HouseRules:
    job = stored_job(find_source(CONFIG / "sources", "sandbox_a"), None, None, None)
    return HouseRules(job, Gatekeeper(job.gate, job.clock, Tally()), None)  # type: ignore[arg-type]  # asks for nothing


@pytest.mark.parametrize(
    "page",
    [
        Response(HERE, 200, headers={"TDM-Reservation": "1"}),
        Response(HERE, 304, headers={"tdm-reservation": "1"}),
        HtmlResponse(HERE, body=META, encoding="utf-8"),
        HtmlResponse(HERE, body=META.replace("tdm-reservation", "TDM-Reservation"), encoding="utf-8"),
        HtmlResponse(HERE, body=META, encoding="utf-16"),
    ],
    ids=["header", "header of an unchanged page", "meta", "meta in capitals", "meta in UTF-16"],
)
def test_a_reservation_is_seen(rules: HouseRules, page: Response) -> None:
    assert rules.look_at(page)
    assert "voorbehouden" in rules.gatekeeper.suspend


@pytest.mark.parametrize("said", ['content="0"', "", 'data-x="1"'])
def test_nothing_is_reserved_without_saying_so(rules: HouseRules, said: str) -> None:
    page = f'<html><head><meta name="tdm-reservation" {said}></head><p>over tdm-reservation: 1</p></html>'
    assert not rules.look_at(HtmlResponse(HERE, body=page, encoding="utf-8"))
    assert not rules.gatekeeper.stopped


def test_a_page_that_does_not_speak_of_it_is_not_parsed_for_it(rules: HouseRules) -> None:
    page = HtmlResponse(HERE, body="<html><p>Lief en rustig</p></html>", encoding="utf-8")
    assert not rules.look_at(page)
    assert page._cached_selector is None
