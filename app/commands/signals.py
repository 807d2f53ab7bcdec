"""`peil signals`: the catalogue, why an ad was flagged, and trying texts."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, TypeVar

import typer

from app.clock import measuring_week, now
from app.commands import refer
from app.house import open_house
from domain.errors import BadInput
from domain.weeks import Week

WeekOption = Annotated[str | None, typer.Option(help="ISO-week, zoals 2026-W03; standaard de huidige.")]
CardArgument = Annotated[str, typer.Argument(help="Nummer van de kaart, zie `peil signals queue`.")]
ByOption = Annotated[str, typer.Option(help="Wie dit doet.")]
E = TypeVar("E", bound=StrEnum)

cli = typer.Typer(help="Indicatoren: redenen voor een mens om te kijken, nooit een besluit.", no_args_is_help=True)
cli.add_typer(refer.cli, name="refer")


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


@cli.command()
def explain(
    advertisement: Annotated[str, typer.Argument(help="Nummer van de advertentie, zoals op een kaart.")],
    by: Annotated[str, typer.Option(help="Wie kijkt. Wie een kaart heeft, schrijft eerst een eerste indruk.")],
) -> None:
    """Waarom een advertentie opviel: citaten, de onschuldige verklaring en wat ertegen pleit. Geen getal.

    Voorbeeld: `peil signals explain 3f2a --by anna`
    """
    from app.reviewing import explain as explained

    for line in explained(open_house(), advertisement, by).lines:
        typer.echo(line)


@cli.command()
def queue(week: WeekOption = None) -> None:
    """Maak de kaarten van een week, zoveel als mensen in vijf werkdagen kunnen lezen, en toon ze.

    Voorbeeld: `peil signals queue --week 2026-W03`
    """
    from app.reviewing import cards, fill

    house, moment = open_house(), now()
    wanted = Week.parse(week) if week else measuring_week(moment)
    left = fill(house, wanted, moment).not_taken
    for card in cards(house, wanted):
        typer.echo(f"{card.id}  {card.state:<12} tot {card.expires:%Y-%m-%d}")
    typer.echo(f"{left} passen er niet in een week en worden niet bewaard.")


@cli.command()
def view(
    card: CardArgument, by: ByOption, said: Annotated[str, typer.Option(help="nothing, unsure of concern")]
) -> None:
    """Schrijf een eerste indruk op; pas daarna toont de kaart welke regels afgingen.

    Voorbeeld: `peil signals view 8c1d --by anna --said unsure`
    """
    from app.reviewing import view as first_look
    from signals.review import View

    for line in first_look(open_house(), card, by, _choice(View, said), now()).lines:
        typer.echo(line)


@cli.command()
def decide(
    card: CardArgument,
    by: ByOption,
    outcome: Annotated[str, typer.Option(help="no_concern, data_error, business, help_offered, consult of refer")],
    note: Annotated[str, typer.Option(help="Toelichting, zonder namen of nummers.")] = "",
) -> None:
    """Leg vast wat er met een kaart gebeurt. Een kritieke kaart wacht daarna op een tweede persoon.

    Voorbeeld: `peil signals decide 8c1d --by anna --outcome no_concern`
    """
    from app.reviewing import outcome as decided
    from signals.review import Outcome

    done = decided(open_house(), card, by, _choice(Outcome, outcome), now(), note)
    typer.echo(f"{done.id}: {done.state}")


@cli.command("close")
def close_pause(
    incident: Annotated[str, typer.Argument(help="Nummer van het incident, zie `peil signals stats`.")],
    by: ByOption,
    note: Annotated[str, typer.Option(help="Wat er is gedaan.")],
) -> None:
    """Sluit een incident: de gepauzeerde regel telt weer mee.

    Voorbeeld: `peil signals close E3-uneven-20260119 --by anna --note "patroon aangepast na overleg"`
    """
    from app.pausing import close_incident

    typer.echo(f"{close_incident(open_house(), incident, by, note, now()).indicator} telt weer mee.")


@cli.command()
def stats() -> None:
    """Hoe vaak elke regel terecht was, welke gepauzeerd zijn en hoe de kaarten ervoor staan.

    Voorbeeld: `peil signals stats`
    """
    from app.pausing import statistics
    from app.reviewing import catalogue as read

    precision, incidents, states = statistics(open_house())
    for one in read().indicators:
        if one.counts:
            rows = [share.words for (rule, _), share in precision.items() if rule == one.id]
            typer.echo(f"{one.id:<3} {one.nl}: {'; '.join(rows) or 'nog nooit nagekeken'}")
    for incident in incidents:
        state = f"gesloten door {incident.closed_by}" if incident.closed else "gepauzeerd"
        typer.echo(f"{incident.id}  {state}  {incident.reason}")
    typer.echo("kaarten: " + (", ".join(f"{count} {state}" for state, count in sorted(states.items())) or "geen"))


def _choice(kind: type[E], said: str) -> E:
    if said not in [str(one) for one in kind]:
        raise BadInput(f"`{said}` kan niet; kies uit {', '.join(kind)}")
    return kind(said)


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
