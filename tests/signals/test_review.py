"""People look blind first, two at critical cards, and rules that are seldom right stop themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from domain.errors import Refused
from domain.weeks import Week
from signals.cards import card_view
from signals.catalogue import CATALOGUE, Tier, read_catalogue
from signals.engine import Engine, as_signals
from signals.precision import (
    Group,
    Incident,
    IncidentKind,
    Share,
    Verdict,
    close,
    look_for_incidents,
    paused,
    per_rule,
    rarely_right,
    too_broad,
    uneven,
)
from signals.review import (
    Card,
    CardState,
    Outcome,
    View,
    decide,
    expire,
    fill_queue,
    first_view,
    may_see_rules,
    outcome_of,
)
from signals.stacking import Level, Weighed, weigh

NOW = datetime(2026, 1, 19, 12, tzinfo=UTC)
WEEK = Week(2026, 3)
LOOK, SOON, NONE = Weighed(Level.LOOK), Weighed(Level.LOOK_SOON), Weighed(Level.NONE)
CRITICAL = Weighed(Level.LOOK_SOON, critical=("D1",))


def card(*, critical: bool = False) -> Card:
    return Card("c", "ad", WEEK, Level.LOOK, False, critical, NOW, NOW + timedelta(days=28))


def test_four_eyes_are_not_one_person_in_capitals() -> None:
    waiting, look = first_view(card(critical=True), [], "Anna", View.CONCERN, NOW)
    second, outcome = decide(waiting, [look], "anna", Outcome.CONSULT, NOW)
    with pytest.raises(Refused, match="tweede persoon"):
        decide(second, [look, outcome], " ANNA", Outcome.CONSULT, NOW)
    assert decide(second, [look, outcome], "bert", Outcome.CONSULT, NOW)[0].state is CardState.CLOSED


def test_the_queue_holds_what_people_can_read_and_counts_the_rest() -> None:
    ads = (
        [(f"look{n}", LOOK) for n in range(200)]
        + [(f"soon{n}", SOON) for n in range(10)]
        + [(f"none{n}", NONE) for n in range(500)]
    )
    queue = fill_queue(ads, WEEK, per_day=10, now=NOW, seed="s")
    taken = [one for one in queue.cards if not one.control]
    controls = [one for one in queue.cards if one.control]
    assert len(queue.cards) == 50
    assert len(controls) == 2
    assert queue.not_taken == 210 - len(taken)
    assert {one.expires - one.made for one in queue.cards} == {timedelta(days=28)}
    assert sum(one.level is Level.LOOK_SOON for one in taken) == 10


def test_critical_cards_always_fit_and_come_first() -> None:
    queue = fill_queue([(f"c{n}", CRITICAL) for n in range(9)] + [("l", LOOK)], WEEK, per_day=1, now=NOW, seed="s")
    assert sum(one.critical for one in queue.cards) == 9
    assert all(one.critical for one in queue.cards[:9])


def test_the_order_within_a_level_is_a_lot_and_not_the_weight() -> None:
    ads = [(f"ad{n}", Weighed(Level.LOOK, weight=float(n))) for n in range(40)]
    first = [one.advertisement for one in fill_queue(ads, WEEK, 4, NOW, "s").cards]
    heavier = [(ad, Weighed(Level.LOOK, weight=99 - one.weight)) for ad, one in ads]
    assert [one.advertisement for one in fill_queue(heavier, WEEK, 4, NOW, "s").cards] == first


def test_no_outcome_before_a_first_view_and_rules_stay_hidden_until_then() -> None:
    with pytest.raises(Refused, match="eerste indruk"):
        decide(card(), [], "anna", Outcome.NO_CONCERN, NOW)
    assert not may_see_rules([], "anna")
    seen, look = first_view(card(), [], "anna", View.UNSURE, NOW)
    assert may_see_rules([look], "anna")
    assert not may_see_rules([look], "bert")
    closed, _ = decide(seen, [look], "anna", Outcome.NO_CONCERN, NOW)
    assert closed.state is CardState.CLOSED


def test_a_critical_card_needs_a_second_person() -> None:
    seen, look = first_view(card(critical=True), [], "anna", View.CONCERN, NOW)
    half, outcome = decide(seen, [look], "anna", Outcome.NO_CONCERN, NOW)
    assert half.state is CardState.SECOND_LOOK
    with pytest.raises(Refused, match="vier ogen"):
        decide(half, [look, outcome], "anna", Outcome.REFER, NOW)
    done, second = decide(half, [look, outcome], "bert", Outcome.DATA_ERROR, NOW)
    assert done.state is CardState.CLOSED
    assert outcome_of([look, outcome, second]) is Outcome.DATA_ERROR


def test_a_card_to_refer_needs_a_second_person_and_any_other_closes_at_once() -> None:
    seen, look = first_view(card(), [], "anna", View.CONCERN, NOW)
    for said in Outcome:
        done, _ = decide(seen, [look], "anna", said, NOW)
        assert done.state is (CardState.SECOND_LOOK if said is Outcome.REFER else CardState.CLOSED)
    with pytest.raises(Refused, match="verandert niet meer"):
        first_view(seen, [look], "bert", View.NOTHING, NOW)


def test_an_unread_card_expires_and_is_refused() -> None:
    later = NOW + timedelta(days=28)
    assert [one.state for one in expire([card()], later)] == [CardState.EXPIRED]
    with pytest.raises(Refused, match="verlopen"):
        first_view(card(), [], "anna", View.NOTHING, later)


def test_published_precision_has_its_wilson_interval() -> None:
    share = Share.of(148, 150)
    assert (round(share.low, 3), round(share.high, 3)) == (0.953, 0.996)
    club = Share.of(74, 178)
    assert (round(club.low, 3), round(club.high, 3)) == (0.346, 0.489)


def test_a_rule_that_is_never_right_pauses_itself_in_a_simulated_season() -> None:
    rules = read_catalogue(CATALOGUE).stacking
    verdicts: list[Verdict] = []
    while not (found := look_for_incidents(verdicts, {}, {}, 0, {}, rules, NOW)):
        verdicts.append(Verdict("E3", 1, right=False))
        verdicts.append(Verdict("J1", 1, right=len(verdicts) % 4 != 0))
    assert [(one.indicator, one.kind) for one in found] == [("E3", IncidentKind.RARELY_RIGHT)]
    assert per_rule(verdicts)["E3", 1].checked == 50
    assert paused(found) == {"E3"}
    assert "E3" not in {one.indicator for one in Engine.load(paused=paused(found)).check("Bij mij mag alles.", "nl")}


def test_control_cards_do_not_count_towards_precision() -> None:
    assert per_rule([Verdict("E3", 1, right=False, control=True)]) == {}
    assert rarely_right(Share.of(0, 49)) is None


def test_only_a_person_with_a_note_closes_an_incident() -> None:
    incident = Incident("i", "E3", IncidentKind.UNEVEN, "ongelijk", NOW)
    for by, note in (("", "patroon aangepast na overleg"), ("anna", "ok")):
        with pytest.raises(Refused):
            close(incident, by, note, NOW)
    closed = close(incident, "anna", "patroon aangepast na overleg", NOW)
    assert paused([closed]) == set()
    with pytest.raises(Refused, match="al gesloten"):
        close(closed, "bert", "nog een keer gesloten", NOW)


def test_one_group_flagged_more_often_opens_an_incident() -> None:  # misuse case M26
    assert uneven([Group("ro", 150, 1000), Group("nl", 100, 1000)]) is not None
    assert uneven([Group("ro", 110, 1000), Group("nl", 100, 1000)]) is None
    assert uneven([Group("ro", 10, 49), Group("nl", 10, 1000)]) is None  # too small to say anything
    assert uneven([Group("ro", 12_000, 100_000), Group("nl", 10_000, 100_000)]) is None  # sure, but within 1.25
    assert uneven([Group("ro", 13_000, 100_000), Group("nl", 10_000, 100_000)]) is not None


def test_a_rule_that_fires_on_too_many_ads_pauses() -> None:
    rules = read_catalogue(CATALOGUE).stacking
    assert too_broad(Tier.MEDIUM, 120, 1000, rules) is not None
    assert too_broad(Tier.MEDIUM, 80, 1000, rules) is None


def test_a_card_shows_quotes_and_innocent_explanations_and_no_number() -> None:
    engine = Engine.load()
    fired = engine.check("Mijn vriend regelt alle afspraken. Zonder condoom kan ook. Privéhuis.", "nl")
    weighed = weigh(fired, engine.catalogue.stacking)
    view = card_view(as_signals(fired, "ad", NOW.date()), weighed, engine.catalogue, {})
    text = "\n".join(view.lines)
    assert "Mijn vriend regelt" in text
    assert engine.catalogue["B2"].innocent in text
    assert "148 van 150 terecht (95% tot 100%)" in text
    assert str(weighed.weight) not in text
    assert "nog nooit nagekeken" in text
