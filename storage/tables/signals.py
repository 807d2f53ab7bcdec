"""Signals, the cards people read, what they found, paused rules, and referrals with each step taken."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.tables.base import Moment, WeekNumber, metadata

signals = Table(
    "signals",
    metadata,
    Column("advertisement", String(40), primary_key=True),
    Column("week", WeekNumber, primary_key=True),
    Column("indicator", String(4), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("family", String(12), nullable=False),
    Column("tier", String(10), nullable=False),
    Column("weight", Float, nullable=False),
    Column("reviewed", Boolean, nullable=False),  # has a native speaker judged the rule's language?
    Column("observed_on", Date, nullable=False),
    Column("sealed_quote", LargeBinary),  # masked text or evidence, encrypted
    Column("span_start", Integer),
    Column("span_end", Integer),
)

cards = Table(
    "cards",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("advertisement", String(40), nullable=False),
    Column("week", WeekNumber, nullable=False),
    Column("level", String(10), nullable=False),
    Column("control", Boolean, nullable=False),  # drawn from below the level; the reader cannot tell
    Column("critical", Boolean, nullable=False),
    Column("state", String(16), nullable=False),
    Column("made", Moment, nullable=False),
    Column("expires", Moment, nullable=False),
    UniqueConstraint("advertisement", "week"),
)

looks = Table(
    "looks",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("card", ForeignKey("cards.id", ondelete="CASCADE"), nullable=False),
    Column("by", String(100), nullable=False),
    Column("step", String(12), nullable=False),  # first_view, outcome or second
    Column("said", String(24), nullable=False),  # the blind view, or the outcome
    Column("note", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("card", "step"),
)

verdicts = Table(  # kept for precision after the card is gone: no ad, no person
    "verdicts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("indicator", String(4), nullable=False),
    Column("version", Integer, nullable=False),
    Column("language", String(3), nullable=False),
    Column("right", Boolean, nullable=False),
    Column("control", Boolean, nullable=False),
    Column("week", WeekNumber, nullable=False),
)

incidents = Table(
    "incidents",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("indicator", String(4), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("opened", Moment, nullable=False),
    Column("closed", Moment),
    Column("closed_by", String(100)),
    Column("note", Text),
    CheckConstraint("(closed IS NULL) = (closed_by IS NULL)", name="a_person_closes"),
)

referrals = Table(  # as written; what happened since are rows of referral_steps
    "referrals",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("author", String(100), nullable=False),
    Column("receiver", String(30), nullable=False),
    Column("written", Moment, nullable=False),
    Column("sealed_record", LargeBinary, nullable=False),  # JSON of the record, encrypted
)

referral_steps = Table(
    "referral_steps",
    metadata,
    Column("referral", ForeignKey("referrals.id"), primary_key=True),
    Column("number", Integer, primary_key=True),  # 1, 2, ...: two people at once cannot take the same step
    Column("act", String(12), nullable=False),
    Column("state", String(12), nullable=False),
    Column("author", String(100), nullable=False),  # of the referral, so that the rule below can be checked
    Column("by", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("sealed_note", LargeBinary),
    Column("digest", String(64)),  # SHA-256 of a printed letter
    Column("feedback", String(20)),
    CheckConstraint("act <> 'assessed' OR lower(\"by\") <> lower(author)", name="two_people"),
)

Index(None, signals.c.week)
Index(None, cards.c.state)
Index(None, verdicts.c.indicator)
