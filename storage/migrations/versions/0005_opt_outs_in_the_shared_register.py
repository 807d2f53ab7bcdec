"""opt outs in the shared register"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.tables.base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "refusals",
        sa.Column("person", sa.String(length=32), nullable=False),
        sa.Column("suppress", sa.String(length=32), nullable=True),
        sa.Column("at", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_refusals")),
    )


def downgrade() -> None:
    op.drop_table("refusals")
