"""How often `peil signals check` fires where it should and stays silent where it should.

Run `peil signals check < texts.jsonl | python -m benchmarks.score_signals tests/labelled/signals`.
The labels are described in tests/labelled/signals/README.md.
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.tally import Row, Tally, parse_rows, percent, read_rows

FAMILIES = {
    "A": "AVAIL",
    "B": "THIRD",
    "C": "RECRUIT",
    "D": "YOUTH",
    "E": "SAFETY",
    "I": "HOUSING",
    "J": "COERCE",
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """One text that fired when it should not, or did not fire what it should."""

    id: str
    text: str
    expected: tuple[str, ...]
    fired: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """Recall cells are keyed (family, language) and (indicator, language); language "all" is the sum.

    `family_recall` counts a text as found when any indicator of the expected family fired,
    `indicator_recall` only when the expected one did. `control_tiers` counts control texts by the
    heaviest tier that fired ("silent" when none).
    """

    family_recall: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    indicator_recall: dict[tuple[str, str], Tally] = field(default_factory=lambda: defaultdict(Tally))
    control_tiers: Counter[tuple[str, str]] = field(default_factory=Counter)
    beyond: Counter[str] = field(default_factory=Counter)
    missed: list[Wrong] = field(default_factory=list)
    fired_on_controls: list[Wrong] = field(default_factory=list)

    def controls(self, tier: str, language: str = "all") -> int:
        """Control texts whose heaviest fired tier is `tier`: silent, W, M, S or C."""
        return self.control_tiers[tier, language]


def score(labelled: Iterable[Row], predictions: Iterable[Row]) -> Report:
    """Score predictions (rows of `peil signals check`) against labelled rows, matched on id.

    A labelled text without a prediction counts as silent.
    """
    answers = {str(row["id"]): row for row in predictions}
    report = Report()
    for row in labelled:
        fired = _counting(answers.get(str(row["id"]), {}))
        if row["expect"]:
            _score_positive(report, row, fired)
        else:
            _score_control(report, row, fired)
    return report


def _counting(answer: Row) -> dict[str, str]:
    """Indicators that add weight, with their one-letter tier: counter-marks and shown-only ones do not fire."""
    letters = {"weak": "W", "medium": "M", "strong": "S", "critical": "C"}
    fired = [hit for hit in answer.get("fired") or [] if float(hit.get("weight", 1)) > 0]
    return {str(hit["indicator"]): letters.get(str(hit["tier"]).lower(), str(hit["tier"])) for hit in fired}


def _score_positive(report: Report, row: Row, fired: dict[str, str]) -> None:
    families = {FAMILIES.get(name[0], "") for name in fired}
    for name in row["expect"]:
        for language in (row["lang"], "all"):
            report.indicator_recall[name, language] += _found(name in fired)
            report.family_recall[FAMILIES[name[0]], language] += _found(FAMILIES[name[0]] in families)
    report.beyond.update(set(fired) - set(row["expect"]))
    if not set(row["expect"]) <= set(fired):
        report.missed.append(_wrong(row, fired))


def _found(yes: bool) -> Tally:
    return Tally(right=1) if yes else Tally(missed=1)


def _score_control(report: Report, row: Row, fired: dict[str, str]) -> None:
    heaviest = max(fired.values(), key="WMSC".find, default="silent")
    for language in (row["lang"], "all"):
        report.control_tiers[heaviest, language] += 1
    if fired:
        report.fired_on_controls.append(_wrong(row, fired))


def _wrong(row: Row, fired: dict[str, str]) -> Wrong:
    return Wrong(str(row["id"]), row["text"], tuple(row["expect"]), tuple(f"{k} ({v})" for k, v in fired.items()))


def render(report: Report) -> str:
    """Recall per family, indicator and language, control texts by tier, and every wrong text, as plain text."""
    languages = ["all", *sorted({lang for _, lang in report.family_recall} - {"all"})]
    parts = [
        _recall_table("family", report.family_recall, languages),
        _recall_table("indicator", report.indicator_recall, languages),
        _control_table(report),
        "\n".join(["fired on a control:", *map(_line, report.fired_on_controls)]),
        "\n".join(["missed:", *map(_line, report.missed)]),
        f"fired beyond the label on positives (not counted): {dict(report.beyond.most_common())}",
    ]
    return "\n\n".join(parts)


def _recall_table(title: str, cells: dict[tuple[str, str], Tally], languages: list[str]) -> str:
    rows = [f"{title:<10}" + "".join(f"{language:>7}" for language in languages)]
    for name in sorted({name for name, _ in cells}):
        shares = [percent(cells[name, lang].recall) if (name, lang) in cells else "     -" for lang in languages]
        rows.append(f"{name:<10}" + "".join(f"{share:>7}" for share in shares))
    return "\n".join(rows)


def _control_table(report: Report) -> str:
    tiers = ("silent", "W", "M", "S", "C")
    rows = ["controls  " + "".join(f"{tier:>8}" for tier in tiers)]
    for language in sorted({lang for _, lang in report.control_tiers}):
        rows.append(f"{language:<10}" + "".join(f"{report.controls(tier, language):>8}" for tier in tiers))
    return "\n".join(rows)


def _line(wrong: Wrong) -> str:
    return f"  {wrong.id} expected {wrong.expected or 'nothing'}, fired {wrong.fired or 'nothing'}: {wrong.text}"


if __name__ == "__main__":
    print(render(score(read_rows(Path(sys.argv[1])), parse_rows(sys.stdin, "stdin"))))
