"""`peil report`: a period as one report, on screen and on paper, with the data behind it."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.clock import now
from app.house import open_house
from domain.errors import BadInput
from domain.weeks import Week

if TYPE_CHECKING:
    import polars as pl

    from app.house import House
    from trends.events import Event
    from trends.tables import Period


def report(
    start: Annotated[str, typer.Option("--from", help="Eerste week, zoals 2026-W01.")],
    end: Annotated[str, typer.Option("--to", help="Laatste week, zoals 2026-W26.")],
    out: Annotated[Path, typer.Option(help="Map voor het verslag en de gegevens.")] = Path("verslag"),
    places: Annotated[
        Path | None, typer.Option(help="CSV met municipality, name en eventueel region en population.")
    ] = None,
    checks: Annotated[
        Path | None, typer.Option(help="CSV met advertisement, word en licensed (ja of nee): wat een register zei.")
    ] = None,
    rows: Annotated[
        str, typer.Option(help="Kenmerken voor rijen per adverteerder, zoals gender,age_band. Standaard geen rijen.")
    ] = "",
    cumulative: Annotated[bool, typer.Option(help="Ook totalen over de hele periode, die misleiden.")] = False,
    paper: Annotated[bool, typer.Option("--pdf/--no-pdf", help="Ook als PDF.")] = True,
) -> None:
    """Maak het onderzoeksverslag van een periode: elf figuren, vijf tabellen en alle gegevens.

    In de map komen verslag.html en verslag.pdf, en in data/ alle tabellen als CSV, Parquet, Excel en SPSS,
    met een codeboek en datapackage.json. Er gaat geen tekst, nummer of code van een advertentie mee.

    Voorbeeld: `peil report --from 2026-W01 --to 2026-W26 --out verslag --places inwoners.csv`
    """
    from dashboard import wording
    from dashboard.study import StudyReport, render_study
    from storage.audit import append
    from trends.export import export
    from trends.tables import tables

    house, at = open_house(), now()
    first, last = _week(start, "--from"), _week(end, "--to")
    period = read_period(house, start, end, places, checks, cumulative)
    found = tables(period)
    frames = dict(found.frames)
    if rows:  # before anything is written: a refusal leaves no files behind
        frames["microdata"] = _microdata(period, rows)
    written = export(frames, out / "data", at.date(), wording.CAVEATS)
    files = [f"data/{path.relative_to(out / 'data')}" for path in written if path.parent == out / "data"]
    html = render_study(StudyReport(found, first, last, at.date(), _events(house), files))
    (out / "verslag.html").write_text(html, encoding="utf-8")
    if paper:
        from app.pdf import pdf

        (out / "verslag.pdf").write_bytes(pdf(html))
    with house.engine.begin() as connection:
        detail = {"from": str(first), "to": str(last), "rows": rows, "tables": sorted(frames)}
        append(connection, getpass.getuser(), "export", "report", detail, at)
    typer.echo(f"Verslag van {first} tot en met {last}: {out / 'verslag.html'}, {len(written)} bestanden in {out}/data")


def _week(text: str, option: str) -> Week:
    try:
        return Week.parse(text)
    except ValueError as error:
        raise BadInput(f"{option} {text}: schrijf een ISO-week zoals 2026-W03, of een datum") from error


def read_period(
    house: House, start: str, end: str, places: Path | None, checks: Path | None = None, cumulative: bool = False
) -> Period:
    """The frames from week `start` to week `end`, checked. Raises BadInput when there is nothing in between."""
    import polars as pl

    from storage.database import reading
    from storage.frames import series_input
    from trends.businesses import read_checks
    from trends.frames import measurements, sightings
    from trends.places import read_places
    from trends.tables import Period

    first, last = _week(start, "--from"), _week(end, "--to")
    if last < first:
        raise BadInput(f"--to {last} ligt voor --from {first}; draai ze om")
    with reading(house.engine).connect() as connection:
        seen, measured = series_input(connection)
    between = pl.col("week").is_between(first.index, last.index)
    seen, measured = seen.filter(between), measured.filter(between)
    if measured.is_empty():
        raise BadInput(f"Er is niets gemeten van {first} tot en met {last}. Kijk met `peil serve` welke weken er zijn.")
    return Period(
        sightings(seen),
        measurements(measured),
        read_places(places) if places else _division(),
        read_checks(checks) if checks else None,
        cumulative,
    )


def _division() -> pl.DataFrame:
    """The municipalities this installation knows, by name; inhabitants and regions only from --places."""
    import polars as pl

    from pipelines.place import gazetteer
    from trends.places import PLACES

    named = [(code, name, None, None) for code, name in sorted(gazetteer().names.items())]
    return pl.DataFrame(named, schema=PLACES, orient="row")


def _microdata(period: Period, rows: str) -> pl.DataFrame:
    from trends.microdata import microdata
    from trends.panel import panel
    from trends.records import studied

    return microdata(studied(panel(period.sightings, period.measurements)), [name.strip() for name in rows.split(",")])


def _events(house: House) -> list[Event]:
    from trends.events import read_events

    path = house.settings.home / "events.yml"
    return read_events(path) if path.exists() else []
