"""`peil replay`: reads old snapshots again, with today's extraction."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from app.clock import measuring_week, now
from app.house import open_house
from config.sources import find_source
from storage.archive import open_archive


def replay(
    archive: Annotated[Path, typer.Argument(help="WARC-bestand: .warc, .warc.gz of van `peil crawl --archive`.")],
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
    kept = house.settings.deployment.retention.archive
    opened = partial(open_archive, keyring=house.keyring, kept=kept, now=now())
    with output.open("w", encoding="utf-8") as out:
        for listing in read_archive(archive, told, passed, opened):
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
