"""`peil replay`: reads old snapshots again, with today's extraction."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from app.clock import measuring_week
from app.house import open_house
from config.sources import find_source


def replay(
    archive: Annotated[Path, typer.Argument(help="WARC-bestand (.warc of .warc.gz).")],
    source: Annotated[str, typer.Option(help="Bron waarvan het bronbestand zegt hoe de pagina's te lezen.")],
    output: Annotated[Path, typer.Option(help="JSON-regels, een per advertentie, zonder tekst of nummer.")],
) -> None:
    """Lees een WARC-archief opnieuw: oude bewaarde pagina's, met de huidige extractie. Er wordt niets opgevraagd.

    Voorbeeld: `peil replay maart.warc.gz --source sandbox_a --output maart.jsonl`
    """
    from crawler.archived import Passed, read_archive
    from pipelines.observe import observe

    house, passed, count = open_house(), Passed(), 0
    told = find_source(house.settings.sources, source)
    with output.open("w", encoding="utf-8") as out:
        for listing in read_archive(archive, told, passed):
            week = measuring_week(listing.seen_at)
            seen = observe(listing, crawl=f"replay-{archive.name}", week=week, keys=house.keyring).observation
            row = {
                "source": seen.source,
                "code": seen.code,
                "week": str(seen.week),
                "language": seen.language.code,
                "municipality": seen.municipality,
                "age": seen.age,
                "price_hour": seen.price_hour,
                "work_types": sorted(seen.work_types),
                "gender": seen.gender,
                "contact_key": seen.contact_key,
                "content_hash": seen.content_hash,
            }
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    typer.echo(f"{count} advertenties gelezen uit {archive}")
    for reason, number in passed.reasons.most_common():
        typer.echo(f"  overgeslagen: {number} keer {reason}")
