"""The pages in a real browser: readable on a phone, reachable by keyboard, quiet in the console."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Iterator

import pytest
import uvicorn
from playwright.sync_api import sync_playwright

from dashboard.web import create_app


@pytest.fixture(scope="module")
def address(invented) -> Iterator[str]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(create_app(invented), log_level="error", ws="none", lifespan="off"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listener.close()


def test_pages_work_in_a_browser_without_javascript_on_desk_and_phone(address, missing_service):
    chromium = shutil.which("chromium")
    if chromium is None:
        missing_service("chromium", "")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(java_script_enabled=False, viewport={"width": 1100, "height": 800})
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        for path in ("/reeksen/all", "/bronnen"):
            for width in (1100, 360):
                page.set_viewport_size({"width": width, "height": 800})
                page.goto(address + path)
                assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Naar de inhoud"
        page.goto(f"{address}/reeksen/all")
        assert page.locator("figure svg").first.bounding_box()["height"] > 100
        assert page.locator("table").count() == 3
        page.get_by_role("link", name="vermoedelijke adverteerders").click()
        assert page.get_by_role("heading", name="Weekreeksen").is_visible()
        browser.close()
    assert said == []
