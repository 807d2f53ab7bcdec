"""How right the stored linkage is against a file with the truth."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import polars as pl

from app.house import House
from dedup.evaluate import quality, shared_phone_errors
from domain.errors import BadInput
from storage.database import reading
from storage.frames import holdings
from storage.keys import Keyring
from storage.linking import load_advertisements

WHO = ("advertiser_id", "truth", "advertiser")
READERS: Mapping[str, Callable[[Path], pl.DataFrame]] = {
    ".parquet": pl.read_parquet,
    ".csv": pl.read_csv,
    ".jsonl": pl.read_ndjson,
    ".ndjson": pl.read_ndjson,
}
SHOWN = {"advertiser": "koppeling", "strict": "streng", "loose": "ruim", "study": "regels van 2021"}


def read_truth(path: Path, keyring: Keyring) -> pl.DataFrame:
    """One row per source and (keyed) code with `truth`. Raises BadInput when the file does not fit."""
    read = READERS.get(path.suffix)
    if read is None or not path.is_file():
        raise BadInput(f"{path}: geef een bestaand bestand ({', '.join(READERS)})")
    try:
        rows = read(path)
    except pl.exceptions.PolarsError as error:
        raise BadInput(f"{path}: niet te lezen ({error})") from error
    who = next((name for name in WHO if name in rows.columns), None)
    if who is None or not {"source", "code"} <= set(rows.columns):
        raise BadInput(f"{path}: verwacht de kolommen source, code en {' of '.join(WHO)}; heeft {rows.columns}")
    ads = rows.select(
        pl.col("source").cast(pl.String), pl.col("code").cast(pl.String), truth=pl.col(who).cast(pl.String)
    ).unique(["source", "code"], keep="first", maintain_order=True)
    keyed = [keyring.code(source, code) for source, code in ads.select("source", "code").iter_rows()]
    return ads.with_columns(code=pl.Series(keyed, dtype=pl.String))


def judged(house: House, truth: pl.DataFrame) -> Iterator[str]:
    """The quality of our linking, its two bounds and the study's rules, as lines of a table."""
    with reading(house.engine).connect() as connection:
        found, seen = load_advertisements(connection), holdings(connection)
    postings = found.unique(["source", "code"], keep="first", maintain_order=True).join(truth, on=["source", "code"])
    if postings.is_empty():
        raise BadInput(
            "Geen enkele advertentie van de waarheid is gekoppeld. Voer eerst `peil import` en `peil link` uit."
        )
    yield f"{postings.height} van {truth.height} advertenties van de waarheid zijn gekoppeld"
    heads = ("paren P", 8), ("R", 7), ("F1", 7), ("waarn. F1", 10), ("B3 F1", 7), ("herplaatst F1", 14), ("aantal", 8)
    yield f"{'':16} " + " ".join(f"{head:>{width}}" for head, width in heads)
    sightings = seen.select("source", "code")
    for column, name in SHOWN.items():
        whole = quality(postings, column)
        observed = quality(
            sightings.join(postings.select("source", "code", "truth", column), on=["source", "code"]), column
        )
        reposts = quality(_within_sources(postings, column), "found", "true")
        yield (
            f"{name:16} {whole.precision:8.4f} {whole.recall:7.4f} {whole.f1:7.4f} {observed.f1:10.4f} "
            f"{whole.cubed_f1:7.4f} {reposts.f1:14.4f} {whole.count_error:+8.2%}"
        )
    merged, pairs = shared_phone_errors(_by_phone(seen, postings))
    share = f"{merged / pairs:.2%}" if pairs else "geen"
    yield f"verschillende mensen op een gedeelde telefoon: {merged} van {pairs} paren samengevoegd ({share})"


def _within_sources(postings: pl.DataFrame, column: str) -> pl.DataFrame:
    """Reposts are pairs on one source."""
    return postings.select(
        found=pl.concat_str("source", column, separator="|"), true=pl.concat_str("source", "truth", separator="|")
    )


def _by_phone(seen: pl.DataFrame, postings: pl.DataFrame) -> pl.DataFrame:
    numbered = postings.with_row_index("posting").select("posting", "source", "code", "truth", "advertiser")
    return seen.select("source", "code", "contact_key").unique().join(numbered, on=["source", "code"])
