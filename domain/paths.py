"""Rules about addresses: the beginning of a path, or of a path and its query."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import unquote, urlsplit


def plain(url: str) -> tuple[str, str]:
    """An address's path and query, decoded: what a rule is held against (RFC 9309, section 2.2.2)."""
    parts = urlsplit(url)
    return unquote(parts.path) or "/", unquote(parts.query)


def covering(rules: Iterable[str], path: str, query: str) -> str | None:
    """The first rule that covers a decoded path and query, if any.

    A rule with a question mark is about that very path, with a query that begins as the rule goes on.
    """
    return next((rule for rule in rules if _covers(rule, path, [query])), None)


def shutting(rules: Iterable[str], path: str, query: str) -> str | None:
    """The first rule that closes a decoded path and query, if any. Doubt closes.

    As `covering`, and a rule with a question mark also closes addresses that say the same in another order or with a
    slash behind the path.
    """
    queries = [query, *query.split("&")]
    return next(
        (rule for rule in rules if _covers(rule, path, queries) or _covers(rule, path.rstrip("/"), queries)), None
    )


def _covers(rule: str, path: str, queries: Iterable[str]) -> bool:
    if "?" not in rule:
        return path.startswith(rule)
    its_path, _, its_query = rule.partition("?")
    return path == its_path and any(query.startswith(its_query) for query in queries)
