"""`make bench`: how often extraction is right, per field and language, and how fast it is.

`python -m benchmarks.extraction --accept` writes the scores of now as the baseline that the tests hold.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from parsel import Selector

from benchmarks.score_extraction import Report, render, score
from benchmarks.tally import Row, read_rows
from domain.listings import Listing
from domain.observations import Observation
from domain.weeks import Week
from pipelines.extract import extract, public
from pipelines.observe import observe
from pipelines.redact import redact
from storage.keys import Keyring

LABELLED = Path(__file__).parent.parent / "tests" / "labelled" / "extraction"
BASELINE = Path(__file__).with_name("extraction_baseline.json")
DISTINCT, SIGHTINGS = 2_787, 36_514  # a tenth of the study's year: 27,866 ads in 365,140 sightings
AD_LENGTH = 400  # characters: labelled texts are short, so several make one ad of a usual length


def measured(rows: Sequence[Row]) -> Report:
    """The labelled set read by `extract`, scored."""
    return score(rows, [{"id": row["id"]} | public(extract(row.get("title") or "", row["text"])) for row in rows])


def scores(report: Report) -> dict[str, dict[str, float]]:
    """Precision and recall per field over all languages, in points of a hundred."""
    fields = {
        name: {"precision": round(100 * t.precision, 1), "recall": round(100 * t.recall, 1)}
        for name in report.fields
        for t in [report.total(name)]
    }
    confirmed = {"accuracy": round(100 * report.confirmed_accuracy, 1), "share": round(100 * report.confirmed_share, 1)}
    return fields | {"language_confirmed": confirmed}


def ads(rows: Sequence[Row]) -> list[str]:
    """Labelled texts of one language joined to ads of a usual length."""
    made: list[str] = []
    by_language: dict[str, str] = {}
    for row in rows:
        language = str(row["id"]).split("-")[0]
        by_language[language] = f"{by_language.get(language, '')} {row['text']}".strip()
        if len(by_language[language]) >= AD_LENGTH:
            made.append(by_language.pop(language))
    return made


def page(number: int, text: str) -> str:
    return (
        f"<html><body><nav>{'<a href=/x>x</a>' * 40}</nav><main><h1>Advertentie {number}</h1><dl>"
        "<dt>Leeftijd</dt><dd>25</dd><dt>Plaats</dt><dd>Utrecht</dd><dt>Ik ben</dt><dd>Vrouw</dd></dl>"
        f"<div class=omschrijving><p>{text}</p></div></main></body></html>"
    )


def read_page(body: str) -> str:
    selector = Selector(body)
    for path in ("h1::text", "dl dt::text", "dl dd::text", "nav a::attr(href)"):
        selector.css(path).getall()
    return " ".join(selector.css(".omschrijving *::text").getall())


def speed(texts: Sequence[str]) -> list[tuple[str, float, str]]:
    """Rows of the speed table: what, figure, unit. Processor time of one core."""
    pages = [page(number, text) for number, text in enumerate(texts)]
    text_stage = _per_second(lambda: [extract("", text) for text in texts], len(texts))
    parsing = _per_second(lambda: [read_page(body) for body in pages], len(pages))
    both = _per_second(lambda: [extract("", read_page(body)) for body in pages], len(pages))
    masking = _per_second(lambda: [redact(text) for text in texts], len(texts))
    return [
        (f"text stage, {len(texts)} ads of {sum(map(len, texts)) // len(texts)} characters", text_stage, "ads/s"),
        ("page parsed by parsel alone", parsing, "pages/s"),
        ("page parsed and text read", both, "pages/s"),
        ("ratio to parsel alone", parsing / both, "times"),
        ("masking", masking, "ads/s"),
        *_a_tenth_of_a_year(texts),
    ]


def _a_tenth_of_a_year(texts: Sequence[str]) -> list[tuple[str, float, str]]:
    keys, seen = Keyring.generate(), datetime(2026, 1, 12, tzinfo=UTC)
    known: dict[str, Observation] = {}
    listings = [Listing("bench", str(n), seen, "", str(n), texts[n % len(texts)]) for n in range(DISTINCT)]
    start = time.process_time()
    for sighting in range(SIGHTINGS):
        week = Week(2026, 1) + sighting // DISTINCT
        observation = observe(listings[sighting % DISTINCT], crawl="c", week=week, keys=keys, known=known).observation
        known.setdefault(observation.content_hash, replace(observation, redacted=""))
    took = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        (f"{SIGHTINGS} sightings of {DISTINCT} texts, keyed, sealed, masked", took, "s"),
        ("ten times that: the study's year", took * 10 / 60, "minutes"),
        ("peak memory", memory, "MB"),
    ]


def _per_second(run: Callable[[], object], count: int) -> float:
    start = time.process_time()
    run()
    return count / (time.process_time() - start)


def main(arguments: Sequence[str]) -> int:
    rows = list(read_rows(LABELLED))
    report = measured(rows)
    print(render(report))
    if "--accept" in arguments:
        BASELINE.write_text(json.dumps(scores(report), indent=1) + "\n", encoding="utf-8")
    print("\nspeed and memory:")
    for what, figure, unit in speed(ads(rows)):
        print(f"  {what:<62} {figure:8.1f} {unit}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
