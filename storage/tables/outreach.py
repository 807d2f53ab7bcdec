"""Waves, who approved them, the shared register, objections, holds and answers. Keys only, never a number."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.tables.base import Moment, WeekNumber, metadata

waves = Table(
    "waves",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("organisation", String(60), nullable=False),
    Column("channel", String(12), nullable=False),
    Column("templates", Text, nullable=False),  # names, space separated
    Column("helper", String(60), nullable=False),
    Column("author", String(100), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("state", String(12), nullable=False),
    Column("week", WeekNumber, nullable=False),
    Column("made", Moment, nullable=False),
    Column("target", Text, nullable=False, server_default=""),  # in Dutch, as it was approved
    Column("set_aside", Text, nullable=False, server_default="{}"),  # JSON: reason -> count
)

approvals = Table(
    "wave_approvals",
    metadata,
    Column("wave", ForeignKey("waves.id"), primary_key=True),
    Column("by", String(100), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("at", Moment, nullable=False),
)

opinions = Table(
    "legal_opinions",
    metadata,
    Column("organisation", String(60), primary_key=True),
    Column("channel", String(12), primary_key=True),
    Column("template", String(60), primary_key=True),
    Column("reference", String(200), primary_key=True),
    Column("lawyer", String(100), nullable=False),
    Column("valid_until", Date, nullable=False),
    Column("stored_by", String(100), nullable=False),
    Column("at", Moment, nullable=False),
    Column("covers", Text, nullable=False, server_default="{}"),  # JSON: version -> digest of the text that was read
)

template_versions = Table(  # what a version said the first time it was used: it may never say something else
    "template_versions",
    metadata,
    Column("id", String(60), primary_key=True),
    Column("digest", String(64), nullable=False),
)

approaches = Table(  # the shared register: the primary key makes a second first contact impossible
    "approaches",
    metadata,
    Column("person", String(32), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("origin", String(100), nullable=False),
    Column("answered", Boolean, nullable=False, server_default="0"),
    Column("message", String(40)),
    CheckConstraint("number >= 1", name="counts_from_one"),
    UniqueConstraint("person", "at", "origin"),
    UniqueConstraint("message"),
)

silences = (
    Table(  # approaches past their term that nobody answered: a count without a date, because twice is the most ever
        "silences",
        metadata,
        Column("person", String(32), primary_key=True),
        Column("count", Integer, nullable=False),
    )
)

reservations = Table(  # whom an installation plans to approach, told to its partners before anything is sent
    "reservations",
    metadata,
    Column("person", String(32), primary_key=True),
    Column("installation", String(100), primary_key=True),
    Column("number", BigInteger, nullable=False),  # the export that told it first
)

exchanges = Table(  # the newest export of each installation, our own among them
    "exchanges",
    metadata,
    Column("installation", String(100), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("heard", BigInteger, nullable=False),  # the newest of our own exports that it had taken in
    Column("at", Moment, nullable=False),
)

brake_releases = Table(
    "brake_releases",
    metadata,
    Column("organisation", String(60), primary_key=True),
    Column("template", String(60), primary_key=True),
    Column("at", Moment, primary_key=True),
    Column("by", String(100), nullable=False),
    Column("reason", Text, nullable=False),
    CheckConstraint("reason <> ''", name="a_reason_is_given"),
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("key", String(32), primary_key=True),  # never rotates
    Column("linked", String(32), nullable=False),  # contact key or ad code key, for quick look-ups
    Column("at", Moment, nullable=False),
    Column("how", String(20), nullable=False),
)

refusals = Table(  # who opted out here or at another installation, keyed for the shared register; without a term
    "refusals",
    metadata,
    Column("person", String(32), primary_key=True),
    Column("suppress", String(32)),  # our own objection; empty when another installation told us
    Column("at", Moment, nullable=False),
)

holds = Table(
    "holds",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("contact", String(32), nullable=False),
    Column("reason", String(20), nullable=False),
    Column("at", Moment, nullable=False),
    Column("released", Moment),
    Column("released_by", String(100)),
    CheckConstraint("(released IS NULL) = (released_by IS NULL)", name="a_person_releases"),
)

replies = Table(
    "replies",
    metadata,
    Column("id", String(64), primary_key=True),  # the gateway's own id: a doubled callback is one answer
    Column("contact", String(32), nullable=False),
    Column("message", String(40)),
    Column("organisation", String(60)),
    Column("helper", String(60)),
    Column("code", String(12), nullable=False),
    Column("pointer", String(200), nullable=False),  # where the organisation itself finds the words
    Column("at", Moment, nullable=False),
    Column("handled", Moment),
    Column("handled_by", String(100)),
)

language_choices = Table(  # in which language a text speaks, as a person read it; "" to leave its advertiser alone
    "language_choices",
    metadata,
    Column("content_hash", String(32), primary_key=True),
    Column("language", String(3), nullable=False),
    Column("organisation", String(60), nullable=False),
    Column("by", String(100), nullable=False),
    Column("at", Moment, nullable=False),
)

notices = Table(  # what was told by e-mail: a digest of what, to whom and on which day
    "notices",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("at", Moment, nullable=False),
)

reveals = Table(  # the key gives each helper forty numbers a day, whoever asks at the same moment
    "reveals",
    metadata,
    Column("organisation", String(60), primary_key=True),
    Column("helper", String(60), primary_key=True),
    Column("day", Date, primary_key=True),  # in the Netherlands
    Column("number", Integer, primary_key=True),  # the how manieth of that day
    Column("contact", String(32), nullable=False),
    Column("reply", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
    CheckConstraint("number BETWEEN 1 AND 40", name="forty_a_day"),
    CheckConstraint("reason <> ''", name="a_reason_is_given"),
)

events = Table(
    "delivery_events",
    metadata,
    Column("message", String(40), primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("state", String(12), primary_key=True),
    Column("at", Moment, nullable=False),
)

strays = Table(  # callbacks that belong to nothing: counted, so that a flood shows without filling the disk
    "stray_callbacks",
    metadata,
    Column("day", Date, primary_key=True),
    Column("kind", String(12), primary_key=True),
    Column("count", Integer, nullable=False),
)

Index(None, suppressions.c.linked)
Index(None, holds.c.contact)
Index(None, replies.c.contact)
