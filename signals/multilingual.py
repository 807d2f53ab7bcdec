"""Reads a sentence in the language it is written in, and remembers sentences that come back.

Advertisers and sites repeat sentences: what was read once needs no second look. The memory holds masked
text, lives in this process and has a limit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from signals.reader import Hit, LanguageReader
from signals.vocabulary import MOST_KNOWN
from signals.words import Sentence

MOST_SENTENCES = 40_000  # remembered; about 60 MB when full


class Multilingual:
    """The readers of all languages behind one question: what does this sentence say?"""

    def __init__(self, readers: Mapping[str, LanguageReader]) -> None:
        self._readers = readers
        self._votes: dict[str, tuple[str, ...]] = {}
        self._memory: dict[tuple[object, ...], tuple[Hit, ...]] = {}

    def hits(self, sentence: Sentence, following: Sentence | None, lang: str | None) -> tuple[Hit, ...]:
        """What a sentence says in the stated language, or in those that more of its words belong to.

        `following` is the next sentence: agreement makes a statement of a question.
        """
        answer = following.words if following and sentence.closed_by == "?" else ()
        key = (lang, sentence.words, sentence.closed_by, sentence.capitals, answer)
        known = self._memory.get(key)
        if known is None:
            known = tuple(
                hit
                for language in self._languages(sentence, lang)
                for hit in self._readers[language].hits(sentence, answer)
            )
            if len(self._memory) >= MOST_SENTENCES:
                self.forget()
            self._memory[key] = known
        return known

    def forget(self) -> None:
        """Drop the sentences read so far."""
        self._memory.clear()

    def _languages(self, sentence: Sentence, lang: str | None) -> list[str]:
        """The stated language first, then whichever language more words of this sentence belong to."""
        stated = [lang] if lang and lang in self._readers else []
        mine = self._readers[stated[0]].belonging(sentence.words) if stated else 0
        if mine * 2 > len(sentence.words):
            return stated
        votes = Counter(language for word in sentence.words for language in self._vote(word))
        least = max(max(votes.values(), default=0) * 0.7, 1, mine + 1 if stated else 0)
        found = [one for one, count in votes.items() if count >= least and one not in stated]
        return stated + found or list(self._readers)

    def _vote(self, word: str) -> tuple[str, ...]:
        """The languages a folded word belongs to; remembered, because ads use few words."""
        found = self._votes.get(word)
        if found is None:
            found = tuple(name for name, one in self._readers.items() if one.belonging((word,)))
            if len(self._votes) < MOST_KNOWN:
                self._votes[word] = found
        return found
