"""The language of an ad: two independent votes on cleaned text; only agreement is certain.

langdetect (Shuyo 2010, naive Bayes on character n-grams) over 22 languages with a fixed seed, and
py3langid (Lui and Baldwin 2012, trained over domains) over 38.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from domain.observations import Language, LanguageStatus

FIRST_VOTE = tuple("nl en es pt ro bg hu pl de fr ru it tr cs uk th zh-cn ar sq el lt vi".split())  # noqa: SIM905
SECOND_VOTE = tuple(code[:2] for code in FIRST_VOTE) + tuple(
    "sv da no fi et lv sk sl hr sr mk ja ko he fa hi".split()  # noqa: SIM905
)
MOST_READ = 600  # characters: more text does not change the vote, it only costs time

_NOISE = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+|[@#]\w+|\w*\d\w*|[^\w\s.!?,;:'’-]|_")
_SPACES = re.compile(r"[ \t]+")
_WORD = re.compile(r"[^\W\d_]+")
_SEGMENT = re.compile(r"[.!?;|\n]+")


def find_language(text: str, hint: str | None = None) -> Language:
    """The language of a cleaned text whose phones are masked. `hint` is only used when the text says too little.

    Confirmed when both votes agree, disputed when they differ (the second vote is given), unknown under
    three words. Deterministic; never raises.
    """
    plain = _SPACES.sub(" ", _NOISE.sub(" ", text)).strip().lower()
    if _too_short(plain):
        return Language(hint)
    segments = [segment.strip() for segment in _SEGMENT.split(plain) if segment.strip()]
    sizes: Counter[str] = Counter()
    parts: dict[str, list[str]] = {}
    for segment in segments if len(segments) > 1 else ():
        if len(_WORD.findall(segment)) >= 4:
            code = second_vote(segment)
            sizes[code] += len(segment)
            parts.setdefault(code, []).append(segment)
    first, second = first_vote(plain[:MOST_READ]), second_vote(plain[: 2 * MOST_READ])
    status = LanguageStatus.CONFIRMED if first == second else LanguageStatus.DISPUTED
    return Language(second, status, _other(second, sizes, parts))


def _other(main: str, sizes: Counter[str], parts: dict[str, list[str]]) -> str | None:
    """Another language in at least a fifth of the text, when both votes see it there."""
    total = sum(sizes.values())
    for code, size in sizes.most_common(3):
        if code != main and size >= 25 and size * 5 >= total:
            joined = " ".join(parts[code])[:MOST_READ]
            if first_vote(joined) == second_vote(joined) == code:
                return code
    return None


def _too_short(plain: str) -> bool:
    words = _WORD.findall(plain[:MOST_READ])
    unspaced = any("\u0e00" <= sign <= "\u9fff" for word in words for sign in word[:1])
    return len("".join(words)) < 4 if unspaced else len(words) < 3


def first_vote(plain: str) -> str | None:
    """langdetect's answer as an ISO 639-1 code, or None when it finds no features."""
    from langdetect.lang_detect_exception import LangDetectException

    detector = _langdetect().create()
    detector.append(plain)
    try:
        found = detector.get_probabilities()
    except LangDetectException:
        return None
    return str(found[0].lang)[:2] if found else None


def second_vote(plain: str) -> str:
    """py3langid's answer as an ISO 639-1 code."""
    return str(_py3langid().classify(plain)[0])


@cache
def _langdetect() -> Any:
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory
    from langdetect.utils.lang_profile import LangProfile

    factory = DetectorFactory()
    factory.seed = 0
    for index, code in enumerate(FIRST_VOTE):
        profile = json.loads((Path(PROFILES_DIRECTORY) / code).read_text(encoding="utf-8"))
        factory.add_profile(LangProfile(**profile), index, len(FIRST_VOTE))
    return factory


@cache
def _py3langid() -> Any:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(SECOND_VOTE)
    return identifier
