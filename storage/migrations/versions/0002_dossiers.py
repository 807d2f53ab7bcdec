"""dossiers, house rules and the kill switch"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.tables.base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = storage.tables.base.Moment(timezone=True)
    op.create_table(
        "dossiers",
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("act", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "version", name=op.f("pk_dossiers")),
    )
    op.create_table(
        "house_rules",
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("first_taken", moment, nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("source", "kind", "digest", "first_taken", name=op.f("pk_house_rules")),
    )
    op.create_table(
        "switches",
        sa.Column("number", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("stopped", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_switches")),
    )
    op.create_index(op.f("ix_switches_source"), "switches", ["source"])


def downgrade() -> None:
    op.drop_table("switches")
    op.drop_table("house_rules")
    op.drop_table("dossiers")
