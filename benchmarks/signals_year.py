"""How the signals do on a whole invented year: what was planted, its innocent doubles, and how many ads are raised.

`python -m benchmarks.signals_year` makes the year in var/bench (peil sandbox year), links it, reads each
version of a text once and asks the weekly questions of `app.signalling`. Ten minutes on one core, of which
reading the texts (language, masking, rules) takes eight; `--weeks 12` stops earlier.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import process_time

import polars as pl

from app.nearby import neighbours
from app.over_ads import Read, sightings
from app.signalling import LOOK_BACK, UNDER_18
from benchmarks.signals import UK_CRAWL
from dedup.link import link
from domain.observations import LanguageStatus
from domain.weeks import Week
from pipelines.collection import read_collection
from pipelines.extract import read_text
from pipelines.keyed import keyed
from pipelines.redact import redact
from sandbox.planting import DOUBLE, level, plan
from sandbox.year import write_year
from signals.engine import Engine, Fired, Kind
from signals.facts import as_fired, facts
from signals.stacking import Level, weigh
from storage.keys import Keyring

FOLDER = Path("var/bench")
SEED = 20_260_101
KEPT = 4  # weeks: signals live 28 days, so this far back an ad is known to have sought people
AD = ("source", "code", "week")


@dataclass(slots=True)
class Tally:
    """Ads in weeks, counted by what was true of them and what was said of them."""

    ads: Counter[Level] = field(default_factory=Counter)
    spread: Counter[int] = field(default_factory=Counter)
    critical: Counter[Level] = field(default_factory=Counter)
    stacked: Counter[bool] = field(default_factory=Counter)
    doubles: Counter[bool] = field(default_factory=Counter)
    marks: dict[str, Counter[bool]] = field(default_factory=lambda: defaultdict(Counter))
    raised_by: Counter[str] = field(default_factory=Counter)
    most: float = 0.0
    cpu: float = 0.0

    def week(self, fired: Mapping[str, Sequence[Fired]], truth: Mapping[str, Sequence[str]], engine: Engine) -> None:
        """Add one week; `fired` and `truth` (the planted marks) per advertisement."""
        raised = 0
        for ad, ones in fired.items():
            found = {one.indicator for one in ones if one.weight > 0}
            said = weigh(ones, engine.catalogue.stacking).level
            raised += said is not Level.NONE
            self.ads[said] += 1
            self.spread[min(3, len(found))] += 1
            self._judge(truth.get(ad, ()), found, said)
        self.most = max(self.most, raised / len(fired))

    def _judge(self, marks: Sequence[str], found: set[str], said: Level) -> None:
        for mark in marks:
            self.marks[mark][mark.removeprefix(DOUBLE) in found] += 1
        deserved = level(marks)
        if set(marks) & set(plan().critical):
            self.critical[said] += 1
        elif deserved:
            self.stacked[said is not Level.NONE] += 1
        elif said is not Level.NONE:
            self.raised_by["+".join(sorted(found))] += 1
        if marks and all(mark.startswith(DOUBLE) for mark in marks):
            self.doubles[said is not Level.NONE] += 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=Path, default=FOLDER / "base.parquet")
    parser.add_argument("--weeks", type=int, default=52)
    wanted = parser.parse_args()
    truth = wanted.rows.with_suffix(".truth.parquet")
    if not wanted.rows.exists():
        wanted.rows.parent.mkdir(parents=True, exist_ok=True)
        for step in write_year(wanted.rows, truth, seed=SEED, start=Week(2025, 1)):
            print(step, file=sys.stderr)
    print("\n".join(told(measure(wanted.rows, truth, wanted.weeks))))
    return 0


def measure(rows: Path, truth: Path, weeks: int) -> Tally:
    """The weekly signal step over a year, without its database."""
    engine, keys = Engine.load(), Keyring.generate()
    clear = read_collection(rows)
    clear = clear.filter(pl.col("week").is_in(clear["week"].unique().sort().head(weeks).implode()))
    print(f"{clear.height} observations; linking", file=sys.stderr)
    found = keyed(clear, keys)
    contents = found.contents.with_columns(
        content="content_hash",
        work_types=_words("work_type"),
        name_tokens=_words("name_tokens"),
        language=pl.lit(None, pl.String),
        redacted=pl.lit(None, pl.String),
    )
    linked = link(contents, found.sightings.rename({"content_hash": "content"}))
    past = _facts_input(linked.uniques, contents)
    groups = linked.groups.explode("advertisements").select("kind", "group", advertisement="advertisements")
    texts = _texts(clear, past, keys)
    print(f"{texts['text'].n_unique()} texts; reading", file=sys.stderr)
    read = {text: _read(engine, text) for text in texts["text"].unique().sort()}
    print("asking the weekly questions", file=sys.stderr)
    return _ask(engine, past, groups, texts, read, _planted(truth, keys, past))


def _ask(
    engine: Engine,
    past: pl.DataFrame,
    groups: pl.DataFrame,
    texts: pl.DataFrame,
    read: Mapping[str, Read],
    planted: Mapping[int, Mapping[str, Sequence[str]]],
) -> Tally:
    tally = Tally()
    under_18 = Fired.of(engine.catalogue[UNDER_18], "vermelde leeftijd onder 18")
    sought: dict[int, frozenset[str]] = {}
    for (week,), now in texts.sort("week").group_by("week", maintain_order=True):
        this = int(week)
        said = {
            ad: _with_age(read[text], age, under_18)
            for ad, text, age in now.select("advertisement", "text", "age").iter_rows()
        }
        began = process_time()
        recruited = frozenset().union(*(sought.get(this - back, frozenset()) for back in range(1, KEPT + 1)))
        recent = past.filter(pl.col("week").is_between(this - LOOK_BACK, this))
        seen = sightings(recent, groups, said, recruited, this)
        more = as_fired(facts(seen, this, neighbours()), engine.catalogue)
        tally.cpu += process_time() - began
        fired = {ad: (*one.fired, *more.get(ad, ())) for ad, one in said.items()}
        sought[this] = frozenset(
            ad for ad, ones in fired.items() if any(one.family == "RECRUIT" and one.weight > 0 for one in ones)
        )
        tally.week(fired, planted.get(this, {}), engine)
    return tally


def _words(column: str) -> pl.Expr:
    return pl.col(column).str.split(" ").list.filter(pl.element() != "")


def _facts_input(uniques: pl.DataFrame, contents: pl.DataFrame) -> pl.DataFrame:
    """The columns of storage.frames.facts_input."""
    known = contents.select("content", "contact_key", "name_key", "municipality", "age", "price_hour", "work_types")
    return uniques.join(known, on="content", how="left", maintain_order="left")


def _texts(clear: pl.DataFrame, past: pl.DataFrame, keys: Keyring) -> pl.DataFrame:
    ids = past.select(*AD, "advertisement", "age")
    text = pl.concat_str("title", "text", separator="\n", ignore_nulls=True)
    return _keyed(clear.select(*AD, text=text), keys).join(ids, on=list(AD))


def _planted(truth: Path, keys: Keyring, past: pl.DataFrame) -> Mapping[int, Mapping[str, Sequence[str]]]:
    marks = pl.read_parquet(truth).drop_nulls("planted").select(*AD, pl.col("planted").str.split(" "))
    found: dict[int, dict[str, Sequence[str]]] = defaultdict(dict)
    for week, ad, ones in (
        _keyed(marks, keys).join(past, on=list(AD)).select("week", "advertisement", "planted").iter_rows()
    ):
        found[week][ad] = tuple(dict.fromkeys(ones))
    return found


def _keyed(rows: pl.DataFrame, keys: Keyring) -> pl.DataFrame:
    """The clear codes and weeks of a collection as linking knows them."""
    pairs = rows.select("source", "code").unique()
    coded = [keys.code(source, code) for source, code in pairs.iter_rows()]
    weeks = rows.select("week").unique()
    numbers = pl.Series([Week.parse(week).index for week in weeks["week"]], dtype=pl.Int32)
    return (
        rows.join(pairs.with_columns(_code=pl.Series(coded)), on=["source", "code"])
        .join(weeks.with_columns(_week=numbers), on="week")
        .drop("code", "week")
        .rename({"_code": "code", "_week": "week"})
    )


def _read(engine: Engine, text: str) -> Read:
    """What the pipelines and the rules make of one text, as in the weekly step."""
    title, _, body = text.partition("\n")
    told, masked = read_text(title, body), redact(text)
    known = told.language.code if told.language.status is not LanguageStatus.UNKNOWN else None
    said = engine.read(masked, known)
    fired = said.fired
    if told.under_18 and not any(one.indicator == UNDER_18 for one in fired):
        fired = (*fired, Fired.of(engine.catalogue[UNDER_18], "vermelde leeftijd onder 18"))
    return Read(fired, said.kind is Kind.RECRUITMENT, len(masked))


def _with_age(one: Read, age: int | None, under_18: Fired) -> Read:
    if age is None or age >= 18 or any(hit.indicator == UNDER_18 for hit in one.fired):
        return one
    return Read((*one.fired, under_18), one.recruiting, one.text_length)


def told(found: Tally) -> Iterator[str]:
    """The table of docs/method-signals.md."""
    total = found.ads.total()
    yield f"active ads, summed over weeks      {total}"
    yield f"reach beoordelen or above          {_share(total - found.ads[Level.NONE], total)}"
    yield f"  largest share in one week        {found.most:.2%}"
    yield f"reach met spoed beoordelen         {_share(found.ads[Level.LOOK_SOON], total)}"
    critical = found.critical.total()
    yield f"planted critical found             {_share(critical - found.critical[Level.NONE], critical)}"
    yield f"  of which met spoed beoordelen    {_share(found.critical[Level.LOOK_SOON], critical)}"
    yield f"planted stacked cases found        {_share(found.stacked[True], found.stacked.total())}"
    yield f"look-alikes that reach a level     {_share(found.doubles[True], found.doubles.total())}"
    yield "0 / 1 / 2 / 3+ indicators, %       " + " / ".join(f"{100 * found.spread[n] / total:.1f}" for n in range(4))
    yield f"published UK crawl, %              {UK_CRAWL}"
    yield f"linkage facts of all weeks, CPU s  {found.cpu:8.1f}"
    yield from _rows("planted marks, fired / there", found.marks)
    yield "raised without a planted level: " + ", ".join(f"{n} {what}" for what, n in found.raised_by.most_common(12))


def _rows(title: str, marks: Mapping[str, Counter[bool]]) -> Iterable[str]:
    yield title
    for mark, counted in sorted(marks.items()):
        yield f"  {mark:14} {_share(counted[True], counted.total())}"


def _share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / max(1, whole):.2%})"


if __name__ == "__main__":
    sys.exit(main())
