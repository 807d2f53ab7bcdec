"""What a user may rely on when crawls run apart: one that dies is one line, and the others go on."""

from __future__ import annotations

import time
from contextlib import contextmanager

import psutil
import pytest

from app.apart import Crawls, Ended, Order, crawls_apart
from domain.errors import SetupError
from domain.weeks import Week

START = Week(2026, 2)


@pytest.fixture
def apart(workshop):
    with crawls_apart(workshop.house.settings) as crawls:
        yield workshop, crawls


def order(workshop, name: str) -> Order:
    return Order(name, START, workshop.moment())


def crawl(workshop, crawls: Crawls, name: str) -> Ended:
    crawls.begin(order(workshop, name))
    return crawls.ended()


def processes() -> list[psutil.Process]:
    return [one for one in psutil.Process().children(recursive=True) if "spawn_main" in " ".join(one.cmdline())]


@contextmanager
def busy(workshop, crawls: Crawls, name: str):
    """While `name` is being crawled."""
    workshop.town.misbehave(name, "slow_body")
    before = len(workshop.town.requests)
    crawls.begin(order(workshop, name))
    while len(workshop.town.requests) == before:
        time.sleep(0.01)
    yield
    workshop.town.behave(name)


def test_crawls_side_by_side_each_say_what_came_of_them(apart) -> None:
    workshop, crawls = apart
    for name in ("sandbox_a", "sandbox_b"):
        crawls.begin(order(workshop, name))
    ended = [crawls.ended(), crawls.ended()]
    assert {one.order.source for one in ended} == {"sandbox_a", "sandbox_b"}
    assert all(one.complete and "compleet" in one.said for one in ended), ended


def test_a_crawl_killed_from_outside_is_one_line_and_goes_on_the_next_time(apart) -> None:
    workshop, crawls = apart
    with busy(workshop, crawls, "sandbox_a"):
        processes()[-1].kill()
        died = crawls.ended()
    assert not died.complete
    assert died.said.startswith("sandbox_a 2026-W02: afgebroken")
    assert "\n" not in died.said
    assert crawl(workshop, crawls, "sandbox_b").complete
    assert crawl(workshop, crawls, "sandbox_a").complete


def test_a_wrong_source_file_is_told_with_its_place(apart) -> None:
    workshop, crawls = apart
    path = workshop.source_file("sandbox_a")
    path.write_text("titel: x\n" + path.read_text())
    told = crawl(workshop, crawls, "sandbox_a")
    assert not told.complete
    assert "sandbox_a.yml:1" in told.said
    assert "titel" in told.said
    assert crawl(workshop, crawls, "sandbox_b").complete


def test_without_the_process_that_crawls_there_is_one_clear_error(apart) -> None:
    workshop, crawls = apart
    with busy(workshop, crawls, "sandbox_a"):
        for one in processes():
            one.kill()
        with pytest.raises(SetupError, match="Start opnieuw"):
            crawls.ended()


def test_no_process_is_left_when_it_is_over(workshop) -> None:
    with crawls_apart(workshop.house.settings) as crawls:
        assert crawl(workshop, crawls, "sandbox_b").complete
        assert processes()
    assert not processes()


def test_a_crawl_without_warnings_leaves_no_log(apart) -> None:
    workshop, crawls = apart
    assert crawl(workshop, crawls, "sandbox_b").complete
    assert not list(workshop.house.settings.logs.glob("crawl-*"))
