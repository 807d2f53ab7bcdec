"""`peil link`: link what was seen, measure how right that is, and decide about single links for good."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.clock import measuring_week, now
from app.house import open_house

if TYPE_CHECKING:
    import polars as pl

cli = typer.Typer(help="Koppel advertenties tot vermoedelijke adverteerders.", invoke_without_command=True)

Left = Annotated[str, typer.Argument(help="Advertentie, zoals in de export (advertisement_id).")]
Right = Annotated[str, typer.Argument(help="De andere advertentie.")]
Note = Annotated[str, typer.Option(help="Waarom; wordt bewaard.")]


@cli.callback()
def link(context: typer.Context) -> None:
    """Koppel alles wat gezien is: advertenties over tijd en bronnen, met bewijs per koppeling.

    Voorbeeld: `peil link`
    """
    if context.invoked_subcommand is None:
        from app.jobs import link as link_job

        at = now()
        typer.echo(link_job(open_house(), measuring_week(at), at))


@cli.command()
def evaluate(
    truth: Annotated[Path, typer.Option(help="Parquet, CSV of JSON-regels met source, code en advertiser_id.")],
) -> None:
    """Vergelijk de koppeling met de waarheid: paren, B-cubed, aantal adverteerders, gedeelde telefoons.

    Voorbeeld: `peil link evaluate --truth waarheid.parquet`
    """
    from app.evaluation import judged, read_truth

    house = open_house()
    for line in judged(house, read_truth(truth, house.keyring)):
        typer.echo(line)


@cli.command()
def sample(
    out: Annotated[Path, typer.Option(help="CSV met paren om te beoordelen; vul de kolom same met ja of nee.")],
    per_band: Annotated[int, typer.Option(min=1, help="Paren per scoreband.")] = 40,
    seed: Annotated[int, typer.Option(help="Hetzelfde getal geeft dezelfde paren.")] = 1,
) -> None:
    """Trek een steekproef van koppelingen per scoreband, om door mensen te laten beoordelen.

    Voorbeeld: `peil link sample --out steekproef.csv`
    """
    import polars as pl

    from dedup.review import sample as drawn

    pairs = drawn(_stored_links(), per_band, seed)
    told = pairs.select("left", "right", pl.col("reasons").list.join("; "), same=pl.lit(None, dtype=pl.String))
    told.write_csv(out)
    typer.echo(f"{told.height} paren om te beoordelen: {out}")


@cli.command()
def precision(judged: Annotated[Path, typer.Option(help="De beoordeelde steekproef (CSV).")]) -> None:
    """Schat uit een beoordeelde steekproef hoeveel koppelingen kloppen, met een 95%-interval.

    Voorbeeld: `peil link precision --judged steekproef.csv`
    """
    import polars as pl

    from dedup.review import estimate

    rows = pl.read_csv(judged, schema_overrides={"same": pl.String}).filter(pl.col("same").is_in(["ja", "nee"]))
    found = estimate(_stored_links(), rows.with_columns(pl.col("same") == "ja"))
    typer.echo(
        f"{found.precision:.1%} van de {found.links} koppelingen klopt (95%-interval {found.low:.1%} tot "
        f"{found.high:.1%}), geschat uit {found.judged} beoordeelde paren"
    )


def _stored_links() -> pl.DataFrame:
    from storage.database import reading
    from storage.linking import load_all_links

    with reading(open_house().engine).connect() as connection:
        return load_all_links(connection)


@cli.command()
def confirm(left: Left, right: Right, note: Note) -> None:
    """Leg voor altijd vast dat twee advertenties van een adverteerder zijn.

    Voorbeeld: `peil link confirm 3f0c... 91ab... --note "zelfde persoon, nagebeld door collega"`
    """
    _decide(left, right, same=True, note=note)


@cli.command()
def revoke(left: Left, right: Right, note: Note) -> None:
    """Leg voor altijd vast dat twee advertenties niet van een adverteerder zijn.

    Voorbeeld: `peil link revoke 3f0c... 91ab... --note "twee mensen met een telefoon"`
    """
    _decide(left, right, same=False, note=note)


def _decide(left: str, right: str, *, same: bool, note: str) -> None:
    from storage.linking import save_decision

    house = open_house()
    with house.engine.begin() as connection:
        save_decision(connection, left, right, same=same, by=getpass.getuser(), note=note, at=now())
    typer.echo(f"Vastgelegd: {left} en {right} zijn {'' if same else 'niet '}van een adverteerder. Nu: peil link")
