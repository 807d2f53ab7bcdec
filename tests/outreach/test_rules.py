"""Waves, windows, answers, the register, organisations and figures."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from config.settings import CONFIG
from domain.errors import BadInput, ConfigError, Refused
from domain.messages import OutreachMessage
from domain.observations import Gender, WorkType
from domain.outreach import Channel, Entry, Exchange, LegalOpinion, ReplyCode, Wave, WaveState
from outreach.organisations import Hours, Organisation, Target, load_organisations
from outreach.register import first_of, must_wait, objection, read_exchange, write_exchange
from outreach.replies import read_reply
from outreach.statistics import Sent, cells, compare, must_stop, wilson
from outreach.waves import approve, arm, lock_objection, wave_digest
from outreach.window import closed, next_opening
from outreach.words import load_words

HELP = Organisation("h", "Hulp", verified=True, helpers=("Noor",), sender="+31600000990")
NOON = datetime(2026, 3, 4, 11, tzinfo=UTC)
MESSAGES = [OutreachMessage(f"m{number}", f"k{number}", "nl", "nl/offer/1", f"d{number}") for number in range(3)]
WORDS = load_words(CONFIG / "messages")
OPINION = LegalOpinion("h", Channel.KANNEL, "offer", "mr. X", "1", date(2027, 1, 1), {"nl/offer/1": "t1"})
TEXTS = {"nl/offer/1": "t1", "nl/offer/2": "t2"}


def wave(**changes) -> Wave:
    digest = wave_digest(MESSAGES, organisation=HELP, channel=Channel.KANNEL, helper="Noor")
    made = Wave("w", "h", Channel.KANNEL, ("offer",), "Noor", "Kim", digest, WaveState.PROPOSED, NOON)
    return replace(made, **changes)


KIM = [  # one person, as somebody who wants to be two would write it
    "Kim de Vries",
    " kim  DE vries ",
    "Kim.de.Vries",
    "kim-de-vries",
    "KimdeVries",
    "Kim\u00a0de\u2009Vries",
    "Ki\u200bm de Vries",
    "K\u0456m de Vries",
    "\u039aim de Vries",
    "Kim de Vr\u00ed\u00ebs",
    "\uff2bim de Vries",
    "K1m de Vries",
]


def test_approval_is_for_exactly_these_texts_and_recipients_by_someone_else() -> None:
    assert approve(wave(), "Sam", wave().digest, HELP, NOON).state is WaveState.APPROVED
    kim = wave(author="Kim de Vries")
    for by in KIM:
        with pytest.raises(Refused, match="zelf goedkeuren"):
            approve(kim, by, kim.digest, HELP, NOON)
    assert approve(kim, "Kim de Bries", kim.digest, HELP, NOON).state is WaveState.APPROVED
    for nobody in ("", " ", "\u200b", "..", "7"):
        with pytest.raises(BadInput, match="naam"):
            approve(kim, nobody, kim.digest, HELP, NOON)
    with pytest.raises(Refused, match="andere tekst"):
        approve(wave(), "Sam", "0" * 64, HELP, NOON)
    with pytest.raises(Refused, match="alleen een voorgestelde"):
        approve(wave(state=WaveState.APPROVED), "Sam", wave().digest, HELP, NOON)


def test_two_people_approve_where_the_organisation_asks_for_it() -> None:
    careful = replace(HELP, approvals=2)
    once = approve(wave(), "Sam", wave().digest, careful, NOON)
    assert once.state is WaveState.PROPOSED
    with pytest.raises(Refused, match="tweede persoon"):
        approve(once, "sam", wave().digest, careful, NOON)
    assert approve(once, "Bo", wave().digest, careful, NOON).state is WaveState.APPROVED


@pytest.mark.parametrize(
    "changed",
    [
        [*MESSAGES[:2], replace(MESSAGES[2], text_digest="other")],
        [*MESSAGES, replace(MESSAGES[0], contact_key="k9")],
        MESSAGES[:2],
    ],
)
def test_any_change_of_text_or_recipients_loses_the_approval(changed: list[OutreachMessage]) -> None:
    given = wave(state=WaveState.APPROVED, approved_by=("Sam",))
    assert lock_objection(given, MESSAGES, HELP, [OPINION], TEXTS, NOON) == ""
    assert "veranderd" in lock_objection(given, changed, HELP, [OPINION], TEXTS, NOON)
    renamed = replace(HELP, sender="+31600000991")
    assert "veranderd" in lock_objection(given, MESSAGES, renamed, [OPINION], TEXTS, NOON)


@pytest.mark.parametrize(
    ("opinion", "reason"),
    [
        (None, "geen juridisch advies"),
        (replace(OPINION, channel=Channel.TWILIO), "geen juridisch advies"),
        (replace(OPINION, template="other"), "geen juridisch advies"),
        (replace(OPINION, organisation="x"), "geen juridisch advies"),
        (replace(OPINION, valid_until=NOON.date()), "verlopen"),
        (replace(OPINION, covers={}), "gaat niet over de tekst van nl/offer/1"),
        (replace(OPINION, covers={"nl/offer/2": "t2"}), "gaat niet over de tekst van nl/offer/1"),
        (replace(OPINION, covers={"nl/offer/1": "t0"}), "gaat niet over de tekst van nl/offer/1"),
    ],
)
def test_nothing_is_locked_without_a_lawyers_opinion_on_exactly_this(opinion, reason: str) -> None:
    given = wave(state=WaveState.APPROVED, approved_by=("Sam",))
    assert reason in lock_objection(given, MESSAGES, HELP, [opinion] if opinion else [], TEXTS, NOON)


def test_nothing_is_locked_without_approval_or_for_an_unverified_example() -> None:
    assert "niet goedgekeurd" in lock_objection(wave(), MESSAGES, HELP, [OPINION], TEXTS, NOON)
    given = wave(state=WaveState.APPROVED, approved_by=("Sam",))
    for organisation in (replace(HELP, verified=False), replace(HELP, sender=""), replace(HELP, helpers=())):
        assert lock_objection(given, MESSAGES, organisation, [OPINION], TEXTS, NOON)


@pytest.mark.parametrize(
    ("moment", "open_now"),
    [
        ("2026-03-04T09:00+01:00", False),
        ("2026-03-04T10:00+01:00", True),
        ("2026-03-04T19:59+01:00", True),
        ("2026-03-04T20:00+01:00", False),
        ("2026-03-08T12:00+01:00", False),  # Sunday
        ("2026-07-01T10:00+02:00", True),
        ("2026-07-01T09:59+02:00", False),
        ("2026-03-04T23:30-08:00", False),  # half past eight in Amsterdam, whatever the machine's own time is
    ],
)
def test_messages_leave_by_day_and_never_on_sunday(moment: str, open_now: bool) -> None:
    assert (closed(HELP, datetime.fromisoformat(moment)) == "") is open_now


def test_an_organisation_can_narrow_the_window_and_never_widen_it() -> None:
    wide = replace(HELP, office_hours=Hours(0, 24))
    narrow = replace(HELP, office_hours=Hours(13, 17), quiet_hours=(Hours(14, 15),))
    at = lambda hour: datetime(2026, 3, 4, hour - 1, 30, tzinfo=UTC)  # noqa: E731
    assert [hour for hour in range(1, 24) if not closed(wide, at(hour))] == list(range(10, 20))
    assert [hour for hour in range(1, 24) if not closed(narrow, at(hour))] == [13, 15, 16]
    saturday_night = datetime(2026, 3, 7, 22, tzinfo=UTC)
    assert next_opening(HELP, saturday_night) == datetime(2026, 3, 9, 9, tzinfo=UTC)


@pytest.mark.parametrize("language", sorted(WORDS))
def test_stop_alone_opts_out_in_every_language(language: str) -> None:
    for word in WORDS[language].stop:
        for form in (word, word.upper(), f" {word.capitalize()}! ", f"«{word}».", f"{word} {word}"):
            assert read_reply(form, WORDS) is ReplyCode.STOP, form


@pytest.mark.parametrize("language", sorted(WORDS))
def test_distress_is_heard_in_every_language_also_beside_a_stop_word(language: str) -> None:
    assert WORDS[language].distress
    for word in WORDS[language].distress:
        for form in (word, word.upper(), f"{WORDS[language].stop[0]}, {word}!"):
            assert read_reply(form.replace("*", ""), WORDS) is ReplyCode.DISTRESS, form


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("STOP please", ReplyCode.STOP),
        ("ik kan niet stoppen", ReplyCode.HOLD),
        ("please don't stop", ReplyCode.HOLD),
        ("Stop met werken lukt me niet alleen", ReplyCode.HOLD),
        ("help me", ReplyCode.DISTRESS),
        ("hij slaat me, stop", ReplyCode.DISTRESS),
        ("помогите", ReplyCode.DISTRESS),
        ("Wie ben jij?", ReplyCode.ANSWER),
        ("", ReplyCode.ANSWER),
        ("👍", ReplyCode.ANSWER),
        ("nonstop open", ReplyCode.ANSWER),
        ("СТОП", ReplyCode.STOP),
    ],
)
def test_doubt_goes_to_a_person(text: str, code: ReplyCode) -> None:
    assert read_reply(text, WORDS) is code


def entry(days: int, answered: bool = False) -> Entry:
    return Entry("a" * 32, NOON - timedelta(days=days), "o", answered)


@pytest.mark.parametrize(
    ("past", "allowed"),
    [
        ([], True),
        ([entry(179)], False),
        ([entry(180)], True),
        ([entry(400), entry(200)], False),
        ([entry(400), entry(200, True)], True),
        ([entry(400, True), entry(200)], True),
        ([entry(-5)], False),  # a clock that jumped
    ],
)
def test_once_per_180_days_and_twice_without_answer(past: list[Entry], allowed: bool) -> None:
    assert (objection(past, NOON) == "") is allowed


def test_the_exchange_file_comes_back_whole_and_another_key_or_a_bad_line_takes_nothing() -> None:
    told = Exchange("Zuid", 7, {"Noord": 3}, (entry(3), entry(200, True)), frozenset({"b" * 32}))
    text = write_exchange(told, key_check="k")
    assert read_exchange(text, key_check="k") == told
    with pytest.raises(BadInput, match="andere registersleutel"):
        read_exchange(text, key_check="other")
    short = '{"person": "kort", "at": "2026-03-04T11:00+00:00", "origin": "o", "answered": true}'
    for bad in ("kapot", "{}", "[]", short, '{"reserved": 5}', '{"person": "' + "a" * 32 + '", "at": "2026-03-04"}'):
        with pytest.raises(BadInput, match="regel 5"):
            read_exchange(text + bad + "\n", key_check="k")
    head = json.loads(text.splitlines()[0])
    for broken in ("", "x", "{}\n", *(json.dumps(head | wrong) for wrong in ({"seen": []}, {"seen": {"a": "b"}}))):
        with pytest.raises(BadInput, match="regel 1"):
            read_exchange(broken, key_check="k")


def test_older_silent_approaches_count_until_someone_answers() -> None:
    assert objection([], NOON, 1) == ""
    assert "twee keer" in objection([], NOON, 2)
    assert "twee keer" in objection([entry(200)], NOON, 1)
    assert objection([entry(200, True)], NOON, 2) == ""


def test_the_lot_is_drawn_alike_by_everyone_and_favours_nobody() -> None:
    people = [f"{number:032x}" for number in range(2000)]
    drawn = [first_of(person, ["Noord", "Zuid"]) for person in people]
    assert drawn == [first_of(person, ["Zuid", "Noord"]) for person in people]
    assert 900 < drawn.count("Noord") < 1100


def test_a_plan_waits_for_every_partner() -> None:
    assert must_wait(5, {"Zuid": 5, "Oost": 9}, ["Zuid", "Oost"]) == ""
    assert "Zuid" in must_wait(5, {"Zuid": 4, "Oost": 9}, ["Zuid", "Oost"])
    assert "Oost" in must_wait(5, {"Zuid": 5}, ["Zuid", "Oost"])


def test_a_wave_that_waited_too_long_is_neither_approved_nor_locked() -> None:
    late = NOON + timedelta(days=6, minutes=1)
    with pytest.raises(Refused, match="verlopen"):
        approve(wave(), "Sam", wave().digest, HELP, late)
    given = wave(state=WaveState.APPROVED, approved_by=("Sam",))
    assert lock_objection(given, MESSAGES, HELP, [OPINION], TEXTS, NOON + timedelta(days=6)) == ""
    assert "verlopen" in lock_objection(given, MESSAGES, HELP, [OPINION], TEXTS, late)


def sent(number: int, *, template: str = "nl/offer/1", replied: int = 0, opted_out: int = 0) -> list[Sent]:
    return [
        Sent(template, "nl", 12, True, delivered=True, replied=place < replied, opted_out=place < opted_out)
        for place in range(number)
    ]


def test_small_cells_are_hidden_and_the_interval_is_wilsons() -> None:
    low, high = wilson(10, 100)
    assert (round(low, 4), round(high, 4)) == (0.0552, 0.1744)  # Newcombe 1998, table I, method 3
    [cell] = [one for one in cells(sent(100, replied=10, opted_out=3)) if one.by == "taal"]
    assert (cell.replied.count, str(cell.opted_out)) == (10, "te weinig gegevens")
    assert {one.sent for one in cells(sent(4))} == {None}


def test_two_templates_are_compared_only_with_enough_of_both() -> None:
    few = sent(193) + sent(194, template="nl/other/1", replied=40)
    assert "te weinig gegevens" in compare(few, "offer", "other")
    enough = sent(194, replied=5) + sent(194, template="nl/other/1", replied=40)
    assert "'other' krijgt vaker antwoord" in compare(enough, "offer", "other")
    alike = sent(194, replied=12) + sent(194, template="nl/other/1", replied=14)
    assert "geen aantoonbaar verschil" in compare(alike, "offer", "other")


def test_sending_stops_when_surely_too_many_opt_out() -> None:
    assert must_stop(sent(100, opted_out=10)) == ""
    assert must_stop(sent(4, opted_out=4)) == ""
    assert "gepauzeerd" in must_stop(sent(100, opted_out=20))


def test_an_advertiser_keeps_its_arm_and_arms_are_even() -> None:
    arms = [arm(f"x{number}", ["offer", "other"]) for number in range(2000)]
    assert arms == [arm(f"x{number}", ["other", "offer"]) for number in range(2000)]
    assert 900 < arms.count("offer") < 1100


def test_the_shipped_organisations_are_examples_that_cannot_send() -> None:
    known = load_organisations(CONFIG / "organisations.yml")
    assert len(known) > 10
    assert {name for name, one in known.items() if not one.objection()} == {"demonstratie"}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("sender: HULP", "sender: moet een nummer"),
        ('sender: "1008"', "sender: moet een nummer"),
        ("approvals: 3", "approvals"),
        ("regions: [GM9999]", "onbekende gemeentecode"),
        ("office_hours: {first: 20, last: 10}", "office_hours"),
        ("nationality: x", "bestaat niet"),
        ("target: {origin: [x]}", "bestaat niet"),
    ],
)
def test_a_wrong_organisation_is_refused_with_file_and_line(tmp_path: Path, line: str, problem: str) -> None:
    path = tmp_path / "organisations.yml"
    path.write_text(f"organisations:\n  - id: a\n    name: A\n    {line}\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=problem) as raised:
        load_organisations(path, frozenset({"GM0363"}))
    assert raised.value.line == 4


def test_the_approval_is_of_the_target_group_too() -> None:
    one, other = Target(genders=(Gender.TRANS, Gender.MAN)), Target(genders=(Gender.MAN,))
    given = wave(state=WaveState.APPROVED, approved_by=("Sam",), target=str(other))
    assert "veranderd" in lock_objection(given, MESSAGES, HELP, [OPINION], TEXTS, NOON)
    digests = {
        wave_digest(MESSAGES, organisation=HELP, channel=Channel.KANNEL, helper="Noor", target=str(target))
        for target in (one, other, Target(genders=(Gender.MAN, Gender.TRANS)), Target())
    }
    assert len(digests) == 3, "the order in which somebody named the groups is no other group"


def test_a_wave_from_before_target_groups_keeps_its_approval() -> None:
    """The sum of an installation's older version, worked out by hand; what it approved is still what goes out."""
    pairs = sorted((one.contact_key, one.text_digest) for one in MESSAGES)
    about = json.dumps([HELP.id, HELP.name, HELP.sender, "kannel", "Noor", pairs], ensure_ascii=False)
    before = hashlib.sha256(about.encode()).hexdigest()
    given = wave(state=WaveState.APPROVED, approved_by=("Sam",), target="", digest=before)
    assert lock_objection(given, MESSAGES, HELP, [OPINION], TEXTS, NOON) == ""


def test_a_target_group_is_told_in_dutch() -> None:
    assert str(Target()) == "iedereen"
    full = Target((Gender.TRANS, Gender.MAN), (WorkType.ESCORT,), ("es", "bg"))
    assert str(full) == "gender: man, trans; werk: escort; taal: bg, es"


def test_two_approvals_asked_for_after_one_was_given_are_asked_at_the_lock_too() -> None:
    given = wave(state=WaveState.APPROVED, approved_by=("Sam",))
    assert lock_objection(given, MESSAGES, HELP, [OPINION], TEXTS, NOON) == ""
    assert "2 goedkeuringen" in lock_objection(given, MESSAGES, replace(HELP, approvals=2), [OPINION], TEXTS, NOON)


def test_opinions_about_different_texts_add_up_and_none_of_them_speaks_of_another() -> None:
    both = [MESSAGES[0], replace(MESSAGES[1], template="nl/offer/2")]
    digest = wave_digest(both, organisation=HELP, channel=Channel.KANNEL, helper="Noor")
    given = wave(state=WaveState.APPROVED, approved_by=("Sam",), digest=digest)
    later = replace(OPINION, reference="2", covers={"nl/offer/2": "t2"})
    assert "nl/offer/2" in lock_objection(given, both, HELP, [OPINION], TEXTS, NOON)
    assert lock_objection(given, both, HELP, [OPINION, later], TEXTS, NOON) == ""
    assert "nl/offer/2" in lock_objection(given, both, HELP, [OPINION, later], {"nl/offer/1": "t1"}, NOON)


def test_a_wave_of_a_helper_who_left_is_not_locked() -> None:
    given = wave(state=WaveState.APPROVED, approved_by=("Sam",))
    left = replace(HELP, helpers=("Bo",))
    assert "Noor is geen hulpverlener (meer)" in lock_objection(given, MESSAGES, left, [OPINION], TEXTS, NOON)
