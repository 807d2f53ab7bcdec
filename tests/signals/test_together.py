"""`=8` in a rule: words of several groups in any order, near one another, in one clause."""

from __future__ import annotations

from time import process_time

import pytest

from signals.languages import Concept, LanguageRules
from signals.patterns import BadPattern
from signals.reader import LanguageReader
from signals.words import sentences

SETS = {"who": ("boss", "driver"), "does": ("takes", "keeps", "gets"), "what": ("half", "rest", "takes")}


def reader(*patterns: str, **more: tuple[str, ...]) -> LanguageReader:
    concept = Concept(match=patterns, **more)  # type: ignore[arg-type]  # of several kinds
    return LanguageReader(LanguageRules("en", ("not", "never"), ("but", "because"), {"share": concept}, sets=SETS))


def said(one: LanguageReader, text: str) -> list[str]:
    (sentence,) = sentences(text)
    return [text[slice(*sentence.span(hit.start, hit.end))] for hit in one.hits(sentence) if not hit.denied]


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("my boss takes half", "boss takes half"),
        ("half the boss takes from me", "half the boss takes"),
        ("it is half that my driver gets", "half that my driver gets"),
        ("the rest, so it was agreed, my driver keeps", "rest, so it was agreed, my driver keeps"),
    ],
)
def test_the_order_of_the_words_does_not_matter(text: str, quote: str) -> None:
    assert said(reader("=10 <who> <does> <what>"), text) == [quote]


@pytest.mark.parametrize(
    "text",
    [
        "my boss takes care",  # one group is missing
        "half of my guests come in the evening and my boss at work takes nothing",  # too far apart
        "my boss takes a nap but half of me is awake",  # another clause
        "half is mine: the boss takes nothing",  # another clause
        "the boss never takes half",  # a negation between them
        "I do not give half, the boss gets nothing",  # a negation before them
    ],
)
def test_words_that_do_not_belong_together_say_nothing(text: str) -> None:
    assert said(reader("=5 <who> <does> <what>"), text) == []


def test_a_word_counts_for_one_group_only() -> None:
    assert said(reader("=5 <who> <does> <what>"), "my boss takes me home") == []
    assert said(reader("=5 <who> <does> <what>"), "my boss takes what he takes") == ["boss takes what he takes"]


def test_it_may_also_take_back_a_match() -> None:
    one = reader("=6 <who> <does> <what>", unless=("=6 hired driver i|myself",))
    assert said(one, "half my driver gets") == ["half my driver gets"]
    assert said(one, "half my driver gets, i hired the driver") == []


@pytest.mark.parametrize(
    "pattern", ["=8 <who> ~2 half", "=8 <who> half?", "=8 <who> @name", "=20 <who> half", "=8 half"]
)
def test_a_row_that_would_be_slow_or_too_wide_is_refused(pattern: str) -> None:
    with pytest.raises(BadPattern):
        reader(pattern)


def test_a_sentence_of_nothing_but_its_words_stays_cheap() -> None:
    one = reader("=12 <who> <does> <what> half keeps")
    (sentence,) = sentences(" ".join(["half", "takes", "boss", "takes"] * 20))
    begin = process_time()
    for _ in range(20):
        list(one.hits(sentence))
    assert process_time() - begin < 1
