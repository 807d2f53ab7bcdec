"""The part of `peil source` that ends visits: suspend, revoke, stop, release."""

from __future__ import annotations

from typing import Annotated

import typer

from app.clock import now
from app.commands.dossier import Name, existing
from app.commands.signed import Because, By
from app.house import House, open_house
from config.sources import read_catalogue, source_names
from domain.errors import BadInput
from legal.dossier import revoke as revoke_dossier
from legal.dossier import suspend as suspend_dossier
from legal.objection import object_to
from legal.states import DUTCH
from storage.audit import EVERY
from storage.database import Connection
from storage.dossiers import load_review, save_review, sources_with_dossier, stopped, switch

OneOrAll = Annotated[str, typer.Argument(help="Naam van de bron; leeg = alle bronnen.")]


def register(cli: typer.Typer) -> None:
    for command in (suspend, revoke, stop, release):
        cli.command()(command)


def suspend(
    name: Name,
    by: By,
    because: Because,
    operator: Annotated[bool, typer.Option("--operator", help="Bezwaar van de exploitant van de site.")] = False,
) -> None:
    """Schors een bron nu. Een lopend bezoek stopt binnen vijf seconden; terug kan alleen na nieuw oordeel.

    Een bezwaar van de exploitant telt altijd, ook vóór er een dossier is; wie daarna goedkeurt, moet erop antwoorden.

    Voorbeeld: `peil source suspend markt --by Anna --operator --because "mail van 3 maart"`
    """
    house = open_house()
    with house.engine.begin() as connection:
        _require_known(house, connection, name)
        known = load_review(connection, name)
        if operator:  # whatever the state, and also when there is no dossier: it closes what may come, too
            closed = object_to(known, name, read_catalogue(), because, by, now())
        else:
            closed = suspend_dossier(existing(known, name), because)
        save_review(connection, closed, "objection" if operator else "suspend", by, now())
    typer.echo(f"{name} is {DUTCH[closed.state]}: {closed.decision}")


def revoke(name: Name, by: By, because: Because) -> None:
    """Trek een goedkeuring voorgoed in: deze bron wordt nooit meer bezocht.

    Voorbeeld: `peil source revoke markt --by Anna --because "de site is verkocht"`
    """
    house = open_house()
    with house.engine.begin() as connection:
        known = existing(load_review(connection, name), name)
        save_review(connection, revoke_dossier(known, because), "revoke", by, now())
    typer.echo(f"Het dossier van {name} is ingetrokken: {because}")


def stop(by: By, because: Because, name: OneOrAll = EVERY) -> None:
    """Noodstop: niets gaat er meer uit, ook niet van een lopend bezoek (binnen vijf seconden).

    Voorbeeld: `peil source stop --by Anna --because "klacht, eerst uitzoeken"`
    """
    house = open_house()
    with house.engine.begin() as connection:
        _require_known(house, connection, name)
        switch(connection, name, True, by, because, now())
    typer.echo(f"Noodstop staat aan voor {'alle bronnen' if name == EVERY else name}.")


def release(by: By, because: Because, name: OneOrAll = EVERY) -> None:
    """Hef een noodstop op.

    Voorbeeld: `peil source release --by Anna --because "uitgezocht"`
    """
    house = open_house()
    with house.engine.begin() as connection:
        _require_known(house, connection, name)
        switch(connection, name, False, by, because, now())
        still = [one for one in source_names(house.settings.sources) if stopped(connection, one)]
    typer.echo(f"Noodstop is opgeheven voor {'alle bronnen' if name == EVERY else name}.")
    if still:
        typer.echo(f"Een andere noodstop staat nog aan voor: {', '.join(still)} (zie peil source list)")


def _require_known(house: House, connection: Connection, name: str) -> None:
    """A misspelt name would stop nothing. The file itself is not read: a stop must work when it is broken."""
    known = {*source_names(house.settings.sources), *sources_with_dossier(connection)}
    if name != EVERY and name not in known:
        told = ", ".join(sorted(known)) or "geen"
        raise BadInput(f"bron '{name}' bestaat niet, er is niets veranderd; wel: {told} (zonder naam: alle bronnen)")
