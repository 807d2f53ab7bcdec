"""The small language in which rules are written, and its translation to spaCy token patterns.

A pattern is a row of elements: `word`, `one|another`, `stem*`, `*tail`, `<set>`, any of them with `?`
when it may be absent, `~3` for up to three other words of the same sentence, `!word|another` for one word
that is none of these, `@name` for a word with a capital that no rule knows, `^` and `$` for where the
sentence begins and ends. A row that begins with `=8` names words in any order within eight words of one clause.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import prod
from typing import Any

from signals.words import split

WIDEST_GAP = 8
NAME = "@name"
MOST_TOGETHER, WIDEST_TOGETHER = 5, 12
MOST_WAYS = 600  # gaps multiply the ways one pattern can match: more would be quadratic and worse


class BadPattern(ValueError):
    """A pattern cannot be read, or would be too slow. Raised while a rule file is loaded.

    `language` and `place` (keys down to the pattern) say where it stands, as far as the reader knew.
    """

    language = ""
    place: tuple[str | int, ...] = ()


@dataclass(frozen=True, slots=True)
class Element:
    """One place in a pattern: any of `words`, or a word with one of `stems` or `tails`; or a name; or a gap;
    or, with `other`, one word that is none of `words`."""

    words: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()
    tails: tuple[str, ...] = ()
    optional: bool = False
    gap: int = 0
    name: bool = False
    other: bool = False

    @property
    def required(self) -> bool:
        """A sentence without a word for it cannot match, and the word can be looked up."""
        return not (self.optional or self.gap or self.other)


@dataclass(frozen=True, slots=True)
class Pattern:
    """`text` as written; a sentence can only match if it has a word for each required element.

    With `within`, the elements may stand in any order inside that many words.
    """

    text: str
    elements: tuple[Element, ...]
    within: int = 0

    @property
    def required(self) -> tuple[Element, ...]:
        return tuple(element for element in self.elements if element.required)


def read_pattern(text: str, sets: Mapping[str, Sequence[str]], canonical: Callable[[str], str]) -> Pattern:
    """Read one pattern; `canonical` is the language's last folding step. Raises BadPattern."""
    together = re.match(r"=(\d+) ", text)
    if together:
        return _read_together(text, int(together[1]), text[together.end() :], sets, canonical)
    elements = tuple(element for part in text.split() for element in _elements(part, sets, canonical))
    gaps = [element.gap for element in elements if element.gap]
    if not elements or elements[0].gap or elements[-1].gap:
        raise BadPattern(f"patroon `{text}` moet met een woord beginnen en eindigen")
    if any(one.gap and two.gap for one, two in pairwise(elements)):
        raise BadPattern(f"patroon `{text}` heeft twee open plekken naast elkaar: maak er één van")
    ways = prod(gap + 1 for gap in gaps)
    if max(gaps, default=0) > WIDEST_GAP or ways > MOST_WAYS:
        raise BadPattern(
            f"patroon `{text}` zou te traag zijn: {ways} manieren om te passen (hoogstens {MOST_WAYS}), "
            f"en een open plek is hoogstens ~{WIDEST_GAP}"
        )
    if not any(element.required for element in elements):
        raise BadPattern(f"patroon `{text}` past op elke tekst: minstens één woord moet verplicht zijn")
    return Pattern(text, elements)


def _read_together(
    text: str, within: int, parts: str, sets: Mapping[str, Sequence[str]], canonical: Callable[[str], str]
) -> Pattern:
    elements = tuple(element for part in parts.split() for element in _elements(part, sets, canonical))
    if not all(element.required and not element.name for element in elements):
        raise BadPattern(f"patroon `{text}`: in willekeurige volgorde staan alleen verplichte woorden of groepen")
    if not 2 <= len(elements) <= MOST_TOGETHER or not len(elements) <= within <= WIDEST_TOGETHER:
        raise BadPattern(
            f"patroon `{text}` zou te traag of te ruim zijn: 2 tot {MOST_TOGETHER} woorden of groepen "
            f"binnen hoogstens {WIDEST_TOGETHER} woorden"
        )
    return Pattern(text, elements, within)


def _elements(part: str, sets: Mapping[str, Sequence[str]], canonical: Callable[[str], str]) -> list[Element]:
    if re.fullmatch(r"~\d+", part):
        return [Element(gap=int(part[1:]))]
    if part == NAME:
        return [Element(name=True)]
    if part.startswith("!") and len(part) > 1:
        named = [one for one in _elements(part[1:], sets, canonical) if not (one.stems or one.tails)]
        if len(named) != 1:
            raise BadPattern(f"`{part}`: achter het uitroepteken staan alleen hele woorden, met streepjes ertussen")
        return [Element(named[0].words, other=True)]
    optional = part.endswith("?") and len(part) > 1
    choices = [choice for name in part.removesuffix("?").split("|") for choice in _choices(name, sets)]
    if not all(split(choice.strip("*")) for choice in choices):
        raise BadPattern(f"`{part}` heeft een lege keuze tussen de streepjes")
    if len(choices) == 1 and "*" not in choices[0]:  # `24/7` is three words in a row
        return [Element(frozenset((canonical(word),)), optional=optional) for word in split(choices[0])]
    words, stems, tails = set(), [], []
    for choice in choices:
        pieces = split(choice.strip("*"))
        if len(pieces) != 1:
            raise BadPattern(f"`{choice}` is meer dan één woord: zet het in een eigen patroon")
        word = canonical(pieces[0])
        if choice.startswith("*"):
            tails.append(word)
        elif choice.endswith("*"):
            stems.append(word)
        else:
            words.add(word)
    return [Element(frozenset(words), tuple(stems), tuple(tails), optional)]


def _choices(name: str, sets: Mapping[str, Sequence[str]]) -> Sequence[str]:
    if not (name.startswith("<") and name.endswith(">")):
        return (name,)
    if name[1:-1] not in sets:
        raise BadPattern(f"woordgroep {name} bestaat niet")
    return [choice for word in sets[name[1:-1]] for choice in _choices(str(word), sets)]


def for_spacy(pattern: Pattern, negations: frozenset[str]) -> list[dict[str, Any]]:
    """The token pattern for spaCy's Matcher. A gap never swallows a negation."""
    return [_token(element, negations) for element in pattern.elements]


def _token(element: Element, negations: frozenset[str]) -> dict[str, Any]:
    if element.gap:
        return {"ORTH": {"NOT_IN": sorted(negations)}, "OP": f"{{0,{element.gap}}}"}
    if element.name:
        return {"TAG": NAME}
    if element.other:
        return {"ORTH": {"NOT_IN": sorted(element.words)}}
    choices = [re.escape(word) for word in sorted(element.words)]
    choices += [re.escape(stem) + ".*" for stem in element.stems]
    choices += [".*" + re.escape(tail) for tail in element.tails]
    if not element.stems and not element.tails:
        test: Any = {"IN": sorted(element.words)}
    else:
        test = {"REGEX": f"^(?:{'|'.join(choices)})$"}
    return {"ORTH": test, "OP": "?"} if element.optional else {"ORTH": test}
