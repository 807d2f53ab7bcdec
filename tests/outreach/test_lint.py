"""Every refusal of the linter, and that our own texts pass it in every language."""

from __future__ import annotations

from dataclasses import replace

import pytest

from config.settings import CONFIG
from domain.errors import ConfigError
from outreach.lint import Fault, lint
from outreach.segments import cost, is_gsm, segments
from outreach.templates import Template, load_templates
from outreach.words import Forbidden, load_words

MESSAGES = CONFIG / "messages"
WORDS = load_words(MESSAGES)
GOOD = "Hallo, ik ben {helper} van {organisation}. Geen berichten meer? Antwoord STOP."


def faults(text: str, helper: str = "Noor", organisation: str = "De Hulp", **extra) -> list[tuple[Fault, str]]:
    found = lint(Template("nl/offer/1", "nl", 1, text, **extra), WORDS, helper=helper, organisation=organisation)
    return [(one.fault, one.reason) for one in found]


@pytest.mark.parametrize("language", sorted(WORDS))
def test_our_own_text_passes_in_every_language(language: str) -> None:
    template = load_templates(MESSAGES)[language]
    assert lint(template, WORDS, helper="Noor", organisation="Demonstratie Hulp") == ()


@pytest.mark.parametrize("language", sorted(WORDS))
@pytest.mark.parametrize("kind", Forbidden)
def test_each_forbidden_subject_is_refused_in_each_language(language: str, kind: Forbidden) -> None:
    """M14: words that out or accuse."""
    template = load_templates(MESSAGES)[language]
    for listed in WORDS[language].forbidden[kind]:
        bad = Template(template.id, language, 1, f"{template.text} {listed.replace('*', 'x').upper()}.")
        found = lint(bad, WORDS, helper="Noor", organisation="Demonstratie Hulp")
        assert Fault.FORBIDDEN in {one.fault for one in found}, listed


def test_a_reason_is_dutch_and_quotes_the_word() -> None:
    assert (Fault.FORBIDDEN, "noemt politie of justitie: '*politie*' (nl)") in faults(GOOD + " Bel de politie.")


@pytest.mark.parametrize("text", ["P\u00f3litie", "po\u00adlitie", "POLITIE!", "po\u200blitie"])
def test_accents_and_invisible_signs_hide_nothing(text: str) -> None:
    assert Fault.FORBIDDEN in {fault for fault, _ in faults(f"{GOOD} {text}")}


REFUSALS = {  # what is done to a good text -> fault, and a word of its Dutch reason
    "a link": (lambda text: f"{text} https://hulp.example", Fault.LINK, "link"),
    "a bare domain": (lambda text: f"{text} hulp.nl", Fault.LINK, "link"),
    "a mail address": (lambda text: f"{text} hulp@voorbeeld.test", Fault.LINK, "link"),
    "a number": (lambda text: f"{text} 0600 000 012", Fault.NUMBER, "nummer"),
    "mixed alphabets": (lambda text: f"{text} p\u043elitie", Fault.MIXED_ALPHABETS, "alfabetten"),
    "a line break": (lambda text: text.replace(". ", ".\n", 1), Fault.CONTROL, "onzichtbare"),
    "an invisible sign": (lambda text: f"{text}\u200b", Fault.CONTROL, "onzichtbare"),
    "no STOP": (lambda text: text.replace("STOP", "..."), Fault.NO_STOP, "STOP"),
    "no organisation": (lambda text: text.replace("{organisation}", "..."), Fault.NO_ORGANISATION, "organisatie"),
    "no helper": (lambda text: text.replace("{helper}", "..."), Fault.NO_HELPER, "hulpverlener"),
    "too long": (lambda text: f"{text} {'x ' * 400}", Fault.TOO_LONG, "sms-delen"),
}


@pytest.mark.parametrize("language", sorted(WORDS))
@pytest.mark.parametrize("what", REFUSALS)
def test_every_other_refusal_in_every_language(language: str, what: str) -> None:
    spoil, fault, word = REFUSALS[what]
    template = load_templates(MESSAGES)[language]
    bad = replace(template, text=spoil(template.text))
    assert bad.text != template.text
    found = lint(bad, WORDS, helper="Noor", organisation="Demonstratie Hulp")
    assert fault in {one.fault for one in found if word in one.reason}


def test_the_table_of_refusals_is_complete() -> None:
    assert {fault for _, fault, _ in REFUSALS.values()} | {Fault.FORBIDDEN} == set(Fault)


@pytest.mark.parametrize("language", sorted(WORDS))
def test_a_message_one_segment_too_long_is_refused_and_one_less_is_not(language: str) -> None:
    template = load_templates(MESSAGES)[language]
    text = template.filled(helper="Noor", organisation="Demonstratie Hulp")
    for most, refused in ((segments(text), False), (segments(text) - 1, True)):
        found = lint(replace(template, max_segments=most), WORDS, helper="Noor", organisation="Demonstratie Hulp")
        assert (Fault.TOO_LONG in {one.fault for one in found}) is refused


def test_a_sender_must_name_itself() -> None:
    """M24: nobody can pose as someone else; an empty name is no name."""
    assert {Fault.NO_ORGANISATION, Fault.NO_HELPER} <= {fault for fault, _ in faults(GOOD, helper=" ", organisation="")}


def test_the_name_of_an_organisation_may_not_out_anyone_either() -> None:
    assert Fault.FORBIDDEN in {fault for fault, _ in faults(GOOD, organisation="Stichting Sekswerk Noord")}


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("я" * 70, 1),
        ("я" * 71, 2),
        ("€" * 80, 1),
        ("ș" + "a" * 69, 1),
        ("ș" + "a" * 70, 2),
    ],
)
def test_segments_are_counted_as_the_network_does(text: str, parts: int) -> None:
    assert segments(text) == parts
    assert cost([text, text], 9) == parts * 18


def test_cyrillic_needs_another_coding() -> None:
    assert is_gsm("één €")
    assert not is_gsm("Здравствуйте")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("version: 1\ntext: Hallo {helper} STOP\n", "gebruik precies"),
        ("version: 1\ntext: Hallo {helper} van {organisation} {naam} STOP\n", "gebruik precies"),
        ("version: 1\ntext: Hallo {helper} van {organisation}\n", "STOP"),
        ("version: 1\ntext: Hallo {helper van {organisation} STOP\n", "accolade"),
        ("text: Hallo {helper} van {organisation} STOP\n", "version"),
    ],
)
def test_a_wrong_template_is_refused_with_its_line(tmp_path, text: str, problem: str) -> None:
    (tmp_path / "nl").mkdir()
    (tmp_path / "nl" / "offer.yml").write_text(text)
    with pytest.raises(ConfigError, match=problem):
        load_templates(tmp_path)


def test_the_newest_version_is_used_and_two_of_one_number_refused(tmp_path) -> None:
    (tmp_path / "nl").mkdir()
    body = "text: Hallo {{helper}} van {{organisation}} STOP {}\n"
    (tmp_path / "nl" / "offer.yml").write_text("version: 1\n" + body.format("een"))
    (tmp_path / "nl" / "offer.2.yml").write_text("version: 2\n" + body.format("twee"))
    assert load_templates(tmp_path)["nl"].id == "nl/offer/2"
    (tmp_path / "nl" / "offer.3.yml").write_text("version: 2\n" + body.format("drie"))
    with pytest.raises(ConfigError, match="bestaat al"):
        load_templates(tmp_path)
