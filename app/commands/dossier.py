"""The dossier's part of `peil source`: review, approve, suspend, stop, history, report."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.clock import now, spoken, today
from app.commands.signed import Because, By
from app.evidence import compared, keep, require_sound
from app.house import House, open_house
from config.dossier_form import blank_form, read_form
from config.sources import find_source, read_catalogue
from domain.dossiers import LegalReview
from domain.errors import BadInput, Refused
from domain.sources import Source
from legal.dossier import answer, open_dossier, set_conditions, submit, taken_up
from legal.dossier import approve as approve_dossier
from legal.dossier import objections as objections_to
from legal.dossier import reject as reject_dossier
from legal.states import DUTCH
from storage.crawls import accept_partial
from storage.database import reading
from storage.dossiers import load_review, load_steps, save_review

Name = Annotated[str, typer.Argument(help="Naam van de bron.")]
Answer = Annotated[str, typer.Option("--because", help="Antwoord op het bezwaar van de exploitant.")]


def register(cli: typer.Typer) -> None:
    for command in (review, approve, reject, accept, history, report):
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
    problems = objections_to(handed_in, source, read_catalogue(), today())
    for problem in problems:
        typer.secho(f"  staat goedkeuring in de weg: {problem}", fg=typer.colors.YELLOW)
    typer.echo(f"Dossier van {name} is ingediend door {by}. Een ander besluit: peil source approve {name} --by NAAM")


def _fill(house: House, source: Source, form: Path, by: str) -> LegalReview:
    answers, conditions, files = read_form(form, by, today())
    catalogue = read_catalogue()
    with house.engine.begin() as connection:
        known = load_review(connection, source.name)
        filled = open_dossier(source, catalogue, by) if known is None else taken_up(known, by)
        for given in answers:
            filled = answer(filled, given, catalogue)
        handed_in = submit(set_conditions(filled, conditions, by), source, catalogue, by)
        keep(house, files)
        save_review(connection, handed_in, "submit", by, now())
    return handed_in


def approve(name: Name, by: By, because: Answer = "") -> None:
    """Keur het ingediende dossier goed, voor precies dit bronbestand. Niet door wie het invulde.

    Heeft de exploitant bezwaar gemaakt, dan geeft `--because` het antwoord daarop.

    Voorbeeld: `peil source approve markt --by Bram`
    """
    house = open_house()
    source = find_source(house.settings.sources, name)
    with house.engine.begin() as connection:
        known = existing(load_review(connection, name), name)
        require_sound(house, known)
        done = approve_dossier(known, source, read_catalogue(), by, now(), compared(house, source, known), because)
        save_review(connection, done, "approve", by, now())
    typer.echo(f"{name} mag bezocht worden tot {done.valid_until}, zolang het bronbestand gelijk blijft.")


def reject(name: Name, by: By, because: Because) -> None:
    """Wijs het ingediende dossier af.

    Voorbeeld: `peil source reject markt --by Bram --because "voorwaarden verbieden het"`
    """
    house = open_house()
    with house.engine.begin() as connection:
        known = existing(load_review(connection, name), name)
        save_review(connection, reject_dossier(known, by, now(), because), "reject", by, now())
    typer.echo(f"Het dossier van {name} is afgewezen.")


def accept(
    crawl: Annotated[str, typer.Argument(help="Het bezoek, zoals sandbox_a-2026-W10.")], by: By, because: Because
) -> None:
    """Neem een onvolledige week toch op in de reeksen, met een reden die in de reeks zichtbaar is.

    Voorbeeld: `peil source accept sandbox_a-2026-W10 --by Anna --because "site had storing, aantallen kloppen"`
    """
    house = open_house()
    with house.engine.begin() as connection:
        accept_partial(connection, crawl, by, because, now())
    typer.echo(f"{crawl} telt mee, op gezag van {by}; de reeksen laten dat zien na `peil weekly`.")


def history(name: Name) -> None:
    """Toon elke versie van het dossier van een bron, nieuwste eerst.

    Voorbeeld: `peil source history sandbox_a`
    """
    with reading(open_house().engine).connect() as connection:
        steps = load_steps(connection, name)
    if not steps:
        raise BadInput(f"{name} heeft geen dossier")
    for one in steps:
        because = one.review.decision.replace("\n", "\n    ")  # a difference is shown whole
        state = DUTCH[one.review.state]
        typer.echo(f"versie {one.review.version:>3}  {state:<15} {spoken(one.at)} door {one.by}  {because}")


def report(name: Name, folder: Annotated[Path, typer.Option(help="Waar HTML en PDF komen.")] = Path()) -> None:
    """Schrijf een verantwoording (HTML en PDF): wat is gevraagd, geweigerd en bewaard, en op welke grond.

    Voorbeeld: `peil source report sandbox_a --folder verslagen`
    """
    from app.dossier_report import write_report

    for path in write_report(open_house(), name, folder):
        typer.echo(str(path))


def existing(known: LegalReview | None, name: str) -> LegalReview:
    if known is None:
        raise Refused(f"{name} heeft geen dossier: begin met `peil source review {name} --by NAAM`")
    return known
