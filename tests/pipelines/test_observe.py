from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from domain.contacts import LineType
from domain.listings import FoundIn, Listing, Published
from domain.observations import Gender, Missing, Observation, Provenance, WorkType
from domain.weeks import Week
from pipelines.observe import Observed, observe
from pipelines.packs import version
from storage.keys import Keyring

SEEN = datetime(2026, 1, 14, 12, tzinfo=UTC)
WEEK = Week(2026, 3)
TEXT = (
    "Hallo, ik ben Sofia, 24 jaar. Ik ontvang thuis in Utrecht en doe ook massage. 30 min 80 euro, 1 uur 150 "
    "euro. Bel 06 nul nul 12 34 56 of mail sofia@voorbeeld.invalid"
)


@pytest.fixture
def keys() -> Keyring:
    return Keyring.generate()


def listing(text: str = TEXT, **fields: str) -> Listing:
    published = {name: (Published(value, FoundIn.HTML, name),) for name, value in fields.items()}
    return Listing("sandbox_a", "A1", SEEN, "http://127.0.0.1/1", "Sofia", text, published)


def seen(ad: Listing, keys: Keyring, **more: dict[str, Observation]) -> Observed:
    return observe(ad, crawl="c1", week=WEEK, keys=keys, **more)


def note(observation: Observation, name: str) -> Provenance:
    return next(entry for entry in observation.provenance if entry.field == name)


def test_a_text_alone_fills_the_observation(keys: Keyring) -> None:
    found = seen(listing(), keys).observation
    assert (found.age, found.price_hour, found.municipality) == (24, 150, "GM0344")
    assert found.work_types == {WorkType.AT_HOME, WorkType.MASSAGE}
    assert (found.language.code, found.language.status) == ("nl", "confirmed")
    assert note(found, "gender").missing is Missing.ABSENT


def test_a_field_goes_before_the_text_and_the_conflict_is_kept(keys: Keyring) -> None:
    found = seen(listing(age="26 jaar", gender="Vrouw", municipality="Breda", price_hour="€ 160"), keys).observation
    assert (found.age, found.gender, found.municipality, found.price_hour) == (26, Gender.WOMAN, "GM0758", 160)
    age = note(found, "age")
    assert (age.found_in, age.conflicts, age.rule) == (FoundIn.HTML, ("24",), "age")


def test_json_ld_goes_before_the_text_but_after_html(keys: Keyring) -> None:
    ad = listing()
    both = {"age": (Published("31", FoundIn.JSON_LD), Published("30", FoundIn.HTML))}
    assert seen(replace(ad, fields=both), keys).observation.age == 30
    assert note(seen(replace(ad, fields=both), keys).observation, "age").conflicts == ("31", "24")
    assert seen(replace(ad, fields={"age": both["age"][:1]}), keys).observation.age == 31


def test_a_value_from_the_text_names_its_rule_and_the_version_of_its_words(keys: Keyring) -> None:
    found = seen(listing(), keys).observation
    assert re.fullmatch(r"municipality@[0-9a-f]{8}", note(found, "municipality").rule)
    assert note(found, "municipality").rule.partition("@")[2] == version("place")


def test_a_missing_value_has_its_reason(keys: Keyring) -> None:
    silent = replace(listing("Hallo, bel mij gerust op."), failed=("age",))
    found = seen(silent, keys).observation
    assert note(found, "age").missing is Missing.SELECTOR_FAILED
    assert note(found, "municipality").missing is Missing.NONE_IN_TEXT
    two = seen(listing("Wij zijn Anna (22) en Eva (25) en ontvangen samen."), keys).observation
    assert note(two, "age").missing is Missing.AMBIGUOUS
    assert note(two, "age").conflicts == ("22", "25")


def test_nothing_clear_is_left(keys: Keyring) -> None:
    result = seen(listing(advertiser="Sofia"), keys)
    stored = repr(result.observation) + repr(result.contact)
    for clear in ("600123456", "06 nul nul", "sofia@", "Sofia,", "A1", "127.0.0.1"):
        assert clear not in stored
    assert result.contact is not None
    assert result.contact.line_type is LineType.MOBILE
    assert keys.open(result.contact.sealed) == "+31600123456"
    assert result.contact.key == keys.phone("+31600123456") == result.observation.contact_key


def test_known_contents_are_not_read_again_but_the_contact_is_seen(keys: Keyring) -> None:
    first = seen(listing(), keys).observation
    marked = replace(first, age=99)  # shows that the variables come from before
    later = replace(listing(), seen_at=datetime(2026, 1, 21, 12, tzinfo=UTC))
    again = observe(later, crawl="c2", week=WEEK + 1, keys=keys, known={first.content_hash: marked})
    assert (again.observation.age, again.observation.crawl, again.observation.week) == (99, "c2", WEEK + 1)
    assert again.contact is not None
    assert again.contact.last_seen == later.seen_at


def test_known_contents_under_another_code_are_another_ad(keys: Keyring) -> None:
    first = seen(listing(), keys).observation
    again = observe(
        replace(listing(), code="elders"), crawl="c2", week=WEEK + 1, keys=keys, known={first.content_hash: first}
    )
    assert again.observation.code == keys.code(listing().source, "elders") != first.code


def test_a_changed_field_is_new_content(keys: Keyring) -> None:
    hashes = {seen(listing(price_hour=price), keys).observation.content_hash for price in ("150", "160")}
    assert len(hashes) == 2


def test_a_minor_is_flagged_and_never_dropped(keys: Keyring) -> None:
    found = seen(listing("Ik ben 17 jaar en woon in Breda."), keys).observation
    assert (found.age, found.under_18) == (17, True)
    assert seen(listing("Hallo daar allemaal", age="17"), keys).observation.under_18
