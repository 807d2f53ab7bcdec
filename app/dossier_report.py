"""The account of one source, from the run data: what was requested, denied and stored, and why it was allowed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from app.clock import now
from app.evidence import faults
from app.house import House
from app.pdf import pdf
from app.visit_totals import Totals
from config.sources import find_source, read_catalogue
from dashboard.web import environment
from domain.dossiers import DossierState
from legal.dossier import lapses
from legal.gate import Gate
from legal.states import DUTCH
from storage.audit import first_broken, head, history
from storage.crawls import load_certificates
from storage.database import reading
from storage.dossiers import load_snapshots, load_steps, stopped
from storage.proof import first_altered

CRAWLS = 60  # newest first: a year of weeks, and some

KINDS = {
    "robots": "robots.txt",
    "terms": "gebruiksvoorwaarden",
    "tdm": "TDM-voorbehoud",
    "sitemap": "sitemap",
    "overview": "overzichtspagina's",
    "ad": "advertenties",
    "check": "nakijken van verdwenen advertenties",
    "browser": "wat de browser erbij vroeg",
}
FATES = {
    "observed": "gelezen",
    "unchanged": "ongewijzigd",
    "failed": "niet te lezen",
    "gone": "vervallen",
    "elsewhere": "niet in het overzicht, wel online",
    "barred": "afgesloten",
}
ACTIONS = {
    "crawl began": "bezoek begonnen",
    "crawl accepted": "gedeeltelijk bezoek toch meegeteld",
    "crawl ended": "bezoek beëindigd",
    "dossier submit": "dossier ingediend",
    "dossier submitted": "dossier ingediend",
    "dossier approve": "dossier goedgekeurd",
    "dossier approved": "dossier goedgekeurd",
    "dossier reject": "dossier afgewezen",
    "dossier answered": "vragen beantwoord",
    "dossier suspend": "opgeschort door een mens",
    "dossier suspended": "vanzelf opgeschort",
    "dossier objection": "bezwaar van de exploitant",
    "dossier revoke": "ingetrokken",
    "dossier expire": "verlopen",
    "kill switch on": "noodstop aan",
    "kill switch off": "noodstop opgeheven",
}


@dataclass(frozen=True, slots=True)
class Words:
    """The Dutch words of the report."""

    kinds: Mapping[str, str]
    fates: Mapping[str, str]
    actions: Mapping[str, str]
    states: Mapping[DossierState, str]


def write_report(house: House, name: str, folder: Path) -> list[Path]:
    """Write <name>-verantwoording.html and .pdf. Raises SetupError when no browser can print the PDF."""
    folder.mkdir(parents=True, exist_ok=True)
    html = rendered(house, name)
    page, paper = folder / f"{name}-verantwoording.html", folder / f"{name}-verantwoording.pdf"
    page.write_text(html, encoding="utf-8")
    paper.write_bytes(pdf(html))
    return [page, paper]


def rendered(house: House, name: str) -> str:
    source, catalogue, at = find_source(house.settings.sources, name), read_catalogue(), now()
    with reading(house.engine).connect() as connection:
        steps, stop = load_steps(connection, name), stopped(connection, name)
        crawls = load_certificates(connection, name)[:CRAWLS]
        rules = load_snapshots(connection, name)
        rows, broken, newest = history(connection, name), first_broken(connection), head(connection)
        altered = first_altered(connection, name)
    review = steps[0].review if steps else None
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
            steps=steps,
            stop=stop,
            questions=catalogue.questions,
            ends=ends,
            unsound=faults(house, review) if review else {},
            crawls=crawls,
            totals=Totals(crawls),
            words=Words(KINDS, FATES, ACTIONS, DUTCH),
            rules=rules,
            audit=rows,
            broken=broken,
            altered=altered,
            head=newest,
            at=at,
            agent=house.settings.deployment.user_agent,
        )
    )
