"""A partial week that a person lets count is counted, marked with the reason, and no other visit ever is."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl
import pytest
from sqlalchemy import Engine, insert, update

from domain.crawls import Outcome
from domain.errors import Refused
from domain.weeks import Week
from storage.audit import history
from storage.crawls import accept_partial, load_accepted
from storage.frames import series_input
from storage.tables.crawls import crawls

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
WEEK = Week(2026, 10)


def visited(engine: Engine, outcome: Outcome) -> str:
    name = f"markt-{WEEK}"
    row = {"source": "markt", "week": WEEK, "started": NOON, "pages": 1, "ads": 1, "reasons": "[]"}
    with engine.begin() as connection:
        connection.execute(insert(crawls), row | {"id": name, "outcome": outcome, "config_digest": "d" * 64})
    return name


def measured(engine: Engine) -> pl.DataFrame:
    with engine.connect() as connection:
        return series_input(connection)[1]


def test_an_accepted_week_counts_with_its_reason_beside_it_and_in_the_log(engine: Engine) -> None:
    crawl = visited(engine, Outcome.PARTIAL)
    assert measured(engine).select("outcome", "accepted").row(0) == ("partial", None)
    with engine.begin() as connection:
        accept_partial(connection, crawl, "anna", "storing, aantallen kloppen", NOON)
        assert [(row.actor, row.action) for row in history(connection, "markt")] == [("anna", "crawl accepted")]
        (one,) = load_accepted(connection)
    assert (one.week, one.by, one.because) == (WEEK, "anna", "storing, aantallen kloppen")
    assert measured(engine).select("outcome", "accepted").row(0) == ("complete", "storing, aantallen kloppen")


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.COMPLETE])
def test_an_acceptance_holds_for_the_partial_visit_it_was_given_to(engine: Engine, outcome: Outcome) -> None:
    crawl = visited(engine, Outcome.PARTIAL)
    with engine.begin() as connection:
        accept_partial(connection, crawl, "anna", "storing", NOON)
        connection.execute(update(crawls).values(outcome=outcome))  # visited again
        assert load_accepted(connection) == []
    assert measured(engine).select("outcome", "accepted").row(0) == (outcome, None)


@pytest.mark.parametrize(
    ("outcome", "told"),
    [(Outcome.COMPLETE, "al compleet"), (Outcome.FAILED, "mislukt"), (Outcome.REFUSED, "geweigerd"), (None, "niet")],
)
def test_only_a_partial_visit_can_be_accepted(engine: Engine, outcome: Outcome | None, told: str) -> None:
    crawl = visited(engine, outcome) if outcome else "markt-2026-W11"
    with engine.begin() as connection:
        with pytest.raises(Refused, match=told):
            accept_partial(connection, crawl, "anna", "storing", NOON)
        assert history(connection) == []
