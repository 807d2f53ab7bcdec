"""No text whatever may raise, change between runs, or take more than time in proportion to its length."""

from __future__ import annotations

import json
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.clean import clean
from pipelines.extract import extract, public
from pipelines.phone import find_phones, person_lines
from pipelines.redact import redact

WORDS = "06 0 o nul zes twaalf € 150 uur half jaar 24 Utrecht in ( ) - . +31 tel: <b> &euro; ０６ ① ß İ א م 🙂 geen @"
SIGNS = ("\u20e3", "\ufe0f", "\x00", "\n", "\u200b", "e\u0301", "1234 AB", "http://", "\ud800")
PIECES = st.sampled_from((*WORDS.split(), *SIGNS))
TEXTS = st.text(max_size=300) | st.tuples(st.sampled_from(["", " "]), st.lists(PIECES, max_size=60)).map(
    lambda joined: joined[0].join(joined[1])
)
LONG = {
    "digits": "0612345678 ",
    "one digit a word": "0 6 1 2 ",
    "number words": "nul zes een twee ",
    "joined number words": "nulzeseentwee",
    "letters for digits": "oOlI",
    "prices": "1 uur 150 30 min 80 ",
    "times": "uur half uur ",
    "commas": "24, ",
    "places": "in Utrecht Den Haag Bergen op Zoom ",
    "first words of places": "Den Den ",
    "tags": "<b",
    "entities": "&amp",
    "zalgo": "e" + "\u0301" * 20,
    "emoji": "🙂",
    "right to left": "שלום עולם ",
    "no spaces": "a",
    "mail": "a.b+c-",
    "at": "@a@",
    "brackets": "((((",
    "denials": "geen niet ",
    "control": "\x00\x01",
    "spaces": " ",
    "lines": "\n",
}


def told(text: str) -> str:
    return json.dumps(public(extract("", text)))


@settings(max_examples=80, deadline=None)
@given(TEXTS)
def test_no_text_raises_and_the_same_text_reads_the_same(text: str) -> None:
    assert told(text) == told(text)
    redact(text)


@settings(max_examples=50, deadline=None)
@given(st.lists(PIECES, max_size=40).map(" ".join))
def test_spans_stay_inside_the_text(text: str) -> None:
    cleaned = clean(text)
    for at in range(0, len(cleaned.text), 3):
        start, end = cleaned.span(at, at + 1)
        assert 0 <= start <= end <= len(text)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 9_999_999), st.sampled_from([" ", "-", ".", "/", "", " . ", "*"]))
def test_every_written_number_is_found_and_masked(number: int, joint: str) -> None:
    digits = f"060{number:07d}"
    written = joint.join((digits[:2], digits[2:4], digits[4:6], digits[6:8], digits[8:]))
    text = f"Bel mij op {written} voor een afspraak"
    assert person_lines(find_phones(clean(text).text)) == [f"+31{digits[1:]}"]
    assert written not in redact(text)


@pytest.mark.parametrize("piece", LONG.values(), ids=LONG.keys())
def test_time_grows_no_faster_than_the_text(piece: str) -> None:
    def took(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        start = time.process_time()
        told(text)
        redact(text)
        return time.process_time() - start

    took(500)
    short = max(min(took(1_500) for _ in range(3)), 0.003)
    assert min(took(6_000) for _ in range(2)) < short * 4 * 3, "four times the text, more than twelve times the time"


def test_a_megabyte_is_read_up_to_the_longest_ad() -> None:
    start = time.process_time()
    told("Hallo ik ben Sofia en ontvang in Utrecht. " * 25_000)
    assert time.process_time() - start < 10


@pytest.mark.parametrize("text", ["", " ", "\n\n", "🙂🙂🙂", "\u202eSofia 24", "<p></p>", "\x00"])
def test_texts_without_words_say_nothing(text: str) -> None:
    found = public(extract("", text))
    assert (found["phones"], found["prices"], found["municipalities"]) == ([], [], [])
