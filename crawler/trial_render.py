"""Renders one page of this machine in a browser, behind the gate, for trying a source file."""

from __future__ import annotations

from datetime import datetime

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Route, sync_playwright

from crawler.browser import ARGUMENTS, find_browser
from crawler.browser_guard import NEVER, SECONDS
from domain.certificates import Kind
from domain.errors import Refused
from legal.gate import Gate


def render(gate: Gate, url: str, user_agent: str, now: datetime) -> str:
    """The HTML of `url` once it is built. Raises Refused when the gate does not open for it."""
    told = gate.decide(url, Kind.AD, now)
    if not told.allowed:
        raise Refused(f"{url} wordt niet opgevraagd: {told.reason}")

    def guard(route: Route) -> None:
        asked = route.request
        known = asked.resource_type not in NEVER and asked.method == "GET"
        if known and gate.decide(asked.url, Kind.BROWSER, now).allowed:
            answer = route.fetch(max_redirects=0, timeout=SECONDS * 1000)
            if not 300 <= answer.status < 400:
                route.fulfill(response=answer)
                return
        route.abort()

    overview = gate.source.overview.wait_for if url == gate.source.start_url else gate.source.ad.wait_for
    executable = find_browser()  # asks Playwright too, so not within the block below
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=ARGUMENTS)
        page = browser.new_context(user_agent=user_agent, service_workers="block").new_page()
        page.route("**", guard)
        page.route_web_socket("**", lambda socket: socket.close())
        try:
            page.goto(url, timeout=SECONDS * 1000)
            if overview:
                page.wait_for_selector(overview, state="attached", timeout=SECONDS * 1000)
            return page.content()
        except PlaywrightError as error:
            raise Refused(f"{url} is niet te tonen in de browser: {error.message.splitlines()[0]}") from error
        finally:
            browser.close()
