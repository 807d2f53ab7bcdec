"""Reads sentences of one language with spaCy: which concepts stand there, and are they denied?

An index over words decides which patterns a sentence could hold at all; only those sentences become
a spaCy Doc and meet a Matcher. Most sentences of most ads never do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

import spacy
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.util import registry

from signals.languages import Concept, LanguageRules
from signals.patterns import BadPattern, Element, Pattern, for_spacy, read_pattern
from signals.scope import negated
from signals.words import Sentence, fold, sentences

TYPO_LENGTH = 7  # shorter words are too often one letter away from another word
MOST_KNOWN = 200_000  # distinct words remembered per language


class Hit(NamedTuple):
    """A concept read at characters start:end of the text; `denied` when a negation reaches it."""

    concept: str
    language: str
    start: int
    end: int
    denied: bool


class _Rule:
    """One concept with its matchers, each built when a sentence first needs it."""

    def __init__(self, name: str, concept: Concept, build: Callable[[str], Matcher | None]) -> None:
        self.name, self.concept, self._build = name, concept, build
        self._built: dict[str, Matcher | None] = {}

    def spans(self, key: str, doc: Doc) -> list[tuple[int, int]]:
        """Where the patterns under `match`, `unless` or `but_not` stand in the Doc."""
        if key not in self._built:
            self._built[key] = self._build(key)
        matcher = self._built[key]
        return sorted((start, end) for _, start, end in matcher(doc)) if matcher else []


def _make_tokenizer() -> Callable[[Language], Callable[[str], Doc]]:
    def of(nlp: Language) -> Callable[[str], Doc]:
        return lambda text: Doc(nlp.vocab, words=[word.text for sentence in sentences(text) for word in sentence.words])

    return of


registry.tokenizers.register("peilmoment.words.v1", func=_make_tokenizer)


def blank(language: str) -> Language:
    """spaCy's blank pipeline of a language, with our own words instead of its tokenizer's exceptions."""
    return spacy.blank(language, config={"nlp": {"tokenizer": {"@tokenizers": "peilmoment.words.v1"}}})


class LanguageReader:
    """The compiled rules of one language. Raises BadPattern for a pattern that cannot be read."""

    def __init__(self, rules: LanguageRules) -> None:
        self.rules = rules
        self.nlp = blank(rules.language)
        self.stop_words = frozenset(fold(word) for word in self.nlp.Defaults.stop_words)
        self._negations = frozenset(self._last_fold(fold(word)) for word in rules.negations)
        self._clauses = frozenset(self._last_fold(fold(word)) for word in rules.clauses)
        self._elements: dict[Element, int] = {}
        self._by_anchor: dict[int, list[tuple[frozenset[int], int]]] = defaultdict(list)
        matched = [(name, one) for name, one in rules.concepts.items() if one.match]
        self._rules = [self._compile(number, name, one) for number, (name, one) in enumerate(matched)]
        self._words = _Vocabulary(self._elements, self.stop_words | self._negations, self._last_fold)

    def knows(self, word: str) -> bool:
        """Is this folded word one of the language's, as far as stop words and rules tell?"""
        return word in self.stop_words or bool(self._words[word][1])

    def hits(self, sentence: Sentence) -> Iterator[Hit]:
        """At most one hit per concept: the first that is not denied, else the first denied."""
        looked = [self._words[word] for word in ("^", *(word.text for word in sentence.words), "$")]
        present = frozenset().union(*(elements for _, elements in looked))
        wanted = {
            rule for anchor in present for required, rule in self._by_anchor.get(anchor, ()) if required <= present
        }
        if not wanted:
            return
        words = [word for word, _ in looked]
        doc = Doc(self.nlp.vocab, words=words)
        for number in sorted(wanted):
            rule = self._rules[number]
            if sentence.closed_by == "?" and not rule.concept.question:
                continue
            found = self._first(rule, doc, words)
            if found:
                yield self._hit(rule, sentence, *found)

    def _hit(self, rule: _Rule, sentence: Sentence, span: tuple[int, int], denied: bool) -> Hit:
        inside = sentence.words[max(0, span[0] - 1) : span[1] - 1]  # the Doc starts with ^ and ends with $
        return Hit(rule.name, self.rules.language, inside[0].start, inside[-1].end, denied)

    def _first(self, rule: _Rule, doc: Doc, words: list[str]) -> tuple[tuple[int, int], bool] | None:
        spans = rule.spans("match", doc)
        if not spans or rule.spans("unless", doc):
            return None
        apart = rule.spans("but_not", doc)
        spans = [span for span in spans if not any(span[0] < end and start < span[1] for start, end in apart)]
        judged = [(span, negated(words, span, rule.concept.negation, self._negations, self._clauses)) for span in spans]
        return min(judged, key=lambda one: (one[1], one[0]), default=None)

    def _compile(self, number: int, name: str, concept: Concept) -> _Rule:
        patterns = {key: self._read(name, key, getattr(concept, key)) for key in ("match", "unless", "but_not")}
        for pattern in patterns["match"]:
            required = frozenset(self._number(element) for element in pattern.required)
            anchor = min(pattern.required, key=self._commonness)
            self._by_anchor[self._number(anchor)].append((required, number))
        return _Rule(name, concept, lambda key: self._matcher(patterns[key]))

    def _read(self, name: str, key: str, texts: Iterable[str]) -> list[Pattern]:
        found = []
        for row, text in enumerate(texts):
            try:
                found.append(read_pattern(text, self.rules.sets, self._last_fold))
            except BadPattern as error:
                error.language, error.place = self.rules.language, ("concepts", name, key, row)
                raise
        return found

    def _matcher(self, patterns: list[Pattern]) -> Matcher | None:
        if not patterns:
            return None
        matcher = Matcher(self.nlp.vocab)
        matcher.add("found", [for_spacy(one, self._negations) for one in patterns], greedy="LONGEST")
        return matcher

    def _number(self, element: Element) -> int:
        key = Element(element.words, element.stems, element.tails)
        return self._elements.setdefault(key, len(self._elements))

    def _commonness(self, element: Element) -> tuple[int, int]:
        """Sorts elements from rare to common, so that the index asks for the rarest word first."""
        common = len(element.words & self.stop_words) + 5 * len(element.tails)
        return common, len(element.words) + len(element.stems)

    def _last_fold(self, word: str) -> str:
        """German writes ü as ue and ß as ss as often as not: both become one."""
        if self.rules.language != "de":
            return word
        return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")


class _Vocabulary(dict[str, tuple[str, frozenset[int]]]):
    """For each folded word its spelling in the rules and the elements it can stand for; remembered."""

    def __init__(self, elements: dict[Element, int], common: frozenset[str], last_fold: Callable[[str], str]) -> None:
        super().__init__()
        self._common, self._last_fold = common, last_fold
        self._exact: dict[str, set[int]] = defaultdict(set)
        self._stems: dict[str, set[int]] = defaultdict(set)
        self._tails: dict[str, set[int]] = defaultdict(set)
        for element, number in elements.items():
            places = ((element.words, self._exact), (element.stems, self._stems), (element.tails, self._tails))
            for texts, place in places:
                for text in texts:
                    place[text].add(number)
        self._typos = {variant: word for word in self._exact if len(word) >= TYPO_LENGTH for variant in _one_out(word)}

    def __missing__(self, folded: str) -> tuple[str, frozenset[int]]:
        word = self._last_fold(folded)
        found = word, self._elements_of(word)
        if not found[1] and len(word) >= TYPO_LENGTH and word not in self._common:
            found = self._corrected(word)
        if len(self) < MOST_KNOWN:
            self[folded] = found
        return found

    def _corrected(self, word: str) -> tuple[str, frozenset[int]]:
        meant = next((self._typos[one] for one in _one_out(word) if one in self._typos), word)
        if meant[0] != word[0] or abs(len(meant) - len(word)) > 1:
            return word, frozenset()
        return meant, self._elements_of(meant)

    def _elements_of(self, word: str) -> frozenset[int]:
        found = set(self._exact.get(word, ()))
        for size in range(2, len(word) + 1):
            found |= self._stems.get(word[:size], set())
            found |= self._tails.get(word[-size:], set())
        return frozenset(found)


def _one_out(word: str) -> list[str]:
    """The word itself and every way to leave one letter out: shared by words one slip apart."""
    return [word, *(word[:place] + word[place + 1 :] for place in range(len(word)))]
