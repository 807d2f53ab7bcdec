"""The invented market: repeatable, lively, fictional, and honest about what is true."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections import Counter, defaultdict
from itertools import pairwise

import phonenumbers
import pytest

from domain.weeks import Week
from sandbox.linked import linked_marks
from sandbox.numbers import number
from sandbox.people import languages
from sandbox.planting import plan
from sandbox.population import Population
from sandbox.profile import SOURCES

START = Week(2026, 1)
DIGEST = """
import hashlib
from domain.weeks import Week
from sandbox.population import Population
market = Population.invent(seed=5, advertisers=150, weeks=6, start=Week(2026, 1))
print(hashlib.sha256(repr(market.postings).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def market() -> Population:
    return Population.invent(seed=11, advertisers=700, weeks=12, start=START)


def test_the_same_seed_gives_the_same_market_in_another_process() -> None:
    here = Population.invent(seed=5, advertisers=150, weeks=6, start=START)
    runs = [
        subprocess.run(
            [sys.executable, "-c", DIGEST], capture_output=True, text=True, check=True, env={"PYTHONHASHSEED": salt}
        ).stdout.strip()
        for salt in ("1", "2")
    ]
    assert runs[0] == runs[1] == hashlib.sha256(repr(here.postings).encode()).hexdigest()


def test_another_seed_gives_other_lives(market: Population) -> None:
    other = Population.invent(seed=12, advertisers=700, weeks=12, start=START)
    assert {p.ad.text for p in other.postings}.isdisjoint({p.ad.text for p in market.postings})


def test_every_advertiser_lives_and_hundreds_are_online_each_week(market: Population) -> None:
    alive = [market.advertisers_alive(START + week) for week in range(market.weeks)]
    assert set().union(*alive) == {person.id for person in market.advertisers}
    assert min(map(len, alive)) >= 300


def test_newest_ads_come_first_and_each_code_once(market: Population) -> None:
    first: dict[tuple[str, str], int] = {}
    for posting in market.postings:
        first.setdefault((posting.ad.source, posting.ad.code), posting.first)
    for week in range(market.weeks):
        keys = [(ad.source, ad.code) for ad in market.online(START + week)]
        assert len(keys) == len(set(keys))
        assert all(first[left] >= first[right] for left, right in pairwise(keys))


def test_ads_pause_return_change_and_are_reposted(market: Population) -> None:
    weeks, versions = defaultdict(set), Counter()
    for posting in market.postings:
        weeks[posting.ad.advertiser].update(posting.weeks)
        versions[posting.ad.source, posting.ad.code] += 1
    paused = [one for one in weeks.values() if max(one) - min(one) + 1 > len(one)]
    codes = {(posting.ad.source, posting.ad.code) for posting in market.postings}
    reposts = [posting.ad for posting in market.postings if posting.ad.repost_of]
    assert len(paused) > 100
    assert max(versions.values()) > 3
    assert len({ad.code for ad in reposts}) > 20
    assert all((ad.source, ad.repost_of) in codes and ad.repost_of != ad.code for ad in reposts)


def test_site_c_masks_numbers_and_site_b_writes_them_in_the_text(market: Population) -> None:
    shown = defaultdict(list)
    for posting in market.postings:
        shown[posting.ad.source].append(posting)
    assert all(one.ad.phone is None and one.phone for one in shown["sandbox_c"])
    assert all(one.ad.phone == one.phone for one in shown["sandbox_b"] if one.ad.phone)
    plain = [one.ad.phone for one in shown["sandbox_b"] if one.ad.phone and f"0{one.ad.phone[3:]}" in one.ad.text]
    assert len(plain) < 0.2 * len(shown["sandbox_b"])


def test_no_text_holds_a_number_outside_the_fictional_block(market: Population) -> None:
    found = 0
    for posting in market.postings:
        for text in (posting.ad.title, posting.ad.text):
            for match in phonenumbers.PhoneNumberMatcher(text, "NL", leniency=phonenumbers.Leniency.POSSIBLE):
                said = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
                if len(said) >= 12:
                    found += 1
                    assert said == posting.phone
                    assert said.startswith("+3160")
    assert found > 100


def test_no_number_is_handed_out_twice() -> None:
    assert len({number(index, seed=3) for index in range(50_000)}) == 50_000


def test_texts_are_as_long_as_real_ads(market: Population) -> None:
    lengths = [len(posting.ad.text) for posting in market.postings]
    assert min(lengths) >= 150
    assert max(lengths) <= 1000
    assert sum(250 <= length <= 900 for length in lengths) > 0.97 * len(lengths)


def test_no_slot_stays_open(market: Population) -> None:
    said = [text for posting in market.postings for text in (posting.ad.title, posting.ad.text)]
    assert not [text for text in said if set(text) & set("{}[]|") or "None" in text]


def test_texts_differ_between_people_unless_copied(market: Population) -> None:
    writers = defaultdict(set)
    for posting in market.postings:
        writers[posting.ad.text].add(posting.ad.advertiser)
    assert sum(len(people) > 1 for people in writers.values()) <= 2


def test_all_languages_are_written() -> None:
    large = Population.invent(seed=2, advertisers=2500, weeks=2, start=START)
    assert {posting.ad.language for posting in large.postings} == set(languages())


def test_a_share_of_b_is_also_on_a_under_the_same_number(market: Population) -> None:
    shares, same = [], 0
    for week in range(market.weeks):
        online = market.online(START + week)
        on = {source: {ad.advertiser: ad for ad in online if ad.source == source} for source in SOURCES}
        both = on["sandbox_a"].keys() & on["sandbox_b"].keys()
        shares.append(len(both) / len(on["sandbox_b"]))
        same += sum(on["sandbox_a"][one].text == on["sandbox_b"][one].text for one in both)
        numbers = [{on[source][one].phone for source in SOURCES[:2]} - {None} for one in both]
        assert all(len(found) <= 1 for found in numbers)
    assert 0.06 < sum(shares) / len(shares) < 0.18
    assert same == 0


def test_everything_in_the_plan_is_planted_and_critical_marks_twice(market: Population) -> None:
    written = Counter(mark for person in market.advertisers for mark in person.planted)
    linked = Counter(mark for marks in linked_marks(market).values() for mark in marks)
    wished = plan()
    assert {*wished.alone, *(mark for stack in wished.stacks for mark in stack.marks)} <= written.keys()
    assert {f"lookalike:{mark}" for mark in wished.lookalikes} <= written.keys()
    assert all(written[mark] >= 2 for mark in ("C1", "D1", "J1"))
    assert linked["B4"] > 0
    assert linked["G7"] > 0


def test_a_shared_number_is_shared_by_different_names(market: Population) -> None:
    names, people = defaultdict(set), defaultdict(set)
    for posting in market.postings:
        if posting.ad.phone:
            names[posting.ad.phone].add(posting.ad.name)
            people[posting.ad.phone].add(posting.ad.advertiser)
    shared = [phone for phone, who in people.items() if len(who) > 1]
    assert len(shared) >= 4
    assert all(len(names[phone]) > 1 for phone in shared)
