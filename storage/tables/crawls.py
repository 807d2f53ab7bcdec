"""Crawls, the visit plan behind each, what was denied, the ledger of jobs and who may run them."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from storage.tables.base import Moment, WeekNumber, metadata

crawls = Table(
    "crawls",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("source", String(60), nullable=False),
    Column("week", WeekNumber, nullable=False),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    Column("outcome", String(12), nullable=False),
    Column("pages", Integer, nullable=False),
    Column("ads", Integer, nullable=False),
    Column("reasons", Text, nullable=False),  # JSON list of Dutch sentences
    Column("config_digest", String(64), nullable=False),
    Column("certificate", Text, nullable=False, server_default="{}"),  # JSON
    Column("accepted_by", String(100)),  # a person who took a partial week for whole, with the reason
    Column("accepted_because", Text),
    # One crawl per source and week: a second run of the week continues the first.
    UniqueConstraint("source", "week"),
)

overview_pages = Table(
    "overview_pages",
    metadata,
    Column("crawl", ForeignKey("crawls.id", ondelete="CASCADE"), primary_key=True),
    Column("round", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("url", Text, nullable=False),
    Column("next_url", Text),
    Column("listed", Integer, nullable=False),
    Column("declared", Integer),
    Column("declared_pages", Integer),
)

visits = Table(
    "visits",
    metadata,
    Column("crawl", ForeignKey("crawls.id", ondelete="CASCADE"), primary_key=True),
    Column("code", String(32), primary_key=True),  # keyed: an ad's identity is its code, never its URL
    Column("position", Integer, nullable=False),
    Column("sealed", LargeBinary),  # clear code and URL, only until the crawl is recorded
    Column("card", String(32), nullable=False, server_default=""),
    Column("fate", String(12)),  # domain.certificates.Fate, empty while pending
    Column("reason", Text, nullable=False, server_default=""),
)

ad_pages = Table(
    "ad_pages",
    metadata,
    Column("source", String(60), primary_key=True),
    Column("code", String(32), primary_key=True),
    Column("sealed", LargeBinary),  # clear code and URL, erased with the vault's retention
    Column("etag", String(200), nullable=False, server_default=""),
    Column("last_modified", String(60), nullable=False, server_default=""),
    Column("card", String(32), nullable=False, server_default=""),
    Column("read_week", WeekNumber, nullable=False),
    Column("last_seen", Moment, nullable=False),
)

denials = Table(
    "denials",
    metadata,
    Column("crawl", ForeignKey("crawls.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("reason", String(200), primary_key=True),
    Column("count", Integer, nullable=False),
)

runs = Table(
    "runs",
    metadata,
    Column("job", String(40), primary_key=True),
    Column("source", String(60), primary_key=True),
    Column("week", WeekNumber, primary_key=True),
    Column("state", String(12), nullable=False),
    Column("started", Moment, nullable=False),
    Column("finished", Moment),
    Column("detail", Text, nullable=False, server_default=""),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("holder", String(100), nullable=False),
    Column("until", Moment, nullable=False),
)

Index(None, crawls.c.week)
