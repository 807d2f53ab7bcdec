"""The language of an ad: two independent votes on cleaned text; only agreement is certain."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from domain.observations import Language, LanguageStatus
from pipelines.language_votes import first_vote, international, second_vote, third_voice

MOST_WEIGHED = 180  # characters for the first vote, whose time grows most
FEW = 6  # words: rules of every language read a disputed text that is shorter
MOST_READ = 250  # characters per vote: more text changes few answers and only costs time

_NOISE = re.compile(
    r"(?:https?://|www\.)\S+|(?<!\S)\S{1,64}@\S{1,64}|[@#]\w+|(?<!\w)\w{0,40}\d\w{0,40}|[^\w\s.!?,;:'’-]|_"
)
_SPACES = re.compile(r"[ \t]+")
_WORD = re.compile(r"[^\W\d_]+")
_CLOSE = [{*pair.split()} for pair in ("ru bg", "ru uk", "bg uk", "es pt", "es it", "pt it", "cs pl", "nl de")]
_SEGMENT = re.compile(r"[.!?;|\n]+")


def find_language(text: str, names: Iterable[tuple[int, int]] = (), hint: str | None = None) -> Language:
    """The language of a cleaned text whose phones are masked; see `hear`."""
    return hear(text, names, hint)[0]


def hear(text: str, names: Iterable[tuple[int, int]] = (), hint: str | None = None) -> tuple[Language, tuple[str, ...]]:
    """The language of a cleaned text whose phones are masked, and the languages whose rules should read it.

    `names` are spans of place names. Confirmed when both votes agree, disputed when they differ, unknown under
    three words; `hint` is only used then. Everyday words decide which code a disputed text gets, and dispute a
    short text that both votes misread. Rules of one other language heard in a sentence read along, though one
    sentence is no second language. Deterministic; never raises.
    """
    plain = _plain(text, names)
    if _words_in(plain) < 3 and _words_in(_plain(text, ())) < 3:
        return _alone(Language(hint))
    main, other, second, aside = _parts(plain)
    told = _informative(main)
    if _words_in(told) < 2:
        return _alone(Language(third_voice(told, least=1)[0] or hint))
    code, status = _voted(told[:MOST_READ])
    if other and code == second:  # the larger part turned out to be the other language after all
        return _alone(Language(code, status))
    if status is LanguageStatus.DISPUTED and _words_in(told) < FEW:
        return Language(code, status), ()
    also = second or next((each for each in aside if each != code and {each, code} not in _CLOSE), None)
    return Language(code, status, second), (code, also) if also else (code,)


def _alone(language: Language) -> tuple[Language, tuple[str, ...]]:
    return language, (language.code,) if language.code else ()


def _voted(told: str) -> tuple[str, LanguageStatus]:
    first, second = first_vote(told[:MOST_WEIGHED]), second_vote(told)
    third, hits = third_voice(told)
    if first == second:  # a clear third voice casts doubt, and overrules both when many words speak
        code = third if third and hits >= 4 else second
        doubted = third not in (None, first) and hits >= 3
        return code, LanguageStatus.DISPUTED if doubted else LanguageStatus.CONFIRMED
    if third and hits >= 4:
        return third, LanguageStatus.DISPUTED
    heard = third or third_voice(told, least=1)[0]
    return heard if heard and heard in (first, second) else second, LanguageStatus.DISPUTED


def _parts(plain: str) -> tuple[str, str, str | None, tuple[str, ...]]:
    """The text in its main language, the part in a second one, which that is, and what else is heard.

    The main language is the one a text opens with, unless another takes twice its room. A part counts as
    another language when both votes say so of its segments together; of close languages everyday words must, too.
    """
    labelled: dict[str, list[str]] = {}
    for segment, label in _labels(_SEGMENT.split(plain)):
        labelled.setdefault(label, []).append(segment)
    room = {code: sum(map(len, parts)) for code, parts in labelled.items() if code}
    main = max(room, key=lambda code: room[code] * (2 if code == next(iter(room)) else 1), default="")
    aside = tuple(sorted(room, key=lambda code: -room[code]))
    for code in aside:
        joined = " . ".join(labelled[code])
        if code == main or _words_in(joined) < 4:
            continue
        told = _informative(joined)[:MOST_READ]
        if {main, code} in _CLOSE and third_voice(told, least=5)[0] != code:
            continue  # one sentence in six words may look like the neighbouring language
        if _voted(told) == (code, LanguageStatus.CONFIRMED):
            rest = " . ".join(part for label, parts in labelled.items() if label != code for part in parts)
            return rest, joined, code, aside
    return plain, "", None, aside


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
    known = international()
    return _WORD.sub(lambda word: "" if word[0] in known else word[0], plain)


def _words_in(plain: str) -> int:
    """How many words; scripts that write without spaces count two letters as one."""
    words = _WORD.findall(plain[:MOST_READ])
    return sum(len(word) // 2 if "\u0e00" <= word[0] <= "\u9fff" else 1 for word in words)
