"""How fast and how precise the signal rules are, beside the same rules as plain compiled expressions.

Run `python -m benchmarks.signals`. The market is invented (sandbox/), planted by another hand.
"""

from __future__ import annotations

import re
import resource
import sys
from collections import Counter
from collections.abc import Sequence
from time import process_time

from domain.weeks import Week
from pipelines.redact import redact
from sandbox.population import Population
from sandbox.records import Advertisement
from signals.engine import Engine, Fired
from signals.patterns import Element, Pattern, read_pattern
from signals.stacking import Level, weigh
from signals.words import fold

UK_CRAWL = "19.0 / 58.3 / 21.3 / 1.7"  # % of 17,362 ads with 0 / 1 / 2 / 3+ indicators, as published


def main() -> None:
    began = process_time()
    engine = Engine.load()
    print(f"start-up, CPU seconds after import   {process_time() - began:8.2f}")
    market = Population.invent(
        seed=int(sys.argv[1]) if len(sys.argv) > 1 else 7, advertisers=2_000, weeks=8, start=Week(2026, 2)
    )
    ads = [posting.ad for posting in market.postings]
    texts = [(ad.language[:2], redact(f"{ad.title}\n{ad.text}")) for ad in ads]
    _speed(engine, texts)
    _quality(engine, ads, texts)
    print(f"peak memory, MB                      {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f}")


def _speed(engine: Engine, texts: Sequence[tuple[str, str]]) -> None:
    for language, text in texts[:300]:
        engine.check(text, language)
    ours, alone = _rate(engine, texts), _rate(engine, texts, forgetting=True)
    plain = {name: _plain(engine, name) for name in engine.readers}
    sample = [one for one in texts if one[0] in plain][:200]
    began = process_time()
    for language, text in sample:
        folded = " ".join(fold(word) for word in text.split())
        for expression in plain[language]:
            expression.search(folded)
    theirs = len(sample) / (process_time() - began)
    print(f"ads per CPU second, {sum(len(t) for _, t in texts) // len(texts)} characters   {ours:12.0f}")
    print(f"the same, no sentence seen before    {alone:8.0f}")
    times = f"({ours / theirs:.1f} times, {alone / theirs:.1f} without memory)"
    print(f"the same rules as plain expressions  {theirs:8.0f}   {times}")


def _rate(engine: Engine, texts: Sequence[tuple[str, str]], forgetting: bool = False) -> float:
    """Ads per CPU second; `forgetting` takes away what the engine remembers of sentences after each ad."""
    engine.forget()
    began = process_time()
    for language, text in texts:
        engine.check(text, language)
        if forgetting:
            engine.forget()
    return len(texts) / (process_time() - began)


def _plain(engine: Engine, language: str) -> list[re.Pattern[str]]:
    rules = engine.readers[language].rules
    patterns = [read_pattern(text, rules.sets, str) for one in rules.concepts.values() for text in one.match]
    return [re.compile(_expression(_in_a_row(one))) for one in patterns]


def _in_a_row(pattern: Pattern) -> Sequence[Element]:
    """Words in any order only in the order as written: all others would cost plain expressions far more."""
    if not pattern.within:
        return pattern.elements
    between = Element(gap=pattern.within - len(pattern.elements))
    return [part for element in pattern.elements for part in (between, element)][1:]


def _expression(elements: Sequence[Element]) -> str:
    """Words in a row, gaps as bounded runs of other words."""
    parts = []
    for element in elements:
        choices = [re.escape(word) for word in element.words]
        choices += [re.escape(stem) + r"\w*" for stem in element.stems] + [
            r"\w*" + re.escape(one) for one in element.tails
        ]
        if element.name:
            parts.append(r"\W*\b\w+")
        elif element.gap:
            parts.append(rf"(?:\W+\w+){{0,{element.gap}}}")
        else:
            parts.append(rf"\W*\b(?:{'|'.join(choices)})" + ("?" if element.optional else ""))
    return "".join(parts)


def _quality(engine: Engine, ads: Sequence[Advertisement], texts: Sequence[tuple[str, str]]) -> None:
    reads = {one.id for one in engine.catalogue.indicators if one.counts and "text" in one.data}
    planted, doubles, levels, spread = Counter[bool](), Counter[bool](), Counter[Level](), Counter[int]()
    for ad, (language, text) in zip(ads, texts, strict=True):
        fired = engine.check(text, language)
        found = {one.indicator for one in fired if _counts(one)}
        level = weigh(fired, engine.catalogue.stacking).level
        levels[level] += 1
        spread[min(3, len(found))] += 1
        marks = set(ad.planted)
        planted.update(mark in found for mark in marks & reads)
        if marks and all(mark.startswith("lookalike:") for mark in marks):
            doubles[level is not Level.NONE] += 1
    share = (levels[Level.LOOK] + levels[Level.LOOK_SOON]) / len(ads)
    print(f"planted text indicators found        {planted[True]:8d} of {planted.total()}")
    print(f"look-alikes that reach a level       {doubles[True]:8d} of {doubles.total()}")
    print(f"ads that reach a level by text alone {share:8.1%}")
    print("0 / 1 / 2 / 3+ indicators, %         " + " / ".join(f"{spread[n] / len(ads):.1%}" for n in range(4)))
    print(f"published UK crawl, %                {UK_CRAWL}")


def _counts(one: Fired) -> bool:
    return one.weight > 0


if __name__ == "__main__":
    main()
