"""Language and stated gender of a week's ads: read only to see whether a rule treats groups unevenly.

Nothing that makes a level, a card or a message may import this (tests/signals/test_no_path_to_a_score.py).
"""

from __future__ import annotations

import polars as pl
from sqlalchemy import Connection, and_, or_, select

from domain.crawls import Outcome
from domain.weeks import Week
from storage.crawls import counted_though_partial
from storage.frames import frame
from storage.tables.ads import contents, sightings
from storage.tables.crawls import crawls
from storage.tables.links import uniques

COLUMNS = dict.fromkeys(("advertisement", "language", "gender"), pl.String())


def load_watched(connection: Connection, week: Week) -> pl.DataFrame:
    """The ads of a week's complete measurements: advertisement, language and gender (null when not known)."""
    same = and_(*(sightings.c[name] == uniques.c[name] for name in ("source", "code", "week")))
    complete = or_(crawls.c.outcome == Outcome.COMPLETE, counted_though_partial())
    rows = (
        select(uniques.c.advertisement, contents.c.language, contents.c.gender)
        .join(sightings, same)
        .join(crawls, crawls.c.id == sightings.c.crawl)
        .join(contents, contents.c.id == sightings.c.content)
        .where(uniques.c.week == week, complete)
    )
    return frame(connection, rows, COLUMNS)
