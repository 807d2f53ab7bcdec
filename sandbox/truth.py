"""The truth about an invented market, in files that the product never reads."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sandbox.linked import linked_marks
from sandbox.planting import level
from sandbox.population import Population
from sandbox.posting import Posting


@dataclass(frozen=True, slots=True)
class TrueAd:
    """What is really so about one ad (a source and a code).

    `weeks` are those in which it is online; `gone` says that its advertiser never shows up again
    on any site in the period; `planted` names indicators, `lookalike:<id>` their innocent doubles;
    `level` is what the indicators deserve together: "", "look" or "look_soon".
    """

    source: str
    code: str
    advertiser: int
    weeks: tuple[str, ...]
    repost_of: str | None
    planted: tuple[str, ...]
    level: str
    gone: bool


def true_ads(population: Population) -> list[TrueAd]:
    """One record per ad, in order of source and code."""
    versions: dict[tuple[str, str], list[Posting]] = defaultdict(list)
    linked: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (source, code, _), marks in linked_marks(population).items():
        linked[source, code] += marks
    last: dict[int, int] = defaultdict(int)
    for posting in population.postings:
        versions[posting.ad.source, posting.ad.code].append(posting)
        last[posting.ad.advertiser] = max(last[posting.ad.advertiser], posting.weeks[-1])
    return [_true_ad(population, versions[key], linked[key], last) for key in sorted(versions)]


def _true_ad(population: Population, versions: list[Posting], linked: list[str], last: dict[int, int]) -> TrueAd:
    weeks = sorted(week for posting in versions for week in posting.weeks)
    written = [mark for posting in versions for mark in posting.ad.planted]
    planted = _each([*written, *linked])
    ad = versions[0].ad
    return TrueAd(
        source=ad.source,
        code=ad.code,
        advertiser=ad.advertiser,
        weeks=tuple(str(population.start + week) for week in weeks),
        repost_of=ad.repost_of,
        planted=planted,
        level=level(planted),
        gone=weeks[-1] == last[ad.advertiser] < population.weeks - 1,
    )


def write_truth(population: Population, folder: Path) -> None:
    """Writes `ads.jsonl` (one TrueAd per line) and `summary.json` into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    ads = true_ads(population)
    with (folder / "ads.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(asdict(ad), ensure_ascii=False) + "\n" for ad in ads)
    (folder / "summary.json").write_text(json.dumps(summary(population, ads), indent=2) + "\n")


def read_truth(folder: Path) -> list[TrueAd]:
    """The records of `ads.jsonl`."""
    with (folder / "ads.jsonl").open(encoding="utf-8") as file:
        return [TrueAd(**_tuples(json.loads(line))) for line in file]


def summary(population: Population, ads: list[TrueAd]) -> dict[str, Any]:
    """Totals of the market; `alive` counts advertisers online per week."""
    weeks = [population.start + week for week in range(population.weeks)]
    return {
        "seed": population.seed,
        "profile": population.profile.name,
        "start": str(population.start),
        "weeks": population.weeks,
        "advertisers": len(population.advertisers),
        "ads": len(ads),
        "reposts": sum(ad.repost_of is not None for ad in ads),
        "observations": sum(len(ad.weeks) for ad in ads),
        "alive": {str(week): len(population.advertisers_alive(week)) for week in weeks},
        "planted": _count(mark for ad in ads for mark in ad.planted),
        "levels": _count(ad.level for ad in ads if ad.level),
    }


def _each(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _count(marks: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for mark in marks:
        counts[mark] += 1
    return dict(sorted(counts.items()))


def _tuples(record: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in record.items()}
