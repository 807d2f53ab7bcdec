"""The tables of the research report, every cell already written as people read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from dashboard import wording
from dashboard.wording import number, percent
from domain.weeks import Week
from trends import benchmark
from trends.businesses import STUDIED
from trends.codebook import label
from trends.tables import Tables

Frames = Mapping[str, pl.DataFrame]
TOP = 10


@dataclass(frozen=True, slots=True)
class Printed:
    """A table on paper: the first column names the row, the others hold figures. `note` says what to mind."""

    title: str
    head: tuple[str, ...]
    rows: Sequence[Sequence[str]]
    note: str = ""
    words: bool = False  # columns of words instead of figures


def summary(tables: Tables) -> list[tuple[str, str]]:
    """The headline figures, each with what it is."""
    frames = tables.frames
    weeks = frames["weekly"].filter((pl.col("measure") == "active") & (pl.col("source") == "all"))
    whole = weeks.filter(pl.col("gap").is_null())
    low, high = whole["value"].min(), whole["value"].max()
    median = tables.survival.median
    return [
        (f"{whole.height} van {weeks.height}", "weken volledig gemeten"),
        (f"{number(_float(low))}–{number(_float(high))}", "unieke advertenties per meting"),
        (number(int(frames["unique_share"]["seen"].sum())), "waarnemingen in de volledige metingen"),
        ("–" if median is None else f"{median:.0f} weken", "mediane tijd online van een adverteerder"),
    ]


def weekly_table(frames: Frames) -> Printed:
    """The seven national measures per week, newest last, with bands."""
    names = list(wording.MEASURES)
    together = frames["weekly"].filter((pl.col("source") == "all") & pl.col("measure").is_in(names))
    cells = {(row["week"], row["measure"]): row for row in together.iter_rows(named=True)}
    rows = []
    for week in sorted({week for week, _ in cells}):
        first = cells[week, "active"]
        mark = " (v)" if first["provisional"] else ""
        rows.append([str(Week.from_index(week)) + mark, *(_counted(cells[week, name]) for name in names)])
    study = ["Regioplan 2021", *(benchmark.WEEKLY.get(name, "–") for name in names)]
    return Printed(
        "Alle reeksen per week",
        ("Meting", *wording.MEASURES.values()),
        [*rows, study],
        "(v) is voorlopig. Tussen haakjes de gevoeligheid: dezelfde telling met ruimer en met strenger koppelen. "
        "Een streepje is een gat, of er is nog niets om mee te vergelijken; de metingen achterin zeggen waarom.",
    )


def share_table(frames: Frames, variable: str, title: str) -> Printed:
    """Categories of one variable: mean per measurement with its band, share, and the study's share."""
    rows = [
        [
            label(variable, row["category"]),
            f"{number(row['mean'])} ({number(row['low'])}–{number(row['high'])})",
            percent(row["share"], 1),
            percent(benchmark.SHARES.get((variable, row["category"])), 1),
        ]
        for row in in_order(of_variable(frames, variable), variable).iter_rows(named=True)
    ]
    return Printed(title, ("", "Gemiddeld per meting", "Aandeel", "Regioplan 2021"), rows)


def of_variable(frames: Frames, variable: str) -> pl.DataFrame:
    """The shares of one variable, all sources together."""
    return frames["shares"].filter((pl.col("variable") == variable) & (pl.col("source") == "all"))


def in_order(counted: pl.DataFrame, variable: str) -> pl.DataFrame:
    """Bands from low to high; other categories as they are, the most frequent first."""
    if not variable.endswith("_band"):
        return counted
    return counted.sort(
        pl.col("category").str.extract(r"(\d+)").cast(pl.Int32), ~pl.col("category").str.starts_with("-")
    )


def main_tables(frames: Frames) -> list[Printed]:
    """Tables 1 to 5, in the study's order."""
    return [_fill(frames), _prices(frames), _places(frames), _rates(frames), _businesses(frames)]


def extra_tables(frames: Frames) -> list[Printed]:
    """What the study could not give: overlap, switching, change points."""
    return [_overlap(frames), _switching(frames), _changes(frames)]


def trace(frames: Frames) -> Printed:
    """The measurements behind the figures: per source its runs of weeks with one outcome and one configuration."""
    visits = frames["measurements"].sort("source", "week")
    run = pl.struct("source", "outcome", "digest", step=pl.col("week") - pl.int_range(pl.len()).over("source")).rle_id()
    runs = visits.group_by(run.alias("run"), maintain_order=True).agg(
        pl.first("source", "outcome", "digest"), first=pl.min("week"), last=pl.max("week"), visits=pl.len()
    )
    rows = [
        [
            row["source"],
            f"{Week.from_index(row['first'])} tot en met {Week.from_index(row['last'])}",
            str(row["visits"]),
            wording.OUTCOMES[row["outcome"]],
            (row["digest"] or "–")[:16],
        ]
        for row in runs.iter_rows(named=True)
    ]
    head = ("Bron", "Weken", "Bezoeken", "Uitkomst", "Configuratie (SHA-256)")
    note = "Een bezoek heet naar bron en week. Elk bezoek apart staat bij de gegevens, in de tabel measurements."
    return Printed("De metingen", head, rows, note, words=True)


def _counted(row: Mapping[str, float | None]) -> str:
    value, low, high = row["value"], row["low"], row["high"]
    if value is None or low is None or high is None or low == high:
        return number(value)
    return f"{number(value)} ({number(low)}–{number(high)})"


def _fill(frames: Frames) -> Printed:
    rates = frames["fill_rates"]
    sources = rates["source"].unique(maintain_order=True).to_list()
    of = {(row["variable"], row["source"]): row["share"] for row in rates.iter_rows(named=True)}
    rows = [
        [
            label("variable", name),
            *(percent(of[name, source]) for source in sources),
            percent(benchmark.FILL_RATES.get(name)),
        ]
        for name in rates["variable"].unique(maintain_order=True)
    ]
    head = ("Kenmerk", *("alle" if source == "all" else source for source in sources), "Regioplan 2021")
    return Printed("Vulgraad van de kenmerken", head, rows, "Aandeel van de waarnemingen met een waarde.")


def _prices(frames: Frames) -> Printed:
    rows = []
    for row in frames["price_by_type"].iter_rows(named=True):
        mean, sd = benchmark.PRICES.get(row["work_type"], (None, None))
        name = "alle samen" if row["work_type"] == "all" else label("work_type", row["work_type"])
        figures = [number(row["mean"]), number(row["sd"]), number(row["median"]), number(row["n"])]
        rows.append([name, *figures, "–" if mean is None else f"{number(mean)} ({number(sd)})"])
    return Printed(
        "Prijs per uur naar type werk, in euro",
        ("Type werk", "Gemiddelde", "Standaardafwijking", "Mediaan", "Advertenties × metingen", "Regioplan 2021"),
        rows,
        "Een advertentie met twee typen telt bij beide mee.",
    )


def _places(frames: Frames) -> Printed:
    rows = [
        [_place(row), f"{number(row['mean'])} ({number(row['low'])}–{number(row['high'])})", percent(row["share"], 1)]
        for row in frames["municipalities"].filter(~pl.col("hidden")).head(TOP).iter_rows(named=True)
    ]
    return Printed(
        f"De {TOP} gemeenten met de meeste advertenties",
        ("Gemeente", "Gemiddeld per meting", "Aandeel"),
        rows,
        "Waar de advertentie zegt dat iemand werkt, niet waar iemand woont. Gemeenten onder de 10 staan er niet bij.",
    )


def _rates(frames: Frames) -> Printed:
    known = frames["municipalities"].filter(pl.col("rate").is_not_null()).sort("rate", descending=True)
    rows = [
        [
            _place(row),
            number(row["rate"], 1),
            number(row["population"]),
            number(benchmark.PER_100_000.get(row["municipality"])),
        ]
        for row in known.head(TOP).iter_rows(named=True)
    ]
    note = "De studie telde een heel jaar, deze tabel een gemiddelde meting: vergelijk de volgorde, niet de hoogte."
    absent = "Er is geen bestand met inwonertallen ingelezen (peil report --places), dus deze tabel is leeg."
    return Printed(
        "Advertenties per 100.000 inwoners",
        ("Gemeente", "Per 100.000, gemiddelde meting", "Inwoners", "Regioplan 2021, heel jaar"),
        rows,
        note if rows else absent,
    )


def _businesses(frames: Frames) -> Printed:
    rows = []
    for row in frames["business_words"].iter_rows(named=True):
        found, licensed = STUDIED.get(row["word"], (None, None))
        checked = bool(row["checked"])
        interval = f"{percent(row['precision'])} ({percent(row['low'])}–{percent(row['high'])})" if checked else "–"
        figures = [number(row["advertisers"]), number(row["checked"]), number(row["licensed"]), interval]
        rows.append([row["word"], *figures, "–" if found is None else f"{found} → {licensed}"])
    return Printed(
        "Woorden die een vergund bedrijf noemen",
        ("Woord", "Adverteerders", "Opgezocht", "Vergund", "Aandeel vergund (95%)", "Regioplan 2021"),
        rows,
        "Een woord bewijst niets: “niet in een club” bevat het ook."
        if rows
        else "In deze periode is geen van deze woorden gelezen; een ingelezen verzameling heeft hier geen tekst.",
    )


def _overlap(frames: Frames) -> Printed:
    pairs = frames["overlap"].group_by("source", "other").agg(pl.col("share").min().alias("low"), pl.col("share").max())
    rows = [
        [f"{row['source']} ook op {row['other']}", f"{percent(row['low'], 1)} – {percent(row['share'], 1)}"]
        for row in pairs.sort("share", descending=True).iter_rows(named=True)
    ]
    share = frames["unique_share"]["share"]
    low, high = (None, None) if share.is_empty() else (share.min(), share.max())
    rows.append(["Over na ontdubbelen tussen bronnen", f"{percent(_float(low), 1)} – {percent(_float(high), 1)}"])
    return Printed(
        "Overlap tussen bronnen",
        ("", "Laagste en hoogste meting"),
        rows,
        "Regioplan 2021: 9,3–14,6% van bron B stond ook op bron A; 95,9–97,6% bleef over.",
    )


def _switching(frames: Frames) -> Printed:
    rows = [
        [
            f"{row['returns']} keer" if row["returns"] < 3 else "3 keer of vaker",
            number(row["advertisers"]),
            percent(row["share"], 1),
            number(row["away"], 1),
        ]
        for row in frames["switching"].iter_rows(named=True)
    ]
    return Printed(
        "Hoe vaak een adverteerder verdween en terugkwam",
        ("Teruggekomen", "Adverteerders", "Aandeel", "Gemiddeld weken weg"),
        rows,
        "Van wie bij minstens twee metingen is gezien. In de praktijk gaan advertenties uit tijdens het werk.",
    )


def _changes(frames: Frames) -> Printed:
    rows = [
        [
            wording.measure(row["measure"]),
            str(Week.from_index(row["week"])),
            number(row["before"]),
            number(row["after"]),
        ]
        for row in frames["change_points"].iter_rows(named=True)
    ]
    return Printed(
        "Waar het niveau veranderd kan zijn",
        ("Reeks", "Vanaf", "Gemiddelde ervoor", "Gemiddelde erna"),
        rows,
        "Een aanbod om te kijken, geen verklaring. Een langzame stijging of daling verschijnt als een paar stappen.",
    )


def _place(row: Mapping[str, str | None]) -> str:
    return row["name"] or row["municipality"] or "–"


def _float(value: object) -> float | None:
    return value if isinstance(value, float) else None
