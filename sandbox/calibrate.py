"""A generated year next to the figures of the study it imitates."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import polars as pl
import yaml

EDGE = 5  # weeks at each end in which "new" and "one-time" cannot be known
EIGHT = 8  # weeks taken together to see a trend
LAST_BAND = 10_000
PRICES = {"to_100": (0, 100), "to_150": (101, 150), "to_200": (151, 200), "over_200": (201, LAST_BAND)}
AGES = {"to_30": (0, 30), "to_40": (31, 40), "to_50": (41, 50), "over_50": (51, LAST_BAND)}
Range = tuple[float, float]  # lowest and highest week, or twice the same


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of the study (`study`, with its range) and what the generated year has."""

    figure: str
    label: str
    study: str
    low: float
    high: float
    measured: Range
    note: str = ""

    @property
    def fits(self) -> bool:
        return self.low <= round(self.measured[0], 1) and round(self.measured[1], 1) <= self.high


def calibrate(observations: Path, truth: Path) -> list[Row]:
    """All figures of sandbox/study.yml for a year written by `write_year`."""
    seen = pl.read_parquet(observations, columns=_USED)
    people = pl.read_parquet(truth, columns=["advertiser_id"])["advertiser_id"]
    seen = seen.with_columns(who=people, at=pl.col("week").rank("dense").cast(pl.Int32) - 1)
    measured = {**_sizes(seen), **_weekly(seen), **_between_sources(seen), **_filled(seen), **_traits(seen)}
    study = yaml.safe_load((Path(__file__).parent / "study.yml").read_text(encoding="utf-8"))
    return [Row(**row, measured=measured[row["figure"]]) for row in study]


_USED = ["source", "code", "week", "phone", "municipality", "price_hour", "age", "gender", "work_type", "origin"]


def _sizes(seen: pl.DataFrame) -> dict[str, Range]:
    shares = {
        f"share_{source[-1]}": _one(100 * count / len(seen)) for source, count in seen["source"].value_counts().rows()
    }
    return {"observations": _one(len(seen)), "advertisers": _one(seen["who"].n_unique()), **shares}


def _weekly(seen: pl.DataFrame) -> dict[str, Range]:
    """The series of the study, counted over true advertisers; edges left out where it says so."""
    lives = seen.select("who", "at").unique().sort("who", "at")
    lives = lives.with_columns(
        gap=pl.col("at").diff().over("who"),
        last=pl.col("at") == pl.col("at").max().over("who"),
        times=pl.len().over("who"),
    )
    weeks = cast(int, lives["at"].max()) + 1
    inside = pl.col("at").is_between(EDGE, weeks - EDGE - 1)
    since = pl.col("gap").fill_null(weeks)
    return {
        "active": _spread(lives, since > 0),
        "new_week": _spread(lives.filter(pl.col("at") > 0), since > 1),
        "new_five": _spread(lives.filter(pl.col("at") >= EDGE), since > EDGE),
        "closed": _one(lives.filter(inside & pl.col("last")).height / (weeks - 2 * EDGE)),
        "once_week": _spread(lives.filter(inside), pl.col("times") == 1),
        "once": _one(lives.filter(pl.col("times") == 1).height),
    }


def _spread(lives: pl.DataFrame, which: pl.Expr) -> Range:
    return _ends(lives.group_by("at").agg(n=which.sum())["n"])


def _between_sources(seen: pl.DataFrame) -> dict[str, Range]:
    there = seen.group_by("at", "who").agg(
        a=(pl.col("source") == "sandbox_a").any(), b=(pl.col("source") == "sandbox_b").any()
    )
    both = there.group_by("at").agg(100 * (pl.col("a") & pl.col("b")).sum() / pl.col("b").sum())
    keyed = seen.filter(pl.col("phone").is_not_null() & pl.col("municipality").is_not_null())
    twice = keyed.group_by("at").agg(twice=pl.len() - pl.struct("phone", "municipality").n_unique())
    unique = seen.group_by("at").len().join(twice, on="at").select(100 * (1 - pl.col("twice") / pl.col("len")))
    return {"overlap": _ends(both.drop("at").to_series()), "unique": _ends(unique.to_series())}


def _filled(seen: pl.DataFrame) -> dict[str, Range]:
    fields = ("gender", "work_type", "origin", "age", "price_hour", "municipality")
    return {f"fill_{field}": _one(100 * (1 - seen[field].null_count() / len(seen))) for field in fields}


def _traits(seen: pl.DataFrame) -> dict[str, Range]:
    """Characteristics over unique ads, as the study counts them; places over unique advertisers."""
    ads = seen.unique(["source", "code"], keep="first", maintain_order=True)
    work = ads["work_type"].drop_nulls()
    home, escort = pl.col("work_type").str.contains("at_home"), pl.col("work_type").str.contains("escort")
    places = seen.drop_nulls("municipality").unique("who", keep="first", maintain_order=True)["municipality"]
    known: dict[str, int] = dict(places.value_counts().rows())
    return {
        "women": _share(ads["gender"] == "woman"),
        **{kind: _share(work.str.contains(kind)) for kind in ("at_home", "escort", "massage")},
        **_numbers("price", ads["price_hour"], PRICES),
        **_price_over_time(seen.filter(escort & ~home), seen.filter(home & ~escort)),
        "price_home": _mean(ads.filter(home & ~escort)["price_hour"]),
        "price_escort": _mean(ads.filter(escort & ~home)["price_hour"]),
        **_numbers("age", ads["age"], AGES),
        "dutch": _share(ads["origin"].drop_nulls() == "Nederland"),
        **{f"place_{name.lower().replace(' ', '_')}": _one(count) for name, count in known.items()},
    }


def _price_over_time(escort: pl.DataFrame, home: pl.DataFrame) -> dict[str, Range]:
    last = cast(int, escort["at"].max())
    first, late = pl.col("at") < EIGHT, pl.col("at") > last - EIGHT
    rise = _mean(home.filter(late)["price_hour"])[0] - _mean(home.filter(first)["price_hour"])[0]
    return {
        "price_escort_first": _mean(escort.filter(first)["price_hour"]),
        "price_escort_last": _mean(escort.filter(late)["price_hour"]),
        "price_home_rise": _one(rise),
    }


def _numbers(name: str, values: pl.Series, bands: dict[str, tuple[int, int]]) -> dict[str, Range]:
    filled = values.drop_nulls()
    shares = {f"{name}_{band}": _share(filled.is_between(*ends)) for band, ends in bands.items()}
    return {f"{name}_mean": _mean(filled), f"{name}_sd": _one(cast(float, filled.std())), **shares}


def _share(found: pl.Series) -> Range:
    return _one(100 * cast(float, found.mean()))


def _mean(values: pl.Series) -> Range:
    return _one(cast(float, values.mean()))


def _ends(values: pl.Series) -> Range:
    return cast(float, values.min()), cast(float, values.max())


def _one(value: float) -> Range:
    return value, value
