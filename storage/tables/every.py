"""All tables, so that the migrations see the whole schema."""

from storage.tables import ads, audit, crawls, dossiers, imports, links, messages, outreach, series, signals
from storage.tables.base import metadata

__all__ = [
    "ads",
    "audit",
    "crawls",
    "dossiers",
    "imports",
    "links",
    "messages",
    "metadata",
    "outreach",
    "series",
    "signals",
]
