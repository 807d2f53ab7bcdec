"""What every table, column and code means: printed in the report, shipped with every export."""

from __future__ import annotations

from collections.abc import Mapping

TABLES: Mapping[str, str] = {
    "weekly": "Weekreeksen, alle bronnen samen en per bron",
    "weekly_municipality": "Weekreeksen per gemeente (kleine aantallen weggelaten)",
    "weekly_region": "Weekreeksen per regio (kleine aantallen weggelaten)",
    "weekly_work_type": "Weekreeksen per type werk",
    "shares": "Kenmerken van advertenties, gemiddelde meting",
    "municipalities": "Advertenties per gemeente, gemiddelde meting",
    "fill_rates": "Vulgraad van variabelen per bron",
    "unique_share": "Ontdubbelen tussen bronnen, per meting",
    "overlap": "Overlap tussen bronnen, per meting",
    "price_by_type": "Prijs per uur naar type werk",
    "price_weekly": "Prijs per uur naar type werk, per meting",
    "survival": "Hoe lang adverteerders online blijven (Kaplan-Meier)",
    "switching": "Aan en uit: hoe vaak adverteerders verdwijnen en terugkomen",
    "business_words": "Woorden die een vergund bedrijf noemen, en wat een controle vond",
    "change_points": "Punten waarop het niveau van een reeks veranderd kan zijn",
    "measurements": "De metingen waar alles op steunt",
    "cumulative": "Totalen over de hele periode (groeien met de lengte ervan; vergelijk liever metingen)",
    "microdata": "Eén rij per vermoedelijke adverteerder, in klassen",
}

COLUMNS: Mapping[str, str] = {
    "week": "ISO-week van de meting, zoals 2026-W03",
    "measure": "Maat; met _advertisers geteld in vermoedelijke adverteerders, anders in unieke advertenties",
    "source": "Bron, of all voor alle bronnen samen",
    "other": "De andere bron",
    "place": "Gemeente (CBS-code), regio, type werk, of NL voor het hele land",
    "value": "De telling; leeg bij een gat of een te klein aantal",
    "n": "Aantal waar het cijfer op steunt",
    "low": "Laagste waarde: ondergrens van het interval, of dezelfde telling bij ruim koppelen",
    "high": "Hoogste waarde: bovengrens van het interval, of dezelfde telling bij streng koppelen",
    "provisional": "Voorlopig: eerste of laatste vijf metingen van de periode",
    "gap": "Waarom er geen cijfer is: de bronnen die niet volledig gemeten zijn",
    "method": "Versie van de rekenmethode",
    "hidden": "Weggelaten omdat het aantal kleiner is dan 10",
    "variable": "Kenmerk",
    "category": "Waarde van het kenmerk",
    "mean": "Gemiddeld aantal unieke advertenties per meting (bij prijzen: gemiddelde in euro)",
    "share": "Aandeel, van 0 tot 1",
    "of": "Advertenties maal metingen met een waarde voor dit kenmerk",
    "municipality": "Gemeente volgens de advertentie, CBS-code",
    "name": "Naam van de gemeente",
    "population": "Inwoners, zoals ingelezen; leeg als er geen bestand is ingelezen",
    "rate": "Gemiddeld aantal advertenties per 100.000 inwoners",
    "seen": "Gezien, voor het ontdubbelen tussen bronnen",
    "unique": "Over na het ontdubbelen tussen bronnen",
    "both": "Advertenties van deze bron die ook op de andere staan",
    "work_type": "Type werk: at_home (thuis), escort, massage, of all",
    "sd": "Standaardafwijking, in euro",
    "median": "Mediaan, in euro",
    "weeks": "Weken sinds de eerste waarneming",
    "shortest": "Aandeel nog online als elk verblijf zo kort is als de metingen toelaten",
    "longest": "Aandeel nog online als elk verblijf zo lang is als de metingen toelaten",
    "at_risk": "Adverteerders die zo lang gevolgd konden worden",
    "returns": "Aantal keer teruggekomen; 3 is drie of meer",
    "advertisers": "Aantal vermoedelijke adverteerders",
    "away": "Gemiddeld aantal weken weg per keer",
    "word": "Woord in de advertentie",
    "checked": "In een register opgezocht",
    "licensed": "Daarvan vergund",
    "precision": "Aandeel vergund van de opgezochte, van 0 tot 1",
    "before": "Gemiddeld niveau voor het punt",
    "after": "Gemiddeld niveau vanaf het punt",
    "outcome": "Uitkomst van de meting",
    "crawl": "Kenmerk van het bezoek",
    "digest": "SHA-256 van het bronbestand waarmee gemeten is",
    "accepted": "Waarom iemand een gedeeltelijk bezoek toch liet meetellen; leeg als het volledig was",
    "id": "Willekeurig nummer, nieuw bij elke export; koppelt nergens aan",
    "gender": "Geslacht zoals het formulier van de site het kent",
    "work_combination": "Combinatie van typen werk",
    "age_band": "Opgegeven leeftijd in klassen, niet gecontroleerd",
    "price_band": "Prijs per uur in klassen, in euro",
    "times_seen": "Aantal metingen waarin gezien, in klassen",
}

LABELS: Mapping[str, Mapping[str, str]] = {
    "gender": {"woman": "vrouw", "man": "man", "trans": "trans", "couple": "stel"},
    "work_combination": {
        "at_home": "thuis",
        "escort": "escort",
        "massage": "massage",
        "at_home+escort": "thuis en escort",
        "at_home+massage": "thuis en massage",
        "escort+massage": "escort en massage",
        "at_home+escort+massage": "thuis, escort en massage",
    },
    "measure": {
        name + unit: said + kind
        for unit, kind in (("", " (unieke advertenties)"), ("_advertisers", " (vermoedelijke adverteerders)"))
        for name, said in {
            "active": "actief",
            "new_previous": "niet in de vorige meting",
            "new_five": "niet in de vorige vijf metingen",
            "new_ever": "nooit eerder gezien",
            "returned": "teruggekeerd",
            "closed": "gesloten",
            "one_time": "eenmalig gezien",
        }.items()
    },
    "work_type": {"all": "alle samen", "at_home": "thuis", "escort": "escort", "massage": "massage"},
    "outcome": {
        "complete": "volledig",
        "partial": "gedeeltelijk",
        "failed": "mislukt",
        "refused": "geweigerd",
        "running": "nog bezig",
    },
    "variable": {
        "gender": "geslacht",
        "work_combination": "combinatie van typen werk",
        "work_type": "type werk (meer dan één mogelijk)",
        "age_band": "opgegeven leeftijd",
        "price_band": "prijs per uur",
        "origin": "opgegeven herkomst",
        "municipality": "gemeente",
        "age": "leeftijd",
        "price_hour": "prijs per uur",
        "work_types": "type werk",
        "business_words": "bedrijfswoorden",
    },
}


def label(variable: str, code: str) -> str:
    """A code as people read it: `at_home+escort` as `thuis en escort`, `-30` as `tot en met 30`."""
    plain = "work_combination" if variable in {"work_type", "work_types"} else variable
    said = LABELS.get(plain, {}).get(code)
    if said is not None:
        return said
    if code.startswith("-") and code[1:].isdecimal():
        return f"tot en met {code[1:]}"
    if code.endswith("+") and code[:-1].isdecimal():
        return f"{code[:-1]} en meer"
    return code.replace("-", " tot en met ") if variable.endswith("_band") else code
