"""Misuse cases that concern signals: what someone would try, and that the house has no way to do it.

M07, M08: test_catalogue.py, test_stacking.py. M16: tests/config/test_settings.py. M17, M18, M19:
tests/app/test_referring.py, test_referral.py. M26: tests/app/test_pausing.py.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from signals.catalogue import CATALOGUE, Tier, read_catalogue
from signals.engine import Fired
from signals.stacking import Level, weigh
from trends.codebook import TABLES
from trends.microdata import CHOICES

ROOT = Path(__file__).parents[2]
ROOMS = ("app", "crawler", "dashboard", "pipelines", "storage", "dedup", "signals", "trends", "outreach", "legal")
# What makes a level, a card, a referral, or the list of whom help is offered.
DECIDING = (
    "signals/stacking.py",
    "signals/review.py",
    "signals/cards.py",
    "signals/facts.py",
    "signals/sightings.py",
    "signals/referral.py",
    "signals/referring.py",
    "app/signalling.py",
    "app/over_ads.py",
    "app/reviewing.py",
    "app/referring.py",
    "storage/reviews.py",
    "storage/signals.py",
    "storage/referrals.py",
    "outreach/choose.py",
)


def modules() -> Iterator[tuple[str, ast.Module]]:
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> dict[str, set[str]]:
    """Per imported module the names taken from it."""
    found: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            found.setdefault(node.module or "", set()).update(one.name for one in node.names)
        elif isinstance(node, ast.Import):
            for one in node.names:
                found.setdefault(one.name, set()).add("*")
    return found


def words(tree: ast.Module) -> set[str]:
    """Names, attributes, arguments and short strings: every way to reach a column or a field."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=word) | ast.Attribute(attr=word) | ast.arg(arg=word) | ast.keyword(arg=str(word)):
                found.add(word)
            case ast.Constant(value=str(word)) if len(word) < 40:
                found |= set(word.replace(".", " ").split())
    return found


def test_only_the_monitor_reads_language_and_gender_of_a_week() -> None:  # misuse cases M07 and M26
    readers = {name for name, tree in modules() if "storage.monitor" in imports(tree)}
    assert readers == {"app/pausing.py"}
    taken = {word for _, tree in modules() for word in imports(tree).get("app.pausing", ())}
    assert taken <= {"silent", "watch", "verdict", "statistics", "close_incident"}  # none returns a group of ads


@pytest.mark.parametrize("module", DECIDING)
def test_gender_has_no_path_to_a_level_a_card_or_a_message(module: str) -> None:  # misuse case M07
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    assert not words(tree) & {"gender", "Gender", "load_watched", "origin", "nationality"}


@pytest.mark.parametrize("module", [one for one in DECIDING if one not in ("app/signalling.py", "outreach/choose.py")])
def test_language_has_no_path_to_a_level(module: str) -> None:
    """The signal step gives it to the engine, which picks the rules of that language; after that it is gone."""
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    assert not words(tree) & {"language", "lang", "languages"}


def test_no_marks_of_a_licence_mean_nothing() -> None:  # misuse case M25
    catalogue = read_catalogue(CATALOGUE)
    counters = [Fired.of(one) for one in catalogue.indicators if one.tier is Tier.COUNTER]
    assert weigh([], catalogue.stacking).level is weigh(counters, catalogue.stacking).level is Level.NONE
    rules = [one.needs for one in catalogue.indicators if one.needs]
    assert all(needs.all or needs.any or needs.of for needs in rules)  # absence alone never fires a rule


def test_no_table_lists_who_lacks_the_marks_of_a_licence() -> None:  # misuse case M25
    assert not {"business_words", "licensed"} & set(CHOICES)  # the one table with a row per advertiser
    listing = {
        name for name in TABLES if {"licence", "license", "licensed", "unlicensed", "permit"} & set(name.split("_"))
    }
    assert listing == set()
    readers = {name for name, tree in modules() if "business_words" in words(tree) and name.startswith("dashboard")}
    assert readers <= {
        "dashboard/study_tables.py",
        "dashboard/study_figures.py",
        "dashboard/wording.py",
    }  # counts per word


def test_no_command_and_no_page_gives_signals_away() -> None:  # misuse case M16: no feed for anyone
    readers = {name for name, tree in modules() if "storage.signals" in imports(tree)}
    assert readers == {
        "app/demo/run.py",
        "app/jobs.py",
        "app/pausing.py",
        "app/reviewing.py",
        "app/signalling.py",
    }
