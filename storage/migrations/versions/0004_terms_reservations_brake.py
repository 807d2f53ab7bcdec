"""terms, reservations, brake"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.tables.base

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brake_releases",
        sa.Column("organisation", sa.String(length=60), nullable=False),
        sa.Column("template", sa.String(length=60), nullable=False),
        sa.Column("at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_brake_releases_a_reason_is_given")),
        sa.PrimaryKeyConstraint("organisation", "template", "at", name=op.f("pk_brake_releases")),
    )
    op.create_table(
        "exchanges",
        sa.Column("installation", sa.String(length=100), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("heard", sa.BigInteger(), nullable=False),
        sa.Column("at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("installation", name=op.f("pk_exchanges")),
    )
    op.create_table(
        "reservations",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("installation", sa.String(length=100), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("person", "installation", name=op.f("pk_reservations")),
    )
    op.create_table(
        "silences",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_silences")),
    )


def downgrade() -> None:
    op.drop_table("silences")
    op.drop_table("reservations")
    op.drop_table("exchanges")
    op.drop_table("brake_releases")
