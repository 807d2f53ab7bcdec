"""Site C in a real browser: pages appear, numbers stay masked, and there is noise to block."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import NoReturn

import pytest
from playwright.sync_api import Error as BrowserError
from playwright.sync_api import Page, sync_playwright

from domain.weeks import Week
from sandbox.exchange import Kind
from sandbox.town import Town


@pytest.fixture
def page(missing_service: Callable[[str, str], NoReturn]) -> Iterator[Page]:
    found = os.environ.get("PEIL_CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        except BrowserError as error:
            missing_service("Chromium", str(error).splitlines()[0])
        page = browser.new_page()
        page.set_default_timeout(10_000)
        yield page
        browser.close()


def _show(page: Page, town: Town, path: str) -> None:
    page.goto(town.url("sandbox_c") + path)
    page.wait_for_selector("body[data-klaar]")


def test_the_overview_is_built_in_the_browser(town: Town, page: Page) -> None:
    _show(page, town, "/overzicht?page=3")
    codes = page.locator("li.kaart").evaluate_all("cards => cards.map(card => card.dataset.id)")
    assert codes == [ad.code for ad in town.shelf("sandbox_c").ads[48:]]
    assert page.locator("#aantal b").inner_text() == "70"
    assert page.locator("#bladeren .stand").inner_text() == "Pagina 3 van 3"
    assert page.locator("a.verder").count() == 0


def test_an_ad_is_built_escaped_and_with_a_masked_number(town: Town, page: Page) -> None:
    ad = town.shelf("sandbox_c").ads[3]
    _show(page, town, f"/a/{ad.code}")
    assert page.locator(".profiel-titel").inner_text() == ad.title
    assert page.locator(".eigenschap", has_text="Leeftijd").locator("i").inner_text() == str(ad.age)
    assert page.locator("p.nummer").inner_text().startswith("06 •• •• ••")
    page.click(".toon-nummer")
    page.wait_for_url("**/inloggen")
    assert ad.phone
    assert ad.phone[-8:] not in page.content()


def test_a_closed_ad_says_so(town: Town, page: Page, week: Week) -> None:
    town.go_to(week + 1)
    answer = page.goto(town.url("sandbox_c") + "/a/C1000")
    page.wait_for_selector(".profiel-weg")
    assert answer
    assert answer.status == 404


def test_an_unblocked_visit_loads_photos_ballast_and_trackers(town: Town, page: Page) -> None:
    _show(page, town, "/a/C1003")
    page.wait_for_load_state("networkidle")
    kinds = {hit.content_type for hit in town.requests.of("sandbox_c", Kind.ASSET)}
    assert {"image/png", "font/woff2", "video/mp4"} <= kinds
    assert {hit.path for hit in town.requests.of("elsewhere")} == {"/teller.js", "/stip.gif"}


def test_a_changed_layout_leaves_the_page_without_known_fields(town: Town, page: Page) -> None:
    town.misbehave("sandbox_c", "layout_change")
    _show(page, town, "/a/C1003")
    assert page.locator(".profiel-titel, .profiel-tekst, .eigenschap, .tarief").count() == 0
    assert town.shelf("sandbox_c").ads[3].text.splitlines()[0] in page.inner_text("body")
