"""Reads sentences of one language with spaCy: which concepts stand there, and are they denied?

An index over words decides which patterns a sentence could hold at all; only those sentences become
a spaCy Doc and meet a Matcher. Most sentences of most ads never do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import spacy
from spacy.language import Language
from spacy.matcher import Matcher
from spacy.tokens import Doc
from spacy.util import registry

from signals.index import Index
from signals.languages import Concept, LanguageRules
from signals.patterns import BadPattern, Element, Pattern, for_spacy, read_pattern
from signals.scope import HARD_MARKS, negated
from signals.seen import Compiled, Seen
from signals.together import Together
from signals.vocabulary import Known, Vocabulary
from signals.words import Sentence, fold, sentences, split

AGREED = 4  # words after an agreement in which a negation still takes it back


class Hit(NamedTuple):
    """A concept read at words start:end of a sentence; `denied` when a negation reaches it."""

    concept: str
    language: str
    start: int
    end: int
    denied: bool


class _Rule(NamedTuple):
    name: str
    concept: Concept
    match: list[Compiled | Together]
    unless: list[Compiled | Together]
    but_not: list[Compiled | Together]


def _make_tokenizer() -> Callable[[Language], Callable[[str], Doc]]:
    def of(nlp: Language) -> Callable[[str], Doc]:
        return lambda text: Doc(nlp.vocab, words=[word for sentence in sentences(text) for word in sentence.words])

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
        self._index = Index()
        matched = [(name, one) for name, one in rules.concepts.items() if one.match]
        self._rules = [self._compile(number, name, one) for number, (name, one) in enumerate(matched)]
        self._words = Vocabulary(self._elements, self.stop_words, self._negations, self._last_fold)
        self._name = frozenset(number for element, number in self._elements.items() if element.name)
        self._agreements = frozenset(tuple(map(self._last_fold, split(phrase))) for phrase in rules.agreements)
        self._longest_agreement = max(map(len, self._agreements), default=0)

    def belonging(self, words: Iterable[str]) -> int:
        """How many of these folded words are the language's, as far as stop words and rules tell."""
        known = self._words
        return sum([known[word].belongs for word in words])

    def agrees(self, answer: Sequence[str]) -> bool:
        """Do these words begin by agreeing, with no negation right after?"""
        words = tuple(map(self._last_fold, answer))
        for size in range(self._longest_agreement, 0, -1):
            if words[:size] in self._agreements:
                return not self._negations & set(words[size : size + AGREED])
        return False

    def hits(self, sentence: Sentence, answer: Sequence[str] = ()) -> Iterator[Hit]:
        """At most one hit per concept: the first that is not denied, else the first denied.

        `answer` is the sentence after a question.
        """
        looked, names = self._look(sentence)
        present = frozenset().union(*[one.elements for one in looked])
        wanted = self._index.wanted(present)
        if not wanted:
            return
        seen = Seen(self.nlp.vocab, looked, present, names)
        asks = sentence.closed_by == "?" and not self.agrees(answer)
        for number, found in groupby(wanted, key=itemgetter(0)):
            rule = self._rules[number]
            if asks and not rule.concept.question:
                continue
            spans = [span for _, pattern in found for span in rule.match[pattern].spans(seen)]
            best = self._best(rule, spans, seen) if spans else None
            if best:
                (start, end), denied = best  # counted from ^, which is no word of the sentence
                yield Hit(rule.name, self.rules.language, max(0, start - 1), min(end - 1, len(sentence.words)), denied)

    def _look(self, sentence: Sentence) -> tuple[list[Known], frozenset[int]]:
        """What is known of each word between the marks ^ and $, and where names stand."""
        known = self._words
        looked = [known["^"], *[known[word] for word in sentence.words], known["$"]]
        names = self._names(sentence, looked)
        for place in names:
            looked[place] = looked[place]._replace(elements=self._name)
        return looked, names

    def _names(self, sentence: Sentence, looked: Sequence[Known]) -> frozenset[int]:
        """Places of words with a capital that mean nothing else; one alone says nothing."""
        if not self._name or len(sentence.capitals) < 2:
            return frozenset()
        return frozenset(place + 1 for place in sentence.capitals if not _means(looked[place + 1]))

    def _best(self, rule: _Rule, spans: list[tuple[int, int]], seen: Seen) -> tuple[tuple[int, int], bool] | None:
        if any(one.spans(seen) for one in rule.unless):
            return None
        apart = [span for one in rule.but_not for span in one.spans(seen)]
        kept = [span for span in spans if not any(span[0] < end and start < span[1] for start, end in apart)]
        scope = rule.concept.negation
        judged = [
            (negated(seen.words, span, scope, self._negations, self._clauses), span[0], -span[1]) for span in kept
        ]
        denied, start, end = min(judged, default=(False, 0, 0))
        return ((start, -end), denied) if judged else None

    def _compile(self, number: int, name: str, concept: Concept) -> _Rule:
        keys = ("match", "unless", "but_not")
        patterns = {key: self._read(name, key, getattr(concept, key)) for key in keys}
        for place, pattern in enumerate(patterns["match"]):
            rarest_first = sorted(pattern.required, key=self._commonness)
            self._index.add([self._number(element) for element in rarest_first], (number, place))
        return _Rule(name, concept, **{key: [self._compiled(one) for one in found] for key, found in patterns.items()})

    def _compiled(self, pattern: Pattern) -> Compiled | Together:
        if pattern.within:
            stops = self._negations | self._clauses | HARD_MARKS
            return Together([self._number(element) for element in pattern.elements], pattern.within, stops)
        steps, slack = [], 0
        rigid = all(element.required for element in pattern.elements)
        for element in pattern.elements:
            if not element.required:
                slack += element.gap or 1
            else:
                steps.append((self._number(element), slack + 1))
                slack = 0
        return Compiled(tuple(steps), rigid, lambda: self._matcher(pattern))

    def _read(self, name: str, key: str, texts: Iterable[str]) -> list[Pattern]:
        found = []
        for row, text in enumerate(texts):
            try:
                found.append(read_pattern(text, self.rules.sets, self._last_fold))
            except BadPattern as error:
                error.language, error.place = self.rules.language, ("concepts", name, key, row)
                raise
        return found

    def _matcher(self, pattern: Pattern) -> Matcher:
        matcher = Matcher(self.nlp.vocab)
        matcher.add("found", [for_spacy(pattern, self._negations)], greedy="LONGEST")
        return matcher

    def _number(self, element: Element) -> int:
        key = Element(element.words, element.stems, element.tails, name=element.name)
        return self._elements.setdefault(key, len(self._elements))

    def _commonness(self, element: Element) -> tuple[int, int]:
        """Sorts elements from rare to common, so that the index asks for the rarest words first."""
        common = len(element.words & self.stop_words) + 5 * len(element.tails)
        return common + 3 * element.name, len(element.words) + len(element.stems)

    def _last_fold(self, word: str) -> str:
        """German writes ü as ue and ß as ss as often as not: both become one."""
        if self.rules.language != "de":
            return word
        return word.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def _means(word: Known) -> bool:
    return bool(word.elements) or word.belongs
