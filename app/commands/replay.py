"""`peil replay`: reads old snapshots again, with today's extraction."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer

from app.clock import measuring_week, now
from app.house import House, open_house
from config.sources import find_source
from domain.observations import Observation
from storage.archive import open_archive

NO_MINORS = "mogelijk minderjarig: komt nooit in onderzoeksgegevens"


def replay(
    archive: Annotated[Path, typer.Argument(help="WARC-bestand: .warc, .warc.gz of van `peil crawl --archive`.")],
    source: Annotated[str, typer.Option(help="Bron waarvan het bronbestand zegt hoe de pagina's te lezen.")],
    output: Annotated[Path, typer.Option(help="JSON-regels, een per advertentie, zonder tekst of nummer.")],
) -> None:
    """Lees een WARC-archief opnieuw: oude bewaarde pagina's, met de huidige extractie. Er wordt niets opgevraagd.

    Velden die het dossier uitzet blijven uit. Codes en sleutels zijn nieuw voor elk uitvoerbestand: ze passen
    binnen het bestand bij elkaar en nergens anders op. Meer weken samen: voeg eerst de WARC-bestanden samen.

    Voorbeeld: `peil replay maart.warc.gz --source sandbox_a --output maart.jsonl`
    """
    from crawler.archived import Passed
    from storage.audit import append

    house, passed, count = open_house(), Passed(), 0
    unfinished = output.with_name(f"{output.name}.deel")
    try:
        with unfinished.open("w", encoding="utf-8") as out:
            for row in _rows(house, archive, source, passed):
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
                count += 1
        with house.engine.begin() as connection:
            append(connection, getpass.getuser(), "replay", source, {"archive": archive.name, "rows": count}, now())
        unfinished.replace(output)
    finally:
        unfinished.unlink(missing_ok=True)
    typer.echo(f"{count} advertenties gelezen uit {archive}")
    for reason, number in passed.reasons.most_common():
        typer.echo(f"  overgeslagen: {number} keer {reason}")


def _rows(house: House, archive: Path, name: str, passed: Any) -> Iterator[dict[str, Any]]:
    from crawler.archived import read_archive
    from legal.policy import policy_of
    from pipelines.observe import observe
    from storage.database import reading
    from storage.dossiers import load_review
    from storage.keys import Keyring

    source = find_source(house.settings.sources, name)
    with reading(house.engine).connect() as connection:
        policy = replace(policy_of(source, load_review(connection, name)), hours=(0, 24))  # nothing is asked of a site
    kept = house.settings.deployment.retention.archive
    opened = partial(open_archive, keyring=house.keyring, kept=kept, now=now())
    keys = Keyring.generate()  # of this file alone: a row must not lead back to an ad of the database
    for listing in read_archive(archive, source, policy, passed, opened):
        week = measuring_week(listing.seen_at)
        seen = observe(listing, crawl=f"replay-{archive.name}", week=week, keys=keys).observation
        if seen.under_18:
            passed.reasons[NO_MINORS] += 1
        else:
            yield _row(seen)


def _row(seen: Observation) -> dict[str, Any]:
    return {
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
