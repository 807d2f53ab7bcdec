"""The language of an ad: two independent votes on cleaned text; only agreement is certain.

langdetect (Shuyo 2010, naive Bayes on character n-grams) over 22 languages, and
py3langid (Lui and Baldwin 2012, trained over domains) over 38.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from config.reader import read_record
from domain.observations import Language, LanguageStatus
from pipelines.packs import PACKS, languages

FIRST_VOTE = tuple("nl en es pt ro bg hu pl de fr ru it tr cs uk th zh-cn ar sq el lt vi".split())  # noqa: SIM905
SECOND_VOTE = tuple(code[:2] for code in FIRST_VOTE) + tuple(
    "sv da no fi et lv sk sl hr sr mk ja ko he fa hi".split()  # noqa: SIM905
)
SURELY = 20  # times likelier than any expected language before another one is believed
MOST_WEIGHED = 180  # characters for the first vote, whose time grows most
MOST_READ = 250  # characters per vote: more text changes few answers and only costs time

_NOISE = re.compile(
    r"(?:https?://|www\.)\S+|(?<!\S)\S{1,64}@\S{1,64}|[@#]\w+|(?<!\w)\w{0,40}\d\w{0,40}|[^\w\s.!?,;:'’-]|_"
)
_SPACES = re.compile(r"[ \t]+")
_WORD = re.compile(r"[^\W\d_]+")
_SEGMENT = re.compile(r"[.!?;|\n]+")


@dataclass(frozen=True, slots=True)
class LanguagePack:
    """Everyday words of one language, or of all (config/packs/international.yml)."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    words: tuple[str, ...]


def find_language(text: str, names: Iterable[tuple[int, int]] = (), hint: str | None = None) -> Language:
    """The language of a cleaned text whose phones are masked; `names` are spans of place names in it.

    Confirmed when both votes agree, disputed when they differ, unknown under three words; `hint` is only used
    then. Everyday words decide which code a disputed text gets, and dispute a short text that both votes
    misread. Deterministic; never raises.
    """
    if _words_in(_plain(text, ())) < 3:
        return Language(hint)
    plain = _plain(text, names)
    main, other, second = _parts(plain)
    told = _informative(main)
    if _words_in(told) < 2:
        return Language(third_voice(told, least=1)[0] or hint)
    code, status = _voted(told[:MOST_READ])
    if other and code == second:  # the larger part turned out to be the other language after all
        return Language(code, status)
    return Language(code, status, second)


def _voted(told: str) -> tuple[str, LanguageStatus]:
    first, second = first_vote(told[:MOST_WEIGHED]), second_vote(told)
    third, hits = third_voice(told)
    heard = third is not None and (third in (first, second) or hits >= 4)
    code = third if third and heard else second
    return code, LanguageStatus.CONFIRMED if first == second == code else LanguageStatus.DISPUTED


def _parts(plain: str) -> tuple[str, str, str | None]:
    """The text in its main language, the part in a second one, and which that is.

    The main language is the one a text opens with, unless another takes twice its room. A part counts as
    another language when both votes say so of its segments together.
    """
    labelled: dict[str, list[str]] = {}
    for segment, label in _labels(_SEGMENT.split(plain)):
        labelled.setdefault(label, []).append(segment)
    room = {code: sum(map(len, parts)) for code, parts in labelled.items() if code}
    main = max(room, key=lambda code: room[code] * (2 if code == next(iter(room)) else 1), default="")
    for code in sorted(room, key=lambda code: -room[code]):
        joined = " . ".join(labelled[code])
        if code == main or _words_in(joined) < 4:
            continue
        if _voted(_informative(joined)[:MOST_READ]) == (code, LanguageStatus.CONFIRMED):
            rest = " . ".join(part for label, parts in labelled.items() if label != code for part in parts)
            return rest, joined, code
    return plain, "", None


def _labels(segments: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each segment with its language, "" when unsure: by everyday words, else by both votes.

    The first vote costs most and is only asked where the second one would bring in another language.
    """
    heard = [third_voice(segment)[0] or "" for segment in segments]
    for segment, label in zip(segments, heard, strict=True):
        if label or _words_in(segment) < 5:
            yield segment.strip(), label
            continue
        told = _informative(segment)
        vote = second_vote(told) if told.strip() else ""
        sure = vote in heard or (vote and first_vote(told) == vote)
        yield segment.strip(), vote if sure else ""


def _plain(text: str, names: Iterable[tuple[int, int]]) -> str:
    for start, end in names:
        text = f"{text[:start]}{' ' * (end - start)}{text[end:]}"
    return _SPACES.sub(" ", _NOISE.sub(" ", text)).strip().lower()


def _informative(plain: str) -> str:
    """The text without words that every language uses."""
    international = _international()
    return _WORD.sub(lambda word: "" if word[0] in international else word[0], plain)


def third_voice(plain: str, least: int = 2) -> tuple[str | None, int]:
    """The language most of whose everyday words stand in the text, when it leads clearly, and how many."""
    voices: Counter[str] = Counter()
    known = _everyday()
    for word in _WORD.findall(plain):
        for code in known.get(word, ()):
            voices[code] += 1
    (code, hits), (_, next_hits) = [*voices.most_common(2), ("", 0), ("", 0)][:2]
    return (code, hits) if hits >= least and hits >= 1.5 * next_hits else (None, hits)


def _words_in(plain: str) -> int:
    """How many words; scripts that write without spaces count two letters as one."""
    words = _WORD.findall(plain[:MOST_READ])
    return sum(len(word) // 2 if "\u0e00" <= word[0] <= "\u9fff" else 1 for word in words)


def first_vote(plain: str) -> str | None:
    """langdetect's answer as an ISO 639-1 code, or None when it finds no features.

    Its profiles and n-grams, but every n-gram weighed once instead of a random sample of them: the answer
    cannot change between runs, whatever the seed, and takes a third of the time.
    """
    factory, rows, weights = _langdetect()
    detector = factory.create()
    detector.append(plain)
    detector.cleaning_text()
    known = [rows[gram] for gram in detector._extract_ngrams()]
    return FIRST_VOTE[int(weights[known].sum(axis=0).argmax())][:2] if known else None


def second_vote(plain: str) -> str:
    """py3langid's answer as an ISO 639-1 code; a short text needs more to be in a language we do not expect."""
    ranked = _py3langid().rank(plain)
    best, likelihood = ranked[0]
    if best in FIRST_VOTE or best == "zh":
        return str(best)
    expected, next_likelihood = next(entry for entry in ranked if entry[0] in FIRST_VOTE)
    return str(expected if likelihood < SURELY * next_likelihood else best)


@cache
def _everyday() -> dict[str, list[str]]:
    known: dict[str, list[str]] = {}
    for code in languages("language"):
        for word in read_record(PACKS / code / "language.yml", LanguagePack).words:
            known.setdefault(word, []).append(code)
    return known


@cache
def _international() -> frozenset[str]:
    return frozenset(read_record(PACKS / "international.yml", LanguagePack).words)


@cache
def _langdetect() -> tuple[Any, dict[str, int], Any]:
    """The factory with our profiles, the row of every n-gram, and its log likelihood per language."""
    import numpy as np
    from langdetect.detector import Detector
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
    from langdetect.utils.lang_profile import LangProfile

    factory = DetectorFactory()
    for index, code in enumerate(FIRST_VOTE):
        profile = json.loads((Path(PROFILES_DIRECTORY) / code).read_text(encoding="utf-8"))
        factory.add_profile(LangProfile(**profile), index, len(FIRST_VOTE))
    likelihood = np.array(list(factory.word_lang_prob_map.values()))
    weights = np.log(likelihood + Detector.ALPHA_DEFAULT / Detector.BASE_FREQ)
    return factory, {gram: row for row, gram in enumerate(factory.word_lang_prob_map)}, weights


@cache
def _py3langid() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(SECOND_VOTE)
    return identifier
