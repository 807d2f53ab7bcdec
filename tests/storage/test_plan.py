"""The visit plan: nothing promised is forgotten, nothing is stored twice, nothing clear is stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select

from config.settings import Retention
from domain.certificates import Certificate, Fate
from domain.contacts import Contact, LineType
from domain.crawls import Crawl, Outcome
from domain.observations import Observation
from domain.sources import AdPage, Expected, Overview, Reading, Source
from domain.visits import Kept, OverviewPage, Promised, Settled
from domain.weeks import Week
from storage.crawls import accept_partial, begin_crawl, load_crawls, load_history, record_crawl
from storage.keys import Keyring
from storage.observations import load_observations
from storage.plan import StoredPlan
from storage.retention import erase_expired
from storage.tables.ads import contacts, contents, sightings
from storage.tables.crawls import visits

WEEK = Week(2026, 3)
MONDAY = datetime(2026, 1, 12, 4, tzinfo=UTC)
KEYS = Keyring.generate()
SOURCE = Source(
    name="winkel",
    digest="d" * 64,
    title="Winkel",
    start_url="http://127.0.0.1/",
    hosts=("127.0.0.1",),
    expect=Expected(1, 100),
    overview=Overview(ad=Reading(css="a")),
    ad=AdPage(title=Reading(css="h1"), text=Reading(css="p")),
)


def plan_of(engine: Engine, week: Week = WEEK) -> StoredPlan:
    with engine.begin() as connection:
        crawl = begin_crawl(connection, SOURCE, week, MONDAY + timedelta(weeks=week - WEEK))
    return StoredPlan(engine, KEYS, crawl)


def promise(*codes: str) -> list[Promised]:
    return [Promised(code, f"http://127.0.0.1/ad/{code}", "kaart") for code in codes]


def page(number: int, listed: int) -> OverviewPage:
    return OverviewPage(1, number, f"http://127.0.0.1/?page={number}", None, listed, declared=listed)


def kept(plan: StoredPlan, code: str, text: str = "rustige tekst") -> Kept:
    at = plan.crawl.started
    phone = "+31600000012"
    observation = Observation(
        crawl=plan.crawl.id,
        source=SOURCE.name,
        code=KEYS.code(SOURCE.name, code),
        week=plan.crawl.week,
        seen_at=at,
        content_hash=KEYS.content(text),
        redacted=text,
        contact_key=KEYS.phone(phone),
    )
    contact = Contact(KEYS.phone(phone), KEYS.seal(phone), LineType.MOBILE, at, at)
    return Kept(observation, contact, etag='"1"')


def finish(engine: Engine, plan: StoredPlan, outcome: Outcome = Outcome.COMPLETE) -> None:
    done = replace(plan.crawl, outcome=outcome, finished=plan.crawl.started)
    with engine.begin() as connection:
        record_crawl(connection, Certificate(done))


def measured(engine: Engine, *codes: str) -> StoredPlan:
    """A complete first week in which all these ads were read."""
    plan = plan_of(engine)
    plan.record_page(page(1, len(codes)), promise(*codes))
    plan.keep([kept(plan, code) for code in codes])
    finish(engine, plan)
    return plan


def test_resume_is_listed_minus_observed_and_settled(engine: Engine) -> None:
    plan = plan_of(engine)
    plan.record_page(page(1, 3), promise("a", "b", "c"))
    plan.keep([kept(plan, "a")])
    plan.settle([Settled("b", Fate.FAILED, "time-out")])
    again = plan_of(engine)
    assert [ad.code for ad in again.pending()] == ["b", "c"]  # what failed is asked for again
    assert [seen.number for seen in again.pages()] == [1]
    assert again.fates() == {Fate.OBSERVED: 1, Fate.FAILED: 1}


def test_repeating_a_batch_changes_nothing(engine: Engine) -> None:
    plan = plan_of(engine)
    for _ in range(2):
        plan.record_page(page(1, 2), promise("a", "b"))
        plan.keep([kept(plan, "a"), kept(plan, "b")])
    with engine.connect() as connection:
        counts = [
            connection.execute(select(func.count()).select_from(table)).scalar()
            for table in (sightings, contents, contacts)
        ]
    assert counts == [2, 1, 1]


def test_an_unchanged_ad_is_seen_again_with_the_same_contents(engine: Engine) -> None:
    measured(engine, "a")
    second = plan_of(engine, WEEK + 1)
    assert second.remembered()[KEYS.code(SOURCE.name, "a")].etag == '"1"'
    second.record_page(page(1, 3), promise("a", "b", "c"))
    second.settle([Settled("a", Fate.UNCHANGED), Settled("b", Fate.GONE), Settled("c", Fate.FAILED)])
    second.settle([Settled("a", Fate.FAILED), Settled("c", Fate.GONE)])  # what was seen stays seen
    assert second.fates() == {Fate.UNCHANGED: 1, Fate.GONE: 2}
    with engine.connect() as connection:
        loaded = load_observations(connection, KEYS, WEEK + 1, now=second.crawl.started, text_kept=timedelta(days=14))
        last_seen = connection.execute(select(contacts.c.last_seen)).scalar()
    assert [(one.week, one.redacted) for one in loaded] == [(WEEK + 1, "rustige tekst")]
    assert last_seen == second.crawl.started


def test_an_ad_missing_from_the_plan_is_named_for_a_direct_look(engine: Engine) -> None:
    measured(engine, "a", "b")
    partial = plan_of(engine, WEEK + 1)
    finish(engine, partial, Outcome.PARTIAL)
    second = plan_of(engine, WEEK + 2)
    second.record_page(page(1, 1), promise("a"))
    assert [ad.code for ad in second.absent()] == ["b"]
    assert second.missing() == 1
    second.settle([Settled("b", Fate.GONE, "410")])
    assert (second.absent(), second.missing()) == ([], 0)


def test_ads_whose_address_was_erased_are_missing_all_the_same(engine: Engine) -> None:
    measured(engine, "a", "b", "c")
    second = plan_of(engine, WEEK + 4)  # three weeks lie between
    with engine.begin() as connection:
        erase_expired(connection, Retention(), second.crawl.started)
    second.record_page(page(1, 1), promise("a"))
    assert second.absent() == []  # nobody can ask for them directly any more
    assert second.missing() == 2


@pytest.mark.parametrize("fate", [Fate.FAILED, Fate.BARRED])
def test_an_ad_that_could_not_be_read_is_not_gone_and_a_second_run_reads_it(engine: Engine, fate: Fate) -> None:
    measured(engine, "a")
    second = plan_of(engine, WEEK + 1)
    second.record_page(page(1, 1), promise("a"))
    second.settle([Settled("a", fate, "te laat")])
    assert texts(engine, second) == ["rustige tekst"]  # carried over: no series may close it
    second.keep([kept(second, "a", "nieuwe tekst")])
    assert texts(engine, second) == ["nieuwe tekst"]
    assert second.fates() == {Fate.OBSERVED: 1}


def test_ads_that_are_not_believed_to_be_gone_stay_in_the_week_and_a_second_run_asks_for_them(engine: Engine) -> None:
    measured(engine, "a", "b")
    second = plan_of(engine, WEEK + 1)
    second.record_page(page(1, 1), promise("a"))
    second.settle([Settled("a", Fate.GONE, "404"), Settled("b", Fate.GONE, "404")])
    assert texts(engine, second) == []
    second.doubt_gone("te veel ineens")
    assert second.fates() == {Fate.FAILED: 1}
    assert texts(engine, second) == ["rustige tekst"] * 2  # whoever accepts this week closes none of them
    assert [ad.code for ad in second.pending()] == ["a"]
    assert ([ad.code for ad in second.absent()], second.missing()) == (["b"], 1)  # never listed: looked for again
    second.settle([Settled("a", Fate.GONE, "410")])  # a second run may believe it
    assert second.fates() == {Fate.GONE: 1}
    assert texts(engine, second) == ["rustige tekst"]
    second.settle([Settled("b", Fate.GONE, "410")])
    assert (second.absent(), texts(engine, second)) == ([], [])


def test_a_doubted_ad_that_is_found_after_all_has_what_was_found(engine: Engine) -> None:
    measured(engine, "a")
    second = plan_of(engine, WEEK + 1)
    second.settle([Settled("a", Fate.GONE, "404")])
    second.doubt_gone("te veel ineens")
    second.keep([kept(second, "a", "nieuwe tekst")])
    second.settle([Settled("a", Fate.ELSEWHERE, "staat er nog")])
    assert texts(engine, second) == ["nieuwe tekst"]


def test_an_ad_that_is_listed_after_all_is_asked_for(engine: Engine) -> None:
    measured(engine, "a")
    second = plan_of(engine, WEEK + 1)
    second.settle([Settled("a", Fate.GONE, "404")])
    assert second.promised() == 0
    second.record_page(page(1, 1), promise("a"))
    assert second.promised() == 1
    assert [ad.url for ad in second.pending()] == ["http://127.0.0.1/ad/a"]


def test_a_doubted_ad_that_is_listed_after_all_has_what_was_read(engine: Engine) -> None:
    measured(engine, "a")
    second = plan_of(engine, WEEK + 1)
    second.settle([Settled("a", Fate.GONE, "404")])
    second.doubt_gone("te veel ineens")
    second.record_page(page(1, 1), promise("a"))
    assert [ad.code for ad in second.pending()] == ["a"]
    second.keep([kept(second, "a", "nieuwe tekst")])
    assert texts(engine, second) == ["nieuwe tekst"]
    assert second.fates() == {Fate.OBSERVED: 1}


def test_a_second_run_lists_no_more_than_there_is(engine: Engine) -> None:
    plan = plan_of(engine)
    for number in range(2):
        plan.record_page(page(1 + number, 3), promise("a", "b", "c"))
        plan.keep([kept(plan, "a")])
        plan.settle([Settled("b", Fate.FAILED, "te laat"), Settled("c", Fate.BARRED, "403"), Settled("z", Fate.GONE)])
        assert plan.promised() == 3


def test_what_nobody_read_is_kept_no_longer_than_what_was_read(engine: Engine) -> None:
    measured(engine, "a", "b", "c")
    for weeks in (1, 2, 3):
        later = plan_of(engine, WEEK + weeks)
        later.record_page(page(1, 2), promise("a", "b"))
        later.settle([Settled("a", Fate.FAILED, "te laat"), Settled("b", Fate.GONE), Settled("c", Fate.GONE)])
        later.doubt_gone("te veel ineens")
        with engine.begin() as connection:
            erase_expired(connection, Retention(), later.crawl.started)
        finish(engine, later, Outcome.PARTIAL)
    with engine.connect() as connection:
        assert connection.execute(select(sightings.c.code).where(sightings.c.week == WEEK + 3)).all()  # none is closed
        assert not connection.execute(select(contacts.c.key)).all()
        assert connection.execute(select(contents.c.sealed_text)).scalars().all() == [None]


def test_a_week_that_a_person_accepted_is_what_the_next_is_held_against(engine: Engine) -> None:
    measured(engine, "a", "b")
    halved = plan_of(engine, WEEK + 1)
    halved.record_page(page(1, 1), promise("c"))
    halved.keep([kept(halved, "c")])
    finish(engine, halved, Outcome.PARTIAL)
    third = plan_of(engine, WEEK + 2)
    assert (third.before(), third.missing()) == (2, 2)
    with engine.begin() as connection:
        assert len(load_history(connection, SOURCE.name, WEEK + 2)) == 1
        accept_partial(connection, halved.crawl.id, "Anna", "de markt is echt gehalveerd", MONDAY)
        assert len(load_history(connection, SOURCE.name, WEEK + 2)) == 2
    assert (third.before(), third.missing()) == (1, 1)


def test_an_ad_found_outside_the_overview_keeps_its_address_for_the_next_direct_look(engine: Engine) -> None:
    measured(engine, "a")
    second = plan_of(engine, WEEK + 1)
    second.keep([kept(second, "a")])
    second.settle([Settled("a", Fate.ELSEWHERE, "staat er nog")])
    assert second.fates() == {Fate.ELSEWHERE: 1}
    finish(engine, second)
    assert [ad.url for ad in plan_of(engine, WEEK + 2).absent()] == ["http://127.0.0.1/ad/a"]


def texts(engine: Engine, plan: StoredPlan) -> list[str]:
    with engine.connect() as connection:
        at = plan.crawl.started
        found = load_observations(connection, KEYS, plan.crawl.week, now=at, text_kept=timedelta(days=14))
    return [one.redacted for one in found]


def test_a_failure_never_replaces_an_observation(engine: Engine) -> None:
    plan = plan_of(engine)
    plan.record_page(page(1, 1), promise("a"))
    plan.keep([kept(plan, "a")])
    plan.settle([Settled("a", Fate.FAILED, "te laat")])
    assert plan.fates() == {Fate.OBSERVED: 1}


def test_a_complete_crawl_is_not_begun_again_and_forgets_addresses(engine: Engine) -> None:
    plan = plan_of(engine)
    plan.record_page(page(1, 1), promise("a"))
    plan.keep([kept(plan, "a")])
    finish(engine, plan)
    assert plan_of(engine).crawl.outcome is Outcome.COMPLETE
    with engine.connect() as connection:
        assert connection.execute(select(visits.c.sealed)).scalars().all() == [None]
        assert [crawl.outcome for crawl in load_crawls(connection)] == [Outcome.COMPLETE]


@pytest.mark.parametrize("column", [visits.c.sealed, visits.c.code])
def test_neither_code_nor_address_stands_clear_in_the_plan(engine: Engine, column: object) -> None:
    plan = plan_of(engine)
    plan.record_page(page(1, 1), promise("geheime-code"))
    with engine.connect() as connection:
        (stored,) = connection.execute(select(column)).scalars()  # type: ignore[call-overload]
    assert b"geheime-code" not in (stored if isinstance(stored, bytes) else stored.encode())


def test_texts_past_their_term_cannot_be_read_even_before_the_nightly_job(engine: Engine) -> None:
    plan = plan_of(engine)
    plan.record_page(page(1, 1), promise("a"))
    plan.keep([kept(plan, "a")])
    late = plan.crawl.started + timedelta(days=15)
    with engine.connect() as connection:
        (one,) = load_observations(connection, KEYS, WEEK, now=late, text_kept=timedelta(days=14))
    assert one.redacted == ""


def test_a_crawl_starts_once_per_source_and_week(engine: Engine) -> None:
    crawls: set[Crawl] = {plan_of(engine).crawl for _ in range(3)}
    assert len(crawls) == 1
