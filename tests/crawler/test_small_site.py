"""A site of a few ads is watched as well: what chance cannot explain makes its week partial."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from domain.certificates import Past
from domain.crawls import Outcome
from domain.weeks import Week
from sandbox.behaviour import Behaviour, Proceed
from sandbox.exchange import Kind, Reply
from sandbox.exchange import Request as SiteRequest
from sandbox.population import Population
from sandbox.town import Town

WEEK = Week(2026, 10)
Make = Callable[..., Any]


@pytest.fixture
def town() -> Iterator[Town]:
    with Town(Population.invent(seed=7, advertisers=24, weeks=2, start=WEEK), ports=(0, 0, 0), page_bytes=0) as town:
        town.go_to(WEEK)
        yield town


class MovedLabels(Behaviour):
    """The list of label and value is built another way; title and text stand where they stood."""

    touches = frozenset({Kind.AD})
    rewrites = True

    def reply(self, request: SiteRequest, proceed: Proceed) -> Reply:
        page = proceed()
        return replace(page, body=page.body.replace(b"kenmerk", b"eigenschap"))


@pytest.mark.parametrize("week", ["first", "later"])
def test_a_changed_layout_is_caught(town: Town, source_of: Make, visit: Make, week: str) -> None:
    source = source_of("sandbox_a", visits="{conditional: false}")
    first = visit(source)
    assert first.returned.outcome is Outcome.COMPLETE, first.returned.reasons
    assert 5 <= first.certificate.read < 30
    if week == "later":  # nothing but what it had before tells what it should have
        source = replace(source, ad=replace(source.ad, floors={}))
    past = Past(first.certificate.listed, first.certificate.fill, first.certificate.read)
    history = [past] if week == "later" else []
    assert visit(source, first.plan.next_week(), history=history).returned.outcome is Outcome.COMPLETE
    town._house("sandbox_a").behave(MovedLabels())
    seen = visit(source, first.plan.next_week(), history=history)
    assert seen.returned.outcome is Outcome.PARTIAL
    assert any("veld gender gevuld bij 0 van de" in reason for reason in seen.returned.reasons), seen.returned.reasons
