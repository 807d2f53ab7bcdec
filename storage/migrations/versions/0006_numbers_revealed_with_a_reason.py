"""numbers revealed with a reason"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.tables.base

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reveals",
        sa.Column("organisation", sa.String(length=60), nullable=False),
        sa.Column("helper", sa.String(length=60), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("contact", sa.String(length=32), nullable=False),
        sa.Column("reply", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_reveals_a_reason_is_given")),
        sa.CheckConstraint("number BETWEEN 1 AND 40", name=op.f("ck_reveals_forty_a_day")),
        sa.PrimaryKeyConstraint("organisation", "helper", "day", "number", name=op.f("pk_reveals")),
    )


def downgrade() -> None:
    op.drop_table("reveals")
