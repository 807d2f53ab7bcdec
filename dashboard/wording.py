"""Every Dutch word that a figure needs on a page: measures, gaps, numbers and caveats."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from domain.weeks import Week
from legal.states import DUTCH

STATES = DUTCH

MEASURES: Mapping[str, str] = {
    "active": "Actief",
    "new_previous": "Nieuw: niet in de vorige meting",
    "new_five": "Nieuw: niet in de vorige vijf metingen",
    "new_ever": "Nieuw: nooit eerder gezien",
    "returned": "Teruggekeerd",
    "closed": "Gesloten",
    "one_time": "Eenmalig gezien",
}

DEFINITIONS: Mapping[str, str] = {
    "active": "Unieke advertenties op het moment van meten, na ontdubbelen tussen bronnen.",
    "new_previous": "Nu gezien en niet in de vorige volledige meting van dezelfde bron.",
    "new_five": "Nu gezien en niet in de vorige vijf volledige metingen.",
    "new_ever": "Nu gezien en in geen enkele eerdere meting van de periode.",
    "returned": "Eerder gezien, daarna minstens één meting weg, en nu terug.",
    "closed": "Nu gezien en bij geen enkele latere meting meer. Een onvolledige meting sluit niets.",
    "one_time": "Bij precies één meting van de hele periode gezien, dus hooguit 13 dagen online.",
}

OUTCOMES: Mapping[str, str] = {
    "complete": "volledig",
    "partial": "gedeeltelijk",
    "failed": "mislukt",
    "refused": "geweigerd",
    "running": "nog bezig",
    "missed": "niet gemeten",
    "first": "eerste meting",
    "last": "laatste meting",
}

CHECKS: Mapping[str, str] = {
    "overview_read": "Overzicht helemaal gelezen",
    "overview_consistent": "Tegenspraken in het overzicht",
    "declared_pages": "Pagina's tegenover wat de site noemt",
    "declared_ads": "Advertenties tegenover wat de site noemt",
    "expected": "Advertenties tegenover de verwachting",
    "median": "Advertenties tegenover eerdere metingen",
    "would_close": "Advertenties die zouden vervallen",
    "ads_read": "Advertentiepagina's niet gelezen",
    "closes": "Advertenties die volgens de site weg zijn",
    "looked_for": "Verdwenen advertenties niet nagevraagd",
}

SHARES = ("fill_", "values_", "would_close", "ads_read", "closes")  # checks whose figure is a share, from 0 to 1

FIELDS: Mapping[str, str] = {
    "advertiser": "adverteerder",
    "age": "leeftijd",
    "gender": "gender",
    "language": "taal",
    "municipality": "gemeente",
    "phone": "telefoon",
    "price_hour": "prijs per uur",
    "work_type": "soort werk",
}

MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)

CAVEATS: tuple[str, ...] = (
    "Advertenties zijn geen mensen: één persoon kan er meer hebben, en meer mensen kunnen er één delen.",
    "De gemeente is waar de advertentie zegt dat iemand werkt, niet waar iemand woont.",
    "De opgegeven leeftijd is niet gecontroleerd.",
    "De keuze van bronnen bepaalt de uitkomst; vergelijk metingen met elkaar, niet met andere tellingen.",
    "“24/7” en bepaalde diensten zijn meestal lokkertjes, geen signalen.",
    "De eerste en laatste vijf metingen van een periode zijn voorlopig.",
)


def measure(name: str) -> str:
    """The Dutch name of a measure; `_advertisers` counts probable advertisers instead of ads."""
    plain = name.removesuffix("_advertisers")
    return MEASURES[plain] + (" (vermoedelijke adverteerders)" if plain != name else "")


def gap(code: str | None) -> str:
    """`sandbox_a=partial, sandbox_b=missed` as a Dutch phrase; empty for a week without a gap."""
    if not code:
        return ""
    return ", ".join(_one_gap(part) for part in code.split(", "))


def _one_gap(part: str) -> str:
    source, _, outcome = part.rpartition("=")
    said = OUTCOMES.get(outcome, outcome)
    return f"{source}: {said}" if source else said


def number(value: float | None, decimals: int = 0) -> str:
    """1234.5 as `1.235`, or `1.234,5` with one decimal; an absent value as a dash."""
    if value is None:
        return "–"
    plain = f"{value:,.{decimals}f}"
    return plain.replace(",", "\0").replace(".", ",").replace("\0", ".")


def percent(value: float | None, decimals: int = 0) -> str:
    """0.253 as `25%`."""
    return "–" if value is None else f"{number(value * 100, decimals)}%"


def week(value: Week) -> str:
    """A week as people read it: `week 3, 2026`."""
    return f"week {value.number}, {value.year}"


def day(value: date) -> str:
    """A date as 14 maart 2026."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def measured(check: str, value: float | None) -> str:
    """The figure of a certificate's check: a share as a percentage, anything else as a number."""
    if check.startswith(SHARES):
        return percent(value)
    return number(value, 0 if value is None or value == int(value) else 1)


def check(name: str) -> str:
    """The name of a certificate's check as words; `fill_age` and `values_age` name a field."""
    kind, _, field = name.partition("_")
    if kind == "fill":
        return f"Veld {FIELDS.get(field, field)} gevuld"
    if kind == "values":
        return f"Onbekende waarden in veld {FIELDS.get(field, field)}"
    return CHECKS.get(name, name.replace("_", " "))
