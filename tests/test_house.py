"""The rooms are plain top-level packages: they must be ours, and only ours."""

from __future__ import annotations

import importlib.util
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ROOMS = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_resolves_to_this_checkout_and_to_nothing_installed(room: str) -> None:
    spec = importlib.util.find_spec(room)
    assert spec is not None
    assert [Path(place).resolve() for place in spec.submodule_search_locations or ()] == [ROOT / room]


def test_every_top_level_package_is_shipped_and_guarded_by_the_import_contracts() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"benchmarks"}
    assert packages == set(ROOMS) == set(PROJECT["tool"]["importlinter"]["root_packages"])


def test_tests_are_no_packages() -> None:
    assert not list((ROOT / "tests").rglob("__init__.py"))
    assert "--import-mode=importlib" in PROJECT["tool"]["pytest"]["ini_options"]["addopts"]
    assert "pythonpath" not in PROJECT["tool"]["pytest"]["ini_options"]


def test_rooms_are_imported_by_module_never_bare() -> None:
    bare = [
        f"{path.relative_to(ROOT)}: {line}"
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip() in {f"import {name}" for name in ROOMS}
    ]
    assert bare == []


def test_no_package_that_works_around_barriers_is_installed() -> None:
    """No proxies, no stealth, no solvers: the lock file is the whole list of what may run."""
    names = {
        line.split("==")[0].strip().lower()
        for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
        if "==" in line
    }
    suspicious = ("stealth", "captcha", "proxy", "proxies", "cloudscraper", "undetected", "fake-useragent")
    assert [name for name in names if any(word in name for word in suspicious)] == []
