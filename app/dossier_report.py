"""The account of one source, from the run data: what was requested, denied and stored, and why it was allowed."""

from __future__ import annotations

from pathlib import Path

from app.clock import now
from app.house import House
from app.pdf import pdf
from config.sources import find_source, read_catalogue
from dashboard.web import environment
from legal.dossier import lapses
from legal.gate import Gate
from storage.audit import first_broken, head, history
from storage.crawls import load_certificates
from storage.database import reading
from storage.dossiers import load_snapshots, load_versions

CRAWLS = 60  # newest first: a year of weeks, and some


def write_report(house: House, name: str, folder: Path) -> list[Path]:
    """Write <name>-verantwoording.html and .pdf. Raises SetupError when no browser can print the PDF."""
    folder.mkdir(parents=True, exist_ok=True)
    html = _render(house, name)
    page, paper = folder / f"{name}-verantwoording.html", folder / f"{name}-verantwoording.pdf"
    page.write_text(html, encoding="utf-8")
    paper.write_bytes(pdf(html))
    return [page, paper]


def _render(house: House, name: str) -> str:
    source, catalogue, at = find_source(house.settings.sources, name), read_catalogue(), now()
    with reading(house.engine).connect() as connection:
        versions = load_versions(connection, name)
        crawls = load_certificates(connection, name)[:CRAWLS]
        rules = load_snapshots(connection, name)
        rows, broken, newest = history(connection, name), first_broken(connection), head(connection)
    review = versions[0] if versions else None
    answers = review.answers if review else {}
    ends = {q.id: lapses(answers[q.id], q) for q in catalogue.questions if q.id in answers}
    return (
        environment()
        .get_template("verantwoording.html")
        .render(
            source=source,
            policy=Gate.of(source, review).policy,
            told=Gate.of(source, review).opens(at),
            review=review,
            versions=versions,
            questions=catalogue.questions,
            ends=ends,
            crawls=crawls,
            rules=rules,
            audit=rows,
            broken=broken,
            head=newest,
            at=at,
            agent=house.settings.deployment.user_agent,
        )
    )
