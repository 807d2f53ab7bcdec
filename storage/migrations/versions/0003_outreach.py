"""outreach"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.tables.base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "approaches",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("origin", sa.String(length=100), nullable=False),
        sa.Column("answered", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("message", sa.String(length=40), nullable=True),
        sa.CheckConstraint("number >= 1", name=op.f("ck_approaches_counts_from_one")),
        sa.PrimaryKeyConstraint("person", "number", name=op.f("pk_approaches")),
        sa.UniqueConstraint("message", name=op.f("uq_approaches_message")),
        sa.UniqueConstraint("person", "at", "origin", name=op.f("uq_approaches_person_at_origin")),
    )
    op.create_table(
        "delivery_events",
        sa.Column("message", sa.String(length=40), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("message", "attempt", "state", name=op.f("pk_delivery_events")),
    )
    op.create_table(
        "holds",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("contact", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("released", storage.tables.base.Moment(timezone=True), nullable=True),
        sa.Column("released_by", sa.String(length=100), nullable=True),
        sa.CheckConstraint("(released IS NULL) = (released_by IS NULL)", name=op.f("ck_holds_a_person_releases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
    )
    with op.batch_alter_table("holds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_holds_contact"), ["contact"], unique=False)

    op.create_table(
        "legal_opinions",
        sa.Column("organisation", sa.String(length=60), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=False),
        sa.Column("reference", sa.String(length=200), nullable=False),
        sa.Column("lawyer", sa.String(length=100), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("stored_by", sa.String(length=100), nullable=False),
        sa.Column("at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "channel", "template", "reference", name=op.f("pk_legal_opinions")),
    )
    op.create_table(
        "replies",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("contact", sa.String(length=32), nullable=False),
        sa.Column("message", sa.String(length=40), nullable=True),
        sa.Column("organisation", sa.String(length=60), nullable=True),
        sa.Column("helper", sa.String(length=60), nullable=True),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("pointer", sa.String(length=200), nullable=False),
        sa.Column("at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("handled", storage.tables.base.Moment(timezone=True), nullable=True),
        sa.Column("handled_by", sa.String(length=100), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replies")),
    )
    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_replies_contact"), ["contact"], unique=False)

    op.create_table(
        "stray_callbacks",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "kind", name=op.f("pk_stray_callbacks")),
    )
    op.create_table(
        "suppressions",
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("linked", sa.String(length=32), nullable=False),
        sa.Column("at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("how", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_suppressions")),
    )
    with op.batch_alter_table("suppressions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suppressions_linked"), ["linked"], unique=False)

    op.create_table(
        "template_versions",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_versions")),
    )
    op.create_table(
        "waves",
        sa.Column("id", sa.String(length=60), nullable=False),
        sa.Column("organisation", sa.String(length=60), nullable=False),
        sa.Column("channel", sa.String(length=12), nullable=False),
        sa.Column("templates", sa.Text(), nullable=False),
        sa.Column("helper", sa.String(length=60), nullable=False),
        sa.Column("author", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("week", storage.tables.base.WeekNumber(), nullable=False),
        sa.Column("made", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("set_aside", sa.Text(), server_default="{}", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waves")),
    )
    op.create_table(
        "wave_approvals",
        sa.Column("wave", sa.String(length=60), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["wave"], ["waves.id"], name=op.f("fk_wave_approvals_wave")),
        sa.PrimaryKeyConstraint("wave", "by", name=op.f("pk_wave_approvals")),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("wave", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("person", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("suppress", sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column("attempt", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("holder", sa.String(length=100), nullable=True))
        batch_op.add_column(sa.Column("claimed", storage.tables.base.Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reason", sa.Text(), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_messages_state"), ["state"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_messages_wave_contact"), ["wave", "contact"])


def downgrade() -> None:
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_messages_wave_contact"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_messages_state"))
        batch_op.drop_column("reason")
        batch_op.drop_column("claimed")
        batch_op.drop_column("holder")
        batch_op.drop_column("attempt")
        batch_op.drop_column("suppress")
        batch_op.drop_column("person")
        batch_op.drop_column("wave")

    op.drop_table("wave_approvals")
    op.drop_table("waves")
    op.drop_table("template_versions")
    with op.batch_alter_table("suppressions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_suppressions_linked"))

    op.drop_table("suppressions")
    op.drop_table("stray_callbacks")
    with op.batch_alter_table("replies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_replies_contact"))

    op.drop_table("replies")
    op.drop_table("legal_opinions")
    with op.batch_alter_table("holds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_holds_contact"))

    op.drop_table("holds")
    op.drop_table("delivery_events")
    op.drop_table("approaches")
