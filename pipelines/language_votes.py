"""Two detectors and a list of everyday words, each with a voice on the language of a short text.

langdetect (Shuyo 2010, naive Bayes on character n-grams) over 22 languages, and
py3langid (Lui and Baldwin 2012, trained over domains) over 38. Neither believes easily in a language that is
not written with the letters of the text.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from config.reader import read_record, read_yaml
from pipelines.language_grams import grams
from pipelines.packs import PACKS, languages
from pipelines.phrases import bare

FIRST_VOTE = tuple("nl en es pt ro bg hu pl de fr ru it tr cs uk th zh-cn ar sq el lt vi".split())  # noqa: SIM905
SECOND_VOTE = tuple(code[:2] for code in FIRST_VOTE) + tuple(
    "sv da no fi et lv sk sl hr sr mk ja ko he fa hi".split()  # noqa: SIM905
)
SURELY = 20  # times likelier than any expected language before another one is believed
FOREIGN = 6.0  # how much less likely (log) a language is per letter that it does not have
MOST_FOREIGN = 3  # letters that count: one foreign name in a long text proves nothing
# Letters besides a-z of detected languages that have no rule pack; those of the others stand in their packs.
_OTHERS = {
    "vi": "àáâãèéêìíòóôõùúăđĩũơưý",
    "th": "",
    "zh-cn": "",
    "zh": "",
    "ar": "",
    **dict.fromkeys(("ja", "ko", "he", "fa", "hi"), ""),
    "sq": "çë",
    "lt": "ąčęėįšųūž",
    "el": "",
    "sv": "åäöé",
    "da": "åæøé",
    "no": "åæøé",
    "fi": "äöå",
    "et": "äöüõšž",
    "lv": "āčēģīķļņšūž",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšž",
    "hr": "čćđšž",
    "sr": "јљњћђџčćđšž",
    "mk": "јљњѓќѕџ",
}
_SPECIAL = re.compile("[À-ÖØ-öø-ɏḀ-ỿґєіїыэёъўјљњќѓђћџѕ]")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class LanguagePack:
    """Everyday words of one language, or of all (config/packs/international.yml), and how it is written.

    `letters` besides the plain ones; `never` is a pattern of what its spelling does not have.
    """

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    words: tuple[str, ...]
    letters: str = ""
    never: str | None = None


def first_vote(plain: str) -> str | None:
    """langdetect's answer as an ISO 639-1 code, or None when it finds no features.

    Its profiles and n-grams, but every n-gram weighed once instead of a random sample of them: the answer
    cannot change between runs, whatever the seed, and takes a third of the time.
    """
    profiles = grams(FIRST_VOTE)
    known = profiles.found(plain)
    if not known:
        return None
    scores = profiles.weights[known].sum(axis=0)
    for code, many in _foreign(plain).items():
        if code in FIRST_VOTE:
            scores[FIRST_VOTE.index(code)] -= many * FOREIGN
    return FIRST_VOTE[int(scores.argmax())][:2]


def second_vote(plain: str) -> str:
    """py3langid's answer as an ISO 639-1 code; a short text needs more to be in a language we do not expect."""
    foreign = _foreign(plain)
    ranked = [(code, math.log(max(p, 1e-300)) - FOREIGN * foreign.get(code, 0)) for code, p in _py3langid().rank(plain)]
    best, likelihood = max(ranked, key=lambda entry: entry[1])
    if best in FIRST_VOTE or best == "zh":
        return str(best)
    expected, next_likelihood = max((entry for entry in ranked if entry[0] in FIRST_VOTE), key=lambda entry: entry[1])
    return str(expected if likelihood < math.log(SURELY) + next_likelihood else best)


def third_voice(plain: str, least: int = 2) -> tuple[str | None, int]:
    """The language most of whose everyday words stand in the text, when it leads clearly, and how many."""
    voices: Counter[str] = Counter()
    known = _everyday()
    for word in _WORD.findall(bare(plain)):
        for code in known.get(word, ()):
            voices[code] += 1
    (code, hits), (_, next_hits) = [*voices.most_common(2), ("", 0), ("", 0)][:2]
    return (code, hits) if hits >= least and (hits >= 1.5 * next_hits or hits >= next_hits + 3) else (None, hits)


@cache
def international() -> frozenset[str]:
    """Words that ads in every language use."""
    return frozenset(read_record(PACKS / "international.yml", LanguagePack).words)


def _foreign(plain: str) -> Mapping[str, int]:
    """Per language how many letters of the text it does not have."""
    odd = Counter(_SPECIAL.findall(plain))
    counts: Counter[str] = Counter()
    for letter, many in odd.items():
        for code in _without(letter):
            counts[code] += many
    for code, never in _spellings().items():
        if never.search(plain):
            counts[code] += 1
    return {code: min(many, MOST_FOREIGN) for code, many in counts.items()}


@cache
def _without(letter: str) -> tuple[str, ...]:
    """The languages that do not write this letter."""
    return tuple(code for code, letters in _alphabets().items() if letter not in letters)


@cache
def _packs() -> Mapping[str, LanguagePack]:
    return {code: read_record(PACKS / code / "language.yml", LanguagePack) for code in languages("language")}


@cache
def _alphabets() -> Mapping[str, frozenset[str]]:
    letters = {code: pack.letters for code, pack in _packs().items()} | _OTHERS
    return {code: frozenset(own) for code, own in letters.items()}


@cache
def _spellings() -> Mapping[str, re.Pattern[str]]:
    """Per language what its spelling does not have, where that is known."""
    return {code: re.compile(pack.never) for code, pack in _packs().items() if pack.never}


@cache
def _everyday() -> Mapping[str, tuple[str, ...]]:
    known: dict[str, tuple[str, ...]] = {}
    for code, pack in _packs().items():
        for word in {bare(word) for word in (*pack.words, *_ad_words(code))}:
            known[word] = (*known.get(word, ()), code)
    return known


def _ad_words(code: str) -> Iterator[str]:
    """Words that the other rule packs of a language know: numbers, units of time, places of work, persons."""
    for name in ("numbers", "work_type", "age", "price"):
        pack = read_yaml(PACKS / code / f"{name}.yml")
        for key in ("words", "tens", "hundreds", "at_home", "escort", "years", "persons", "minute", "hour", "periods"):
            yield from (word for phrase in pack.get(key, ()) for word in str(phrase).lower().split() if word.isalpha())


@cache
def _py3langid() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(SECOND_VOTE)
    return identifier
