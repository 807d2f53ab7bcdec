"""The dossier's part of `peil source`: review, approve, suspend, stop, history, report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.clock import now, today
from app.commands.signed import Because, By
from app.evidence import compared, keep, require_sound
from app.house import House, open_house
from config.dossier_form import blank_form, read_form
from config.sources import find_source, read_catalogue, source_names
from domain.dossiers import LegalReview
from domain.errors import BadInput, Refused
from domain.sources import Source
from legal.dossier import answer, open_dossier, set_conditions, submit
from legal.dossier import approve as approve_dossier
from legal.dossier import objections as objections_to
from legal.dossier import reject as reject_dossier
from legal.dossier import suspend as suspend_dossier
from legal.states import DUTCH
from storage.crawls import accept_partial
from storage.database import Connection, reading
from storage.dossiers import (
    EVERY,
    load_review,
    load_versions,
    save_review,
    sources_with_dossier,
    stopped,
    switch,
)

Name = Annotated[str, typer.Argument(help="Naam van de bron.")]
OneOrAll = Annotated[str, typer.Argument(help="Naam van de bron; leeg = alle bronnen.")]


def register(cli: typer.Typer) -> None:
    for command in (review, approve, reject, suspend, stop, release, accept, history, report):
        cli.command()(command)


def review(
    name: Name, by: By, form: Annotated[Path | None, typer.Argument(help="Het ingevulde formulier.")] = None
) -> None:
    """Vul het dossier: zonder formulier krijgt u een leeg formulier, met formulier wordt het ingediend.

    Voorbeeld: `peil source review markt --by Anna` en daarna `peil source review markt markt-dossier.yml --by Anna`
    """
    house = open_house()
    source = find_source(house.settings.sources, name)
    if form is None:
        path = Path(f"{name}-dossier.yml")
        if path.exists():
            raise BadInput(f"{path} bestaat al; vul het in en geef het mee, of hernoem het")
        path.write_text(blank_form(name, read_catalogue()), encoding="utf-8")
        typer.echo(f"{path} is geschreven. Vul het in en dien in: peil source review {name} {path} --by '{by}'")
        return
    handed_in = _fill(house, source, form, by)
    problems = objections_to(handed_in, read_catalogue(), today())
    for problem in problems:
        typer.secho(f"  staat goedkeuring in de weg: {problem}", fg=typer.colors.YELLOW)
    typer.echo(f"Dossier van {name} is ingediend door {by}. Een ander besluit: peil source approve {name} --by NAAM")


def _fill(house: House, source: Source, form: Path, by: str) -> LegalReview:
    answers, conditions, files = read_form(form, by, today())
    catalogue = read_catalogue()
    with house.engine.begin() as connection:
        known = load_review(connection, source.name)
        filled = open_dossier(source, catalogue, by) if known is None else known
        for given in answers:
            filled = answer(filled, given, catalogue)
        handed_in = submit(set_conditions(filled, conditions, by), source, catalogue, by)
        keep(house, files)
        save_review(connection, handed_in, "submit", by, now())
    return handed_in


def approve(name: Name, by: By) -> None:
    """Keur het ingediende dossier goed, voor precies dit bronbestand. Niet door wie het invulde.

    Voorbeeld: `peil source approve markt --by Bram`
    """
    house = open_house()
    source = find_source(house.settings.sources, name)
    with house.engine.begin() as connection:
        known = _existing(load_review(connection, name), name)
        require_sound(house, known)
        done = approve_dossier(known, source, read_catalogue(), by, now(), compared(house, source, known))
        save_review(connection, done, "approve", by, now())
    typer.echo(f"{name} mag bezocht worden tot {done.valid_until}, zolang het bronbestand gelijk blijft.")


def reject(name: Name, by: By, because: Because) -> None:
    """Wijs het ingediende dossier af.

    Voorbeeld: `peil source reject markt --by Bram --because "voorwaarden verbieden het"`
    """
    house = open_house()
    with house.engine.begin() as connection:
        known = _existing(load_review(connection, name), name)
        save_review(connection, reject_dossier(known, by, now(), because), "reject", by, now())
    typer.echo(f"Het dossier van {name} is afgewezen.")


def suspend(
    name: Name,
    by: By,
    because: Because,
    operator: Annotated[bool, typer.Option("--operator", help="Bezwaar van de exploitant van de site.")] = False,
) -> None:
    """Schors een bron nu. Een lopend bezoek stopt binnen vijf seconden; terug kan alleen na nieuw oordeel.

    Voorbeeld: `peil source suspend markt --by Anna --operator --because "mail van 3 maart"`
    """
    house = open_house()
    told = f"bezwaar van de exploitant: {because}" if operator else because
    with house.engine.begin() as connection:
        known = _existing(load_review(connection, name), name)
        save_review(connection, suspend_dossier(known, told), "objection" if operator else "suspend", by, now())
    typer.echo(f"{name} is opgeschort: {told}")


def stop(
    by: By, because: Because, name: Annotated[str, typer.Argument(help="Bron; leeg = alle bronnen.")] = EVERY
) -> None:
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


def accept(
    crawl: Annotated[str, typer.Argument(help="Het bezoek, zoals sandbox_a-2026-W10.")], by: By, because: Because
) -> None:
    """Neem een onvolledige week toch op in de reeksen, met een reden die in de reeks zichtbaar is.

    Voorbeeld: `peil source accept sandbox_a-2026-W10 --by Anna --because "site had storing, aantallen kloppen"`
    """
    house = open_house()
    with house.engine.begin() as connection:
        accept_partial(connection, crawl, by, because)
    typer.echo(f"{crawl} telt mee, op gezag van {by}.")


def history(name: Name) -> None:
    """Toon elke versie van het dossier van een bron, nieuwste eerst.

    Voorbeeld: `peil source history sandbox_a`
    """
    with reading(open_house().engine).connect() as connection:
        versions = load_versions(connection, name)
    if not versions:
        raise BadInput(f"{name} heeft geen dossier")
    for one in versions:
        decided = f"{one.decided_on:%Y-%m-%d %H:%M} door {one.approver}" if one.decided_on else f"auteur {one.author}"
        because = next(iter(one.decision.splitlines()), "")
        typer.echo(f"versie {one.version:>3}  {DUTCH[one.state]:<15} {decided}  {because}")


def report(name: Name, folder: Annotated[Path, typer.Option(help="Waar HTML en PDF komen.")] = Path()) -> None:
    """Schrijf een verantwoording (HTML en PDF): wat is gevraagd, geweigerd en bewaard, en op welke grond.

    Voorbeeld: `peil source report sandbox_a --folder verslagen`
    """
    from app.dossier_report import write_report

    for path in write_report(open_house(), name, folder):
        typer.echo(str(path))


def _existing(known: LegalReview | None, name: str) -> LegalReview:
    if known is None:
        raise Refused(f"{name} heeft geen dossier: begin met `peil source review {name} --by NAAM`")
    return known
