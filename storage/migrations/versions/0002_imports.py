"""imported collections"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import storage.tables.base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=100), nullable=False),
        sa.Column("started", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.Column("finished", storage.tables.base.Moment(timezone=True), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_imports")),
    )
    op.create_table(
        "imported_codes",
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("imported", storage.tables.base.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", "code", name=op.f("pk_imported_codes")),
    )


def downgrade() -> None:
    op.drop_table("imported_codes")
    op.drop_table("imports")
