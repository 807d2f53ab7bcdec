"""What linking takes and gives: the exact columns, so that storage and readers need no guessing.

Taken: `contents` (one row per version of an ad) and `sightings` (one row per ad and week).
Given: `advertisements`, `advertisers`, `links`, `uniques`, `groups` and `events`.
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from domain.errors import BadInput

Schema = Mapping[str, pl.DataType]

CONTENTS: Schema = {
    "content": pl.String(),  # id of the version, unique
    "name_key": pl.String(),  # hex HMAC of the advertiser's name, null when the ad has none
    "name_tokens": pl.List(pl.String()),  # hex HMACs of its words
    "contact_key": pl.String(),  # hex HMAC of the phone number
    "municipality": pl.String(),  # CBS code
    "age": pl.Int32(),  # years, as stated
    "price_hour": pl.Float64(),  # euros
    "gender": pl.String(),
    "work_types": pl.List(pl.String()),  # values of domain.observations.WorkType
    "language": pl.String(),  # ISO 639-1
    "sketch": pl.Binary(),  # dedup.sketch.sketch of the masked text, null or b"" when there is no text
    "redacted": pl.String(),  # masked text while within retention, else null
}
SIGHTINGS: Schema = {
    "source": pl.String(),
    "code": pl.String(),
    "week": pl.Int32(),  # domain.weeks.Week.index
    "content": pl.String(),
}
POSTINGS: Schema = {name: SIGHTINGS[name] for name in ("source", "code", "week")} | {
    name: kind for name, kind in CONTENTS.items() if name != "content"
}

ADVERTISEMENTS: Schema = {
    "advertisement": pl.String(),  # stable: a digest of source, code and incarnation
    "source": pl.String(),
    "code": pl.String(),
    "incarnation": pl.Int32(),  # 0; 1, 2, ... when a site gave the same code to something else
    "first_week": pl.Int32(),
    "last_week": pl.Int32(),
    "advertiser": pl.String(),  # stable over runs, see EVENTS
    "strict": pl.String(),  # advertiser under strict linking: the low side of the sensitivity band
    "loose": pl.String(),  # advertiser under loose linking
    "study": pl.String(),  # advertiser under the study's two rules, published beside ours
}
ADVERTISERS: Schema = {
    "advertiser": pl.String(),
    "advertisements": pl.Int32(),
    "contacts": pl.List(pl.String()),
    "names": pl.List(pl.String()),
    "municipalities": pl.List(pl.String()),
    "first_week": pl.Int32(),
    "last_week": pl.Int32(),
}
LINKS: Schema = {
    "left": pl.String(),  # advertisement ids, left < right
    "right": pl.String(),
    "level": pl.String(),  # domain.links.LinkLevel
    "score": pl.Float64(),  # bits
    "reasons": pl.List(pl.String()),
    "refused": pl.String(),  # why the two were kept apart, null when they were merged
}
UNIQUES: Schema = {
    "week": pl.Int32(),
    "source": pl.String(),
    "code": pl.String(),
    "content": pl.String(),
    "advertisement": pl.String(),
    "advertiser": pl.String(),
    "unique": pl.String(),  # one id per unique ad of the week, over sources
    "kept": pl.Boolean(),  # true for the one record that stands for it (the richest source's)
}
GROUPS: Schema = {
    "kind": pl.String(),  # "phone" or "template"
    "group": pl.String(),  # contact key, or a digest of the members of a template group
    "advertisements": pl.List(pl.String()),
    "advertisers": pl.Int32(),
    "names": pl.Int32(),
    "municipalities": pl.Int32(),
    "contacts": pl.Int32(),
    "at_once": pl.Int32(),  # most advertisers active in one week
    "first_week": pl.Int32(),
    "last_week": pl.Int32(),
}
EVENTS: Schema = {
    "kind": pl.String(),  # "new", "merge" (old went into new) or "split" (new came out of old)
    "old": pl.String(),
    "new": pl.String(),
    "advertisements": pl.List(pl.String()),
}
DECISIONS: Schema = {
    "left": pl.String(),  # advertisement ids
    "right": pl.String(),
    "same": pl.Boolean(),  # true: confirmed for good, false: revoked for good
}


def checked(frame: pl.DataFrame, schema: Schema, name: str) -> pl.DataFrame:
    """`frame` with exactly the columns of `schema`, in order. Raises BadInput naming what does not fit."""
    missing = [column for column in schema if column not in frame.columns]
    if missing:
        raise BadInput(f"koppelen: in {name} ontbreken de kolommen {', '.join(missing)}")
    try:
        return frame.select(pl.col(column).cast(kind) for column, kind in schema.items())
    except pl.exceptions.PolarsError as error:
        raise BadInput(f"koppelen: {name} past niet: {error}") from error


def collapse(postings: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Contents and sightings of a flat frame of postings (columns POSTINGS).

    The same text by the same name in the same week and place is one content: a year of 365,000
    observations holds about 60,000. Several rows for one source, code and week keep the first.
    """
    flat = checked(postings, POSTINGS, "postings").unique(["source", "code", "week"], keep="first", maintain_order=True)
    attributes = [name for name in CONTENTS if name != "content"]
    lists = [name for name in attributes if isinstance(CONTENTS[name], pl.List)]
    key = pl.struct(
        "source", "code", *(pl.col(name).list.join("\x1f") if name in lists else name for name in attributes)
    )
    numbered = flat.with_columns(content=key.hash().cast(pl.String))  # 64 bits: two of 10^5 never meet
    return (
        numbered.unique("content", keep="first", maintain_order=True).select(list(CONTENTS)),
        numbered.select(list(SIGHTINGS)),
    )
