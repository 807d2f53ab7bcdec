"""Prices with their duration and kind, and the price of an hour.

Phones are masked before this runs. Only euros count: amounts in other currencies are passed over. A text becomes
tokens (price_tokens), tokens become marks (price_marks), and the marks of each sentence become prices
(price_sentences); the words are data in config/packs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pipelines.packs import prove, spoken
from pipelines.price_amounts import euros_of
from pipelines.price_marks import read_marks
from pipelines.price_sentences import told_prices
from pipelines.price_times import NIGHT
from pipelines.price_tokens import tokens
from pipelines.price_words import PricePack, PriceRules, price_words


@dataclass(frozen=True, slots=True)
class Price:
    """Euros for a number of minutes (None when not said), incall, outcall or not said (None)."""

    amount: float
    minutes: int | None
    kind: str | None
    start: int
    end: int


@cache
def price_rules(language: str | None) -> PriceRules:
    """The rules for texts of this language, proved by the examples of its pack. Raises ConfigError."""
    packs = spoken("price", PricePack, language)
    rules = price_words(packs.values())
    prove("price", language, packs, lambda text: tuple(_told(price) for price in find_prices(text, rules)))
    return rules


def find_prices(text: str, rules: PriceRules) -> list[Price]:
    """Prices in a cleaned text, in order, each once. Linear in the text; never raises."""
    found: dict[tuple[float, int | None, str | None], Price] = {}
    for (amount, minutes, _), kind in told_prices(read_marks(tokens(text, rules))):
        price = Price(amount.value, minutes, kind, amount.start, amount.end)
        found.setdefault((price.amount, price.minutes, price.kind), price)
    timed = {price.start for price in found.values() if price.minutes}
    return sorted((p for p in found.values() if p.minutes or p.start not in timed), key=lambda price: price.start)


def price_hour(prices: Sequence[Price]) -> float | None:
    """Euros per hour: a stated hour (incall before unsaid before outcall), else the period nearest to an hour.

    Periods under half an hour say nothing about an hour; a range counts from its lowest price.
    """
    order = {"incall": 0, None: 1, "outcall": 2}
    timed = [price for price in prices if price.minutes and 30 <= price.minutes <= NIGHT]
    if not timed:
        return None
    best = min(timed, key=lambda p: (abs((p.minutes or 0) - 60), order[p.kind], p.amount))
    return round(best.amount * 60 / (best.minutes or 60), 2)


def read_price(value: str) -> float | None:
    """The euros per hour of a price field: its hour price, else its first amount."""
    rules = price_rules("nl")
    prices = find_prices(value, rules)
    hourly = price_hour(prices)
    if hourly is not None:
        return hourly
    if prices:
        return prices[0].amount
    numbers = (euros_of(token.plain) for token in tokens(value, rules) if token.what == "n" and len(token.plain) > 1)
    return next((euros for euros in numbers if euros), None)


def _told(price: Price) -> str:
    return f"{price.amount:g}/{price.minutes or '?'}" + (f" {price.kind}" if price.kind else "")
