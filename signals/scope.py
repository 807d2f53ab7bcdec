"""Does a negation reach a match? Looked at per clause, never over a whole text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from signals.languages import Scope

BEFORE, AFTER = 6, 6  # words a negation reaches inside its clause
HARD_MARKS = frozenset(";:()–—/*~")
_CLAUSE_MARKS = HARD_MARKS | {","}
_PASSED_AFTER = frozenset(":=()–—")  # "zonder: nee" still answers


def negated(
    words: Sequence[str],
    span: tuple[int, int],
    scope: Scope,
    negations: frozenset[str],
    clauses: frozenset[str],
) -> bool:
    """True when a negation in the clause of words[span] cancels it; `clauses` start a new clause."""
    if scope is Scope.NONE:
        return False
    start, end = span
    if _reaches(reversed(words[max(0, start - BEFORE) : start]), negations, clauses | _CLAUSE_MARKS):
        return True
    if scope is Scope.BEFORE:
        return False
    after = words[end : end + AFTER]
    if _reaches(after, negations, clauses | (_CLAUSE_MARKS - _PASSED_AFTER)):
        return True
    return words[end : end + 1] == [","] and len(words) - end <= AFTER and words[-1] in negations


def _reaches(words: Iterable[str], negations: frozenset[str], stops: frozenset[str]) -> bool:
    for word in words:
        if word in stops:
            return False
        if word in negations:
            return True
    return False
