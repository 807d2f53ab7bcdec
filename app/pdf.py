"""Prints a page to PDF with Chromium, so that one template serves both screen and paper."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from domain.errors import SetupError

_NAMES = ("chromium-headless-shell", "chromium", "google-chrome")
_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-pdf-header-footer")
_SECONDS = 120


def pdf(html: str) -> bytes:
    """The page as PDF. Raises SetupError when no Chromium is found or it fails."""
    with tempfile.TemporaryDirectory() as folder:
        page, paper = Path(folder) / "page.html", Path(folder) / "page.pdf"
        page.write_text(html, encoding="utf-8")
        command = [_chromium(), *_FLAGS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={paper}", page.as_uri()]
        printed = subprocess.run(command, capture_output=True, text=True, timeout=_SECONDS, check=False)
        if not paper.exists():
            raise SetupError(f"Chromium kon de pagina niet afdrukken: {printed.stderr.strip()[-300:]}")
        return paper.read_bytes()


def _chromium() -> str:
    chosen = os.environ.get("PEIL_CHROMIUM")
    found = chosen or next(filter(None, map(shutil.which, _NAMES)), None) or _playwrights_own()
    if not found:
        raise SetupError("Geen Chromium gevonden. Voer `make services` uit of wijs PEIL_CHROMIUM aan.")
    return found


def _playwrights_own() -> str | None:
    browsers = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", Path.home() / ".cache" / "ms-playwright"))
    return next((str(path) for path in sorted(browsers.glob("chromium*/*/*headless*shell*")) if path.is_file()), None)
