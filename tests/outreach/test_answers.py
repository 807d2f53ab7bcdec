"""What follows from an answer, in every template language: distress and doubt reach a person."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from config.settings import CONFIG
from domain.errors import ConfigError
from domain.outreach import ReplyCode
from outreach.replies import read_reply
from outreach.words import load_words, nothing_but

WORDS = load_words(CONFIG / "messages")
ANSWERS = yaml.safe_load((Path(__file__).parent / "answers.yml").read_text(encoding="utf-8"))
CASES = [(code, text) for code, per in ANSWERS.items() for texts in per.values() for text in texts]


@pytest.mark.parametrize(("code", "text"), CASES)
def test_an_answer_is_read_for_what_it_asks_of_us(code: str, text: str) -> None:
    assert read_reply(text, WORDS) is ReplyCode(code)


def test_every_template_language_has_cries_refusals_and_plain_answers() -> None:
    for code in ("distress", "hold", "answer"):
        assert set(ANSWERS[code]) == set(WORDS)


@pytest.mark.parametrize("language", sorted(WORDS))
def test_no_list_of_a_language_shadows_a_worse_case(language: str) -> None:
    """An entry of one list that another language reads more lightly would lower the alarm."""
    one = WORDS[language]
    for entry in one.distress_alone:
        assert read_reply(entry.replace("#", "16"), WORDS) is ReplyCode.DISTRESS, entry
    for entry in one.young:
        assert read_reply(entry.replace("#", "16").replace("*", ""), WORDS) is ReplyCode.DISTRESS, entry
    for entry in (*one.refusal, *one.refusal_alone):
        told = read_reply(entry.replace("*", ""), WORDS)
        assert told in {ReplyCode.HOLD, ReplyCode.DISTRESS, ReplyCode.STOP}, entry


@pytest.mark.parametrize("age", range(8, 40))
def test_the_line_is_eighteen(age: int) -> None:
    expected = ReplyCode.DISTRESS if age < 18 else ReplyCode.ANSWER
    assert read_reply(f"ik ben {age}", WORDS) is expected


def test_a_message_is_nothing_but_listed_phrases_or_it_is_not() -> None:
    assert nothing_but(["i", "need", "help", "sos"], ["sos", "i need help"])
    assert not nothing_but(["i", "need", "help", "now"], ["sos", "i need help"])
    assert not nothing_but([], ["sos"])


def test_a_language_without_a_list_is_refused(tmp_path: Path) -> None:
    (tmp_path / "nl").mkdir()
    text = (CONFIG / "messages" / "nl" / "words.yml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("young")]
    (tmp_path / "nl" / "words.yml").write_text("\n".join([*lines, "young: []"]), encoding="utf-8")
    with pytest.raises(ConfigError, match="young"):
        load_words(tmp_path)
