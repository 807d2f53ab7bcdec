"""`peil source`: which sites, described how, under which dossier."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.clock import now
from app.commands import dossier, stopping
from app.house import open_house
from config.settings import read_settings
from config.source_form import new_source
from config.sources import find_source, read_candidates, read_source, read_sources
from domain.dossiers import LegalReview
from domain.errors import BadInput, ConfigError, Refused
from domain.sources import Source
from legal.gate import Gate
from legal.states import DUTCH
from storage.database import reading
from storage.dossiers import load_review, load_steps, stopped

if TYPE_CHECKING:
    from crawler.trial import Trial

cli = typer.Typer(help="Bronnen: beschrijven, proberen, beoordelen en volgen.", no_args_is_help=True)
dossier.register(cli)
stopping.register(cli)

NameArgument = Annotated[str, typer.Argument(help="Naam van de bron: de bestandsnaam zonder .yml.")]


@cli.command("list")
def list_() -> None:
    """Toon alle bronnen met hun juridische staat, en de kandidaten die niet bezocht kunnen worden.

    Voorbeeld: `peil source list`
    """
    house = open_house()
    for source in read_sources(house.settings.sources):
        with reading(house.engine).connect() as connection:
            review, stop = load_review(connection, source.name), stopped(connection, source.name)
        typer.echo(_line(source, review, stop))
    typer.echo("\nKandidaten uit het onderzoek van 2021 (beschreven, zonder selectors, niet te bezoeken):")
    for one in read_candidates():
        decision = "in beoordeling" if one.decision == "in_review" else "niet opgenomen"
        typer.echo(f"  {one.site:<22} {decision:<15} {one.because}")


@cli.command()
def show(name: NameArgument) -> None:
    """Toon één bron: adressen, grenzen, velden en dossier.

    Voorbeeld: `peil source show sandbox_a`
    """
    house = open_house()
    source = find_source(house.settings.sources, name)
    with reading(house.engine).connect() as connection:
        steps, stop = load_steps(connection, name), stopped(connection, name)
    review = steps[0].review if steps else None
    gate = Gate.of(source, review)
    fields = [*source.ad.fields, *(source.ad.pairs.names.values() if source.ad.pairs else ())]
    typer.echo(_line(source, review, stop))
    typer.echo(f"  start     {source.start_url}  ({source.render})")
    typer.echo(f"  paden     {', '.join(gate.policy.allow)}; nooit: {', '.join(gate.policy.deny) or '-'}")
    typer.echo(f"  tempo     {gate.policy.delay:g} s tussen verzoeken, hooguit {gate.policy.page_cap} per meting")
    typer.echo(f"  velden    {', '.join(sorted(set(fields)))}")
    typer.echo(f"  verwacht  {source.expect.min} tot {source.expect.max} advertenties")
    typer.echo(f"  vinger    {source.digest[:16]} (SHA-256 van het bronbestand)")
    for step in steps[:1]:
        by = f"opgesteld door {step.review.author or 'nog niemand'}"
        typer.echo(
            f"  dossier   versie {step.review.version}, {by}; {DUTCH[step.review.state]} door {step.by} op "
            f"{step.at:%Y-%m-%d}: {step.review.decision or '-'}"
        )


@cli.command()
def new(
    name: NameArgument,
    url: Annotated[str, typer.Option(help="Adres van de eerste overzichtspagina.")],
    folder: Annotated[Path | None, typer.Option(help="Waar het bestand komt; standaard de map met bronnen.")] = None,
) -> None:
    """Schrijf een bronbestand met uitleg bij elke sleutel. Er wordt niets opgevraagd.

    Voorbeeld: `peil source new markt --url https://markt.example/lijst --folder .`
    """
    path = (folder or read_settings().sources) / f"{name}.yml"
    if path.exists():
        raise BadInput(f"{path} bestaat al; kies een andere naam of bewerk dat bestand")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(new_source(name, url, str(path)), encoding="utf-8")
    try:
        read_source(path)
    except ConfigError as error:
        path.unlink()
        raise BadInput(f"{name} met --url {url}: {error.problem} (er is geen bestand geschreven)") from error
    typer.echo(f"{path} is geschreven. Vul het aan en probeer: peil source try {path} --pages MAP")


@cli.command("try")
def try_(
    file: Annotated[Path, typer.Argument(help="Het bronbestand.")],
    pages: Annotated[Path | None, typer.Option(help="Map met bewaarde pagina's (*.html).")] = None,
    browser: Annotated[list[str] | None, typer.Option(help="Adres op 127.0.0.1 om in een browser te tonen.")] = None,
) -> None:
    """Probeer een bronbestand: wat geeft elk veld, waar komt het vandaan, wat ontbreekt.

    Vóór goedkeuring kan dat alleen op bewaarde pagina's of op 127.0.0.1.

    Voorbeeld: `peil source try markt.yml --pages bewaard/`
    """
    from crawler.trial import try_pages

    source = read_source(file)
    read = _saved(pages) if pages else _rendered(source, browser or [])
    trial = try_pages(source, read)
    _tell(trial)
    if trial.problems:
        raise typer.Exit(1)


def _saved(folder: Path) -> dict[str, str]:
    found = sorted(folder.glob("*.htm*")) if folder.is_dir() else []
    if not found:
        raise BadInput(f"{folder}: geen bewaarde pagina's (*.html) gevonden")
    return {path.name: path.read_text(encoding="utf-8", errors="replace") for path in found}


def _rendered(source: Source, urls: list[str]) -> dict[str, str]:
    if not urls:
        raise BadInput("geef --pages MAP met bewaarde pagina's, of --browser met een adres op 127.0.0.1")
    from crawler.trial_render import render

    gate = Gate.of(source, None, trial=True)
    if not gate.opens(now()).allowed:
        raise Refused(gate.opens(now()).reason)
    agent = read_settings().deployment.user_agent
    return {url: render(gate, url, agent, now()) for url in urls}


def _tell(trial: Trial) -> None:
    typer.echo(f"{'veld':<14}{'gevuld':>9}  {'voorbeeld':<42}{'gelezen met'}")
    for row in trial.rows:
        typer.echo(f"{row.field:<14}{f'{row.filled}/{row.pages}':>9}  {row.example:<42}{row.rule}")
    for told in trial.overviews:
        typer.echo(f"overzicht  {told}")
    for name, count in trial.dropped.items():
        typer.echo(f"weggelaten {name}: {count} keer (niet toegestaan of niet gevraagd)")
    for suggestion in trial.suggestions:
        typer.echo(f"suggestie  {suggestion}")
    for problem in trial.problems:
        typer.secho(f"probleem   {problem}", fg=typer.colors.RED)
    typer.echo("Oordeel: " + ("nog niet goed" if trial.problems else "het bronbestand past op deze pagina's"))


def _line(source: Source, review: LegalReview | None, stop: str) -> str:
    closed = "; ".join(reason for reason in (stop, Gate.of(source, review).opens(now()).reason) if reason)
    state = DUTCH[review.state] if review else "geen dossier"
    until = f" tot {review.valid_until}" if review and review.valid_until else ""
    return f"{source.name:<16} {state}{until:<16} {f'dicht: {closed}' if closed else 'open'}"
