"""Numbers written in signs and words: 06, o6, zes, thirty four, dubbel drie, honderdvijftig."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from pipelines.clean import Clean, fold, rewritten
from pipelines.number_pack import UNIT_FIRST, NumbersPack, NumberWords, Pieces, joined
from pipelines.packs import prove, spoken

_RUN = re.compile(r"\d+|[^\W\d_]+(?:(?<=[а-яА-ЯіїєІЇЄ])['’ʼ](?=[яюєї])[^\W\d_]+)?")
_LOOKALIKE = str.maketrans("oOоОlIiі|", "000011111")  # Latin and Cyrillic letters that pass for a digit
_LONE_STROKES = frozenset("Iiіl")
LONGEST_WORD = 80  # letters: ten digits written as one word are shorter
LONGEST_NUMBER = 8  # words: "two thousand three hundred and forty five"
_GAP = re.compile(r"[^\w€$£%\x00]{0,8}")


class Token(NamedTuple):
    """A stretch that can be read as digits.

    `how`: digits, word, letter, tens, hundred, repeat, sign, joint, pause, or stop (anything else).
    """

    digits: str
    start: int
    end: int
    how: str


@lru_cache(maxsize=64)
def number_words(language: str | None) -> NumberWords:
    """The packs for texts of this language, proved by their examples. Raises ConfigError."""
    packs = spoken("numbers", NumbersPack, language)
    words = joined(packs)

    def read(text: str) -> tuple[str, ...]:
        digits = ("".join(token.digits for token in chain) for chain in chains(text, words))
        phone = tuple(each for each in digits if len(each) >= 4)
        return phone or tuple(str(value) for value, _, _ in written_numbers(text, words))

    prove("numbers", language, packs, read)
    return words


def chains(text: str, words: NumberWords) -> Iterator[list[Token]]:
    """Digit strings as a phone number needs them: tokens with nothing but signs and spaces in between."""
    chain: list[Token] = []
    for token in _tokens(text, words):
        stop = token.how in ("stop", "hundred")
        if chain and (stop or not _GAP.fullmatch(text[chain[-1].end : token.start].replace("_", " "))):
            yield from _worked_out(chain, words)
            chain = []
        if not stop:
            chain.append(token)
    yield from _worked_out(chain, words)


def written_numbers(text: str, words: NumberWords) -> list[tuple[int, int, int]]:
    """Numbers from ten up written in words: value, start and end."""
    found, run = [], list[Token]()
    for token in (*_tokens(text, words), Token("", len(text), len(text), "stop")):
        spoken_ = token.how in ("word", "tens", "hundred", "joint")
        near = not run or (token.start - run[-1].end <= 1)
        if run and not (spoken_ and near):
            found += _values(run, words)
            run = []
        if spoken_:
            run.append(token)
    return found


def in_digits(text: str, words: NumberWords) -> Clean:
    """The text with its written numbers from ten up as digits, and the way back to the text."""
    return rewritten(text, [(start, end, str(value)) for value, start, end in written_numbers(text, words)])


def _tokens(text: str, words: NumberWords) -> Iterator[Token]:
    for run in _RUN.finditer(text):
        shown, start, end = run[0], run.start(), run.end()
        if shown[0].isdigit():
            yield Token(shown, start, end, "digits")
            continue
        if shown in _LONE_STROKES and text[start - 1 : start].isspace() and text[end : end + 1].isspace():
            yield Token("", start, end, "stop")  # "I am": a word of its own, not a one
            continue
        pieces = words.seen.get(shown)
        if pieces is None:
            pieces = words.remember(shown, _split(shown, words))
        for digits, how, length in pieces:
            yield Token(digits, start, start + length if length else end, how)
            start += length


def _split(shown: str, words: NumberWords) -> Pieces:
    folded = fold(shown)
    found = words.known.get(folded)
    if found:
        return ((*found, 0),)
    if len(shown) <= 3 and shown.translate(_LOOKALIKE).isdigit():
        return ((shown.translate(_LOOKALIKE), "letter", 0),)
    if 5 < len(folded) <= LONGEST_WORD and folded[:3] in words.starts and (pieces := _all_pieces(folded, words)):
        scale = len(shown) / len(folded)  # folding may shorten or lengthen by a letter; spans stay inside the word
        return tuple((*words.known[piece], round(len(piece) * scale)) for piece in pieces)
    return (("", "stop", 0),)


def _all_pieces(word: str, words: NumberWords) -> list[str]:
    """The number words this word is made of, longest first from the left, or nothing."""
    pieces, at = [], 0
    while at < len(word) and (piece := words.pieces.match(word, at)):
        pieces.append(piece[0])
        at = piece.end()
    return pieces if at == len(word) else []


def _worked_out(chain: list[Token], words: NumberWords) -> Iterator[list[Token]]:
    """Join thirty + four, quatre + vingt, dubbel + drie. A joint that joins nothing ends the chain."""
    out: list[Token] = []
    for token in chain:
        last = out[-1] if out else None
        if last and last.how == "repeat" and token.digits:
            times = int(last.digits)
            out[-1] = Token(token.digits[0] * times + token.digits[1:], last.start, token.end, "word")
        elif last and (joined := _pair(last, token, words)):
            out[-1] = joined
        elif len(out) > 1 and last and last.how == "joint" and (joined := _pair(out[-2], token, words, last)):
            out[-2:] = [joined]
        else:
            out.append(token)
    piece: list[Token] = []
    for token in (*out, Token("", 0, 0, "joint")):
        if token.how == "joint":
            if any(part.digits and part.how != "repeat" for part in piece):
                yield [part for part in piece if part.how != "repeat"]
            piece = []
        elif token.how != "pause":
            piece.append(token)


def _pair(left: Token, right: Token, words: NumberWords, over: Token | None = None) -> Token | None:
    """Two tokens, perhaps `over` a joint, that are one number below a hundred, or None."""
    score = words.pairs.get((left.digits, right.digits)) if left.how == "word" and right.how == "tens" else None
    if score and not over:
        return Token(score, left.start, right.end, "tens")
    if over and over.digits == UNIT_FIRST and left.how == "tens":
        return None  # "I am thirty and a night owl", where one and thirty would be thirty-one
    if left.how == "tens" and right.how in ("word", "tens") and 0 < int(right.digits) < 20:
        room = 10 if left.digits not in ("60", "80") or not words.pairs else 20
        if int(right.digits) < room:
            return Token(str(int(left.digits) + int(right.digits)), left.start, right.end, "word")
    if over and left.how == "word" and len(left.digits) == 1 and right.how == "tens":
        return Token(str(int(right.digits) + int(left.digits)), left.start, right.end, "word")
    return None


def _values(run: Sequence[Token], words: NumberWords) -> list[tuple[int, int, int]]:
    """The numbers from ten up in a run of number words: two hundred and ten is one, six thirty are two."""
    parts = [part for chain in _with_hundreds(run, words) for part in chain]
    found, at = [], 0
    while at < len(parts):
        size, value = _one_value(parts, at)
        if value >= 10:
            found.append((value, parts[at].start, parts[at + size - 1].end))
        at += size
    return found


def _with_hundreds(run: Sequence[Token], words: NumberWords) -> Iterator[list[Token]]:
    """The run cut at joints that join nothing; a joint after a hundred is passed over."""
    chain: list[Token] = []
    pending: list[Token] = []
    for token in (*run, Token("", 0, 0, "end")):
        if token.how in ("hundred", "end"):
            for piece in _worked_out(pending, words):
                chain += piece
            pending = []
            if token.how == "hundred":
                chain.append(token)
        elif not (token.how == "joint" and not pending):
            pending.append(token)
    yield chain


def _one_value(parts: Sequence[Token], at: int) -> tuple[int, int]:
    """How many parts the number that begins at `at` takes, and its value."""
    total = size = 0
    for part in islice(parts, at, at + LONGEST_NUMBER):
        value = int(part.digits)
        if part.how == "hundred":
            if total and value in (100, 1000) and total < value:
                total *= value
            elif total % 1000 == 0:
                total += value
            else:
                break
        elif total and (total % 100 or value >= 100):
            break
        else:
            total += value
        size += 1
    return max(1, size), total
