"""`peil export`: files that leave the house."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.clock import now
from app.house import open_house
from domain.errors import BadInput
from domain.weeks import Week

cli = typer.Typer(help="Maak bestanden om mee verder te rekenen.", no_args_is_help=True)
WRITERS = {".parquet": "write_parquet", ".csv": "write_csv", ".jsonl": "write_ndjson", ".ndjson": "write_ndjson"}


@cli.callback()
def group() -> None:
    """Maak bestanden om mee verder te rekenen."""


@cli.command()
def links(out: Annotated[Path, typer.Option(help="Waar het komt: .csv, .parquet of .jsonl.")]) -> None:
    """Per bron, code en week de advertentie en de vermoedelijke adverteerder.

    Een ingelezen verzameling krijgt haar eigen codes terug; van bezochte bronnen staat er een sleutel.

    Voorbeeld: `peil export links --out koppelingen.csv`
    """
    import polars as pl

    from storage.collections import load_codes
    from storage.database import reading
    from storage.linking import load_identities

    if out.suffix not in WRITERS or not out.parent.is_dir():
        raise BadInput(f"--out {out}: kies een bestaande map en een van {', '.join(WRITERS)}")
    house, at = open_house(), now()
    with reading(house.engine).connect() as connection:
        found = load_identities(connection)
        codes = load_codes(connection, house.keyring, at - house.settings.deployment.retention.link)
    if found.is_empty():
        raise BadInput("Er is nog niets gekoppeld. Voer eerst `peil link` uit.")
    weeks = {index: str(Week.from_index(index)) for index in found["week"].unique()}
    named = found.join(codes, on=["source", "code"], how="left").select(
        "source",
        pl.coalesce("clear", "code").alias("code"),
        pl.col("week").replace_strict(weeks, return_dtype=pl.String),
        advertisement_id="advertisement",
        advertiser_id="advertiser",
    )
    getattr(named.sort("week", "source", "code"), WRITERS[out.suffix])(out)
    typer.echo(
        f"{named.height} waarnemingen van {named['advertisement_id'].n_unique()} advertenties en "
        f"{named['advertiser_id'].n_unique()} vermoedelijke adverteerders: {out}"
    )
