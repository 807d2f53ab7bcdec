"""`peil signals`: the catalogue, why an ad was flagged, and trying texts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from domain.errors import BadInput

cli = typer.Typer(help="Indicatoren: redenen voor een mens om te kijken, nooit een besluit.", no_args_is_help=True)


@cli.command("list")
def catalogue() -> None:
    """Toon de catalogus: per indicator niveau, gewicht en de onschuldige verklaring, en per taal de regels.

    Voorbeeld: `peil signals list`
    """
    from signals.engine import Engine
    from signals.overview import tiers_by_language

    engine = Engine.load()
    for one in engine.catalogue.indicators:
        typer.echo(f"{one.id:<3} {one.tier:<9} {one.weight:>5} {one.nl}")
        typer.echo(f"      meestal: {one.innocent}")
    typer.echo()
    for row in tiers_by_language(engine):
        typer.echo(row)


@cli.command()
def check() -> None:
    """Lees regels JSON {id, text, lang?} van standaardinvoer en schrijf per regel wat er afgaat.

    `fired` bevat alleen wat meetelt; wat ervoor pleit dat er niets aan de hand is staat in `counters`.

    Voorbeeld: `echo '{"id": 1, "text": "Dag en nacht open."}' | peil signals check`
    """
    from signals.engine import Engine

    engine = Engine.load()
    for row in _rows():
        fired = engine.check(row["text"], row.get("lang"))
        said = {
            "id": row["id"],
            "fired": [_shown(one) for one in fired if one.tier in _COUNTING],
            "counters": [_shown(one) for one in fired if one.tier == "counter"],
        }
        typer.echo(json.dumps(said, ensure_ascii=False))


_COUNTING = ("weak", "medium", "strong", "critical")


def _shown(one: Any) -> dict[str, Any]:
    return {
        "indicator": one.indicator,
        "family": one.family,
        "tier": str(one.tier),
        "weight": one.weight,
        "span": list(one.span),
    }


def _rows() -> Iterator[dict[str, Any]]:
    for number, line in enumerate(sys.stdin, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except json.JSONDecodeError as error:
            raise BadInput(f"regel {number}: geen geldige JSON ({error.msg})") from error
        if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "id" not in row:
            raise BadInput(f"regel {number}: verwacht een object met `id` en een tekst in `text`")
        if not isinstance(row.get("lang"), str | None):
            raise BadInput(f"regel {number}: `lang` is een taalcode zoals nl, of ontbreekt")
        yield row
