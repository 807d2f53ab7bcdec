"""the first schema"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.tables.base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ad_pages",
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("etag", sa.String(length=200), server_default="", nullable=False),
        sa.Column("last_modified", sa.String(length=60), server_default="", nullable=False),
        sa.Column("card", sa.String(length=32), server_default="", nullable=False),
        sa.Column("read_week", storage.tables.base.WeekNumber(), nullable=False),
        sa.Column("last_seen", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", "code", name=op.f("pk_ad_pages")),
    )
    op.create_table(
        "advertisements",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("incarnation", sa.Integer(), nullable=False),
        sa.Column("first_week", storage.tables.base.WeekNumber(), nullable=False),
        sa.Column("last_week", storage.tables.base.WeekNumber(), nullable=False),
        sa.Column("advertiser", sa.String(length=40), nullable=False),
        sa.Column("strict", sa.String(length=40), nullable=False),
        sa.Column("loose", sa.String(length=40), nullable=False),
        sa.Column("study", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_advertisements")),
    )
    with op.batch_alter_table("advertisements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_advertisements_advertiser"), ["advertiser"], unique=False)
        batch_op.create_index(batch_op.f("ix_advertisements_source_code"), ["source", "code"], unique=False)

    op.create_table(
        "audit",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("actor", sa.String(length=100), nullable=False),
        sa.Column("action", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    op.create_table(
        "cards",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("advertisement", sa.String(length=40), nullable=False),
        sa.Column("week", storage.tables.base.WeekNumber(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("control", sa.Boolean(), nullable=False),
        sa.Column("critical", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("made", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("expires", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cards")),
        sa.UniqueConstraint("advertisement", "week", name=op.f("uq_cards_advertisement_week")),
    )
    with op.batch_alter_table("cards", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cards_state"), ["state"], unique=False)

    op.create_table(
        "contacts",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("line_type", sa.String(length=16), nullable=False),
        sa.Column("first_seen", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("last_seen", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_contacts")),
    )
    op.create_table(
        "contents",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("content_hash", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=True),
        sa.Column("language_status", sa.String(length=10), nullable=False),
        sa.Column("language_second", sa.String(length=3), nullable=True),
        sa.Column("municipality", sa.String(length=6), nullable=True),
        sa.Column("age", sa.SmallInteger(), nullable=True),
        sa.Column("under_18", sa.Boolean(), nullable=False),
        sa.Column("price_hour", sa.Float(), nullable=True),
        sa.Column("work_types", sa.String(length=40), nullable=False),
        sa.Column("gender", sa.String(length=10), nullable=True),
        sa.Column("business_words", sa.Text(), nullable=False),
        sa.Column("name_key", sa.String(length=32), nullable=True),
        sa.Column("name_tokens", sa.Text(), nullable=False),
        sa.Column("contact_key", sa.String(length=32), nullable=True),
        sa.Column("sketch", sa.LargeBinary(), nullable=False),
        sa.Column("provenance", sa.Text(), nullable=False),
        sa.Column("sealed_text", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contents")),
        sa.UniqueConstraint("content_hash", name=op.f("uq_contents_content_hash")),
    )
    with op.batch_alter_table("contents", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contents_contact_key"), ["contact_key"], unique=False)

    op.create_table(
        "crawls",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("week", storage.tables.base.WeekNumber(), nullable=False),
        sa.Column("started", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("finished", storage.tables.base.Moment(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("ads", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("config_digest", sa.String(length=64), nullable=False),
        sa.Column("certificate", sa.Text(), server_default="{}", nullable=False),
        sa.Column("accepted_by", sa.String(length=100), nullable=True),
        sa.Column("accepted_because", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crawls")),
        sa.UniqueConstraint("source", "week", name=op.f("uq_crawls_source_week")),
    )
    with op.batch_alter_table("crawls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_crawls_week"), ["week"], unique=False)

    op.create_table(
        "dossiers",
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "version", name=op.f("pk_dossiers")),
    )
    op.create_table(
        "groups",
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("group", sa.String(length=40), nullable=False),
        sa.Column("advertisement", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("kind", "group", "advertisement", name=op.f("pk_groups")),
    )
    op.create_table(
        "house_rules",
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("first_taken", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "kind", "digest", "first_taken", name=op.f("pk_house_rules")),
    )
    op.create_table(
        "identity_events",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("old", sa.String(length=40), nullable=True),
        sa.Column("new", sa.String(length=40), nullable=False),
        sa.Column("advertisements", sa.Text(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_events")),
    )
    op.create_table(
        "incidents",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("indicator", sa.String(length=4), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("opened", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("closed", storage.tables.base.Moment(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=100), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.CheckConstraint("(closed IS NULL) = (closed_by IS NULL)", name=op.f("ck_incidents_a_person_closes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incidents")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("holder", sa.String(length=100), nullable=False),
        sa.Column("until", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "link_decisions",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("left_ad", sa.String(length=40), nullable=False),
        sa.Column("right_ad", sa.String(length=40), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_decisions")),
    )
    op.create_table(
        "links",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("left_ad", sa.String(length=40), nullable=False),
        sa.Column("right_ad", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=32), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_links")),
    )
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_links_left_ad"), ["left_ad"], unique=False)
        batch_op.create_index(batch_op.f("ix_links_right_ad"), ["right_ad"], unique=False)

    op.create_table(
        "measurements",
        sa.Column("week", storage.tables.base.WeekNumber(), nullable=False),
        sa.Column("measure", sa.String(length=60), nullable=False),
        sa.Column("place", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("gap", sa.Text(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("computed", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("week", "measure", "place", "source", "method", name=op.f("pk_measurements")),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("contact", sa.String(length=32), nullable=False),
        sa.Column("advertiser", sa.String(length=40), nullable=False),
        sa.Column("week", storage.tables.base.WeekNumber(), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=False),
        sa.Column("text_digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("approved_by", sa.String(length=100), nullable=True),
        sa.Column("sent_at", storage.tables.base.Moment(timezone=True), nullable=True),
        sa.Column("drafted", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_messages_contact"), ["contact"], unique=False)

    op.create_table(
        "referrals",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("receiver", sa.String(length=30), nullable=False),
        sa.Column("written", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("sealed_record", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referrals")),
    )
    op.create_table(
        "referral_steps",
        sa.Column("referral", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("sealed_note", sa.LargeBinary(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("feedback", sa.String(length=20), nullable=True),
        sa.CheckConstraint(
            "act <> 'assessed' OR lower(\"by\") <> lower(author)", name=op.f("ck_referral_steps_two_people")
        ),
        sa.ForeignKeyConstraint(["referral"], ["referrals.id"], name=op.f("fk_referral_steps_referral_referrals")),
        sa.PrimaryKeyConstraint("referral", "number", name=op.f("pk_referral_steps")),
    )
    op.create_table(
        "runs",
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("week", storage.tables.base.WeekNumber(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("started", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("finished", storage.tables.base.Moment(timezone=True), nullable=True),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("job", "source", "week", name=op.f("pk_runs")),
    )
    op.create_table(
        "signals",
        sa.Column("advertisement", sa.String(length=40), nullable=False),
        sa.Column("week", storage.tables.base.WeekNumber(), nullable=False),
        sa.Column("indicator", sa.String(length=4), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("family", sa.String(length=12), nullable=False),
        sa.Column("tier", sa.String(length=10), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("reviewed", sa.Boolean(), nullable=False),
        sa.Column("observed_on", sa.Date(), nullable=False),
        sa.Column("sealed_quote", sa.LargeBinary(), nullable=True),
        sa.Column("span_start", sa.Integer(), nullable=True),
        sa.Column("span_end", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("advertisement", "week", "indicator", name=op.f("pk_signals")),
    )
    with op.batch_alter_table("signals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signals_week"), ["week"], unique=False)

    op.create_table(
        "switches",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_switches")),
    )
    with op.batch_alter_table("switches", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_switches_source"), ["source"], unique=False)

    op.create_table(
        "uniques",
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("week", storage.tables.base.WeekNumber(), nullable=False),
        sa.Column("advertisement", sa.String(length=40), nullable=False),
        sa.Column("unique", sa.String(length=40), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("source", "code", "week", name=op.f("pk_uniques")),
    )
    with op.batch_alter_table("uniques", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_uniques_week"), ["week"], unique=False)

    op.create_table(
        "verdicts",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("indicator", sa.String(length=4), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("right", sa.Boolean(), nullable=False),
        sa.Column("control", sa.Boolean(), nullable=False),
        sa.Column("week", storage.tables.base.WeekNumber(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verdicts")),
    )
    with op.batch_alter_table("verdicts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_verdicts_indicator"), ["indicator"], unique=False)

    op.create_table(
        "denials",
        sa.Column("crawl", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["crawl"], ["crawls.id"], name=op.f("fk_denials_crawl"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("crawl", "kind", "reason", name=op.f("pk_denials")),
    )
    op.create_table(
        "looks",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("card", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("step", sa.String(length=12), nullable=False),
        sa.Column("said", sa.String(length=24), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["card"], ["cards.id"], name=op.f("fk_looks_card"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_looks")),
        sa.UniqueConstraint("card", "step", name=op.f("uq_looks_card_step")),
    )
    op.create_table(
        "overview_pages",
        sa.Column("crawl", sa.String(length=40), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("next_url", sa.Text(), nullable=True),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("declared", sa.Integer(), nullable=True),
        sa.Column("declared_pages", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["crawl"], ["crawls.id"], name=op.f("fk_overview_pages_crawl"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("crawl", "round", "number", name=op.f("pk_overview_pages")),
    )
    op.create_table(
        "sightings",
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("week", storage.tables.base.WeekNumber(), nullable=False),
        sa.Column("content", sa.Integer(), nullable=False),
        sa.Column("crawl", sa.String(length=40), nullable=False),
        sa.Column("seen_at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["content"], ["contents.id"], name=op.f("fk_sightings_content")),
        sa.ForeignKeyConstraint(["crawl"], ["crawls.id"], name=op.f("fk_sightings_crawl")),
        sa.PrimaryKeyConstraint("source", "code", "week", name=op.f("pk_sightings")),
    )
    with op.batch_alter_table("sightings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sightings_content"), ["content"], unique=False)
        batch_op.create_index(batch_op.f("ix_sightings_crawl"), ["crawl"], unique=False)
        batch_op.create_index(batch_op.f("ix_sightings_week"), ["week"], unique=False)

    op.create_table(
        "visits",
        sa.Column("crawl", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("card", sa.String(length=32), server_default="", nullable=False),
        sa.Column("fate", sa.String(length=12), nullable=True),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(["crawl"], ["crawls.id"], name=op.f("fk_visits_crawl"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("crawl", "code", name=op.f("pk_visits")),
    )


def downgrade() -> None:
    op.drop_table("visits")
    with op.batch_alter_table("sightings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sightings_week"))
        batch_op.drop_index(batch_op.f("ix_sightings_crawl"))
        batch_op.drop_index(batch_op.f("ix_sightings_content"))

    op.drop_table("sightings")
    op.drop_table("overview_pages")
    op.drop_table("looks")
    op.drop_table("denials")
    with op.batch_alter_table("verdicts", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_verdicts_indicator"))

    op.drop_table("verdicts")
    with op.batch_alter_table("uniques", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_uniques_week"))

    op.drop_table("uniques")
    with op.batch_alter_table("switches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_switches_source"))

    op.drop_table("switches")
    with op.batch_alter_table("signals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_signals_week"))

    op.drop_table("signals")
    op.drop_table("runs")
    op.drop_table("referral_steps")
    op.drop_table("referrals")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_messages_contact"))

    op.drop_table("messages")
    op.drop_table("measurements")
    with op.batch_alter_table("links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_links_right_ad"))
        batch_op.drop_index(batch_op.f("ix_links_left_ad"))

    op.drop_table("links")
    op.drop_table("link_decisions")
    op.drop_table("leases")
    op.drop_table("incidents")
    op.drop_table("identity_events")
    op.drop_table("house_rules")
    op.drop_table("groups")
    op.drop_table("dossiers")
    with op.batch_alter_table("crawls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_crawls_week"))

    op.drop_table("crawls")
    with op.batch_alter_table("contents", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contents_contact_key"))

    op.drop_table("contents")
    op.drop_table("contacts")
    with op.batch_alter_table("cards", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cards_state"))

    op.drop_table("cards")
    op.drop_table("audit")
    with op.batch_alter_table("advertisements", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_advertisements_source_code"))
        batch_op.drop_index(batch_op.f("ix_advertisements_advertiser"))

    op.drop_table("advertisements")
    op.drop_table("ad_pages")
