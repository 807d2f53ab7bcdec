"""The tutorial works as written: its commands are run, in its order, in an empty folder."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TUTORIAL = ROOT / "docs" / "add-a-source.md"


def commands() -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", TUTORIAL.read_text(encoding="utf-8"), re.S)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


@pytest.fixture
def desk(tmp_path: Path) -> dict[str, str]:
    """An installation of its own, and where the tutorial's example is."""
    (tmp_path / "sources").mkdir()
    return {
        **os.environ,
        "PEIL_HOME": str(tmp_path / "var"),
        "PEIL_SOURCES": str(tmp_path / "sources"),
        "EXAMPLE": str(ROOT / "docs" / "example"),
        "PYTHONPATH": str(ROOT),
        "HERE": str(tmp_path),
    }


def run(desk: dict[str, str], command: str) -> subprocess.CompletedProcess[str]:
    said = (
        command.replace("peil ", f"{shlex.quote(sys.executable)} -m app ", 1)
        if command.startswith("peil ")
        else command
    )
    return subprocess.run(["sh", "-c", said], env=desk, cwd=desk["HERE"], capture_output=True, text=True, check=False)


def test_the_tutorial_works_as_written(desk: dict[str, str], chromium: str) -> None:
    assert run(desk, "peil init").returncode == 0
    told = ""
    for command in commands():
        done = run(desk, command)
        assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
        told += done.stdout
    assert "past op deze pagina's" in told
    assert "geen juridisch dossier" in told
    assert re.search(r"kiosk +goedgekeurd", told)
    assert len((ROOT / "docs" / "example" / "kiosk.yml").read_text(encoding="utf-8").splitlines()) <= 25
    the_account_is_written_as_page_and_paper(desk, chromium)


def the_account_is_written_as_page_and_paper(desk: dict[str, str], chromium: str) -> None:
    done = run(desk | {"PEIL_CHROMIUM": chromium}, "peil source report kiosk --folder verslag")
    assert done.returncode == 0, done.stderr
    page = (Path(desk["HERE"]) / "verslag" / "kiosk-verantwoording.html").read_text(encoding="utf-8")
    assert "bezwaar van de exploitant: brief van de exploitant" in page
    assert 'is <span class="good">ongeschonden</span>' in page
    assert (Path(desk["HERE"]) / "verslag" / "kiosk-verantwoording.pdf").read_bytes().startswith(b"%PDF")


def test_four_eyes_and_one_changed_byte_hold_on_the_command_line(desk: dict[str, str]) -> None:
    run(desk, "peil init")
    for command in commands():
        if "approve" in command:
            mine = run(desk, "peil source approve kiosk --by anna")
            assert (mine.returncode, "zelf beoordelen" in mine.stderr) == (2, True)
        run(desk, command)
        if "approve" in command:
            break
    source = Path(desk["PEIL_SOURCES"]) / "kiosk.yml"
    source.write_text(source.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert "gewijzigd na de goedkeuring" in run(desk, "peil source list").stdout
    refused = run(desk, "peil crawl kiosk --week 2026-W10")
    assert refused.returncode != 0
    assert "gewijzigd na de goedkeuring" in refused.stdout + refused.stderr


def test_mistakes_on_the_command_line_are_one_clear_line(desk: dict[str, str]) -> None:
    run(desk, "peil init")
    for command, told in {
        "peil source show martk": "bestaat niet",
        "peil source approve kiosk --by Bram": "bestaat niet",
        "peil source try niets.yml --pages .": "bestaat niet",
        'peil source try "$EXAMPLE/kiosk.yml" --pages .': "geen bewaarde pagina's",
        'peil source try "$EXAMPLE/kiosk.yml" --browser https://markt.example/ad/1': "host",
        "peil source new Kiosk --url http://127.0.0.1/lijst": "kleine letters",
    }.items():
        done = run(desk, command)
        assert done.returncode == 2, command
        assert told in done.stderr, done.stderr
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
