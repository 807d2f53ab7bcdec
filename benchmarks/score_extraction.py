"""How often `peil extract` is right, per field and language, on texts labelled by hand.

Run `peil extract < texts.jsonl | python -m benchmarks.score_extraction tests/labelled/extraction`.
The labels and their conventions are described in tests/labelled/extraction/README.md.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.tally import Row, Tally, parse_rows, percent, read_rows, tally_sets

NIGHT_MINUTES = 360  # a whole night has no agreed length, so prices from six hours up are not scored
HOUR_TOLERANCE = 0.5  # euro: linear derivation may round


@dataclass(frozen=True, slots=True)
class Miss:
    """One field of one text where the prediction differs from the label."""

    id: str
    language: str
    field: str
    expected: object
    found: object
    text: str


@dataclass(slots=True)
class Report:
    """`fields[field][language]` tallies, the language confusion and every miss; language "all" is the sum."""

    fields: dict[str, dict[str, Tally]] = field(default_factory=lambda: defaultdict(dict))
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    statuses: Counter[tuple[str, bool]] = field(default_factory=Counter)
    misses: list[Miss] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)

    def add(self, name: str, language: str, tally: Tally) -> None:
        for key in (language, "all"):
            self.fields[name][key] = self.fields[name].get(key, Tally()) + tally

    def total(self, name: str) -> Tally:
        return self.fields[name].get("all", Tally())

    @property
    def language_accuracy(self) -> float:
        right = sum(n for (expected, found), n in self.confusion.items() if expected == found)
        return right / max(1, self.confusion.total())

    @property
    def confirmed_share(self) -> float:
        return self._status("confirmed") / max(1, self.statuses.total())

    @property
    def confirmed_accuracy(self) -> float:
        return self.statuses["confirmed", True] / max(1, self._status("confirmed"))

    def _status(self, status: str) -> int:
        return self.statuses[status, True] + self.statuses[status, False]


def score(labelled: Iterable[Row], predictions: Iterable[Row]) -> Report:
    """Score predictions (rows of `peil extract`) against labelled rows, matched on id.

    A labelled text without a prediction counts as one that found nothing and is listed in `unanswered`.
    """
    answers = {str(row["id"]): row for row in predictions}
    report = Report()
    for row in labelled:
        answer = answers.get(str(row["id"]))
        if answer is None:
            report.unanswered.append(str(row["id"]))
        _score_text(report, row, answer or {})
    return report


def _score_text(report: Report, row: Row, answer: Row) -> None:
    truth, tags = row["truth"], set(row.get("tags", ()))
    language = str(row["id"]).split("-")[0]
    pairs: dict[str, tuple[object, object, Tally]] = {}
    for name, true, got in _value_sets(truth, answer):
        pairs[name] = sorted(map(str, true)), sorted(map(str, got)), tally_sets(true, got)
    if "obfuscated" in tags:
        pairs["phone_obfuscated"] = pairs["phone"]
    if "hour_ambiguous" not in tags:
        low, high = _hour_bounds(truth, "range" in tags)
        hour = answer.get("price_hour")
        pairs["price_hour"] = ((low, high), hour, _tally_hour(low, high, hour))
    if truth.get("gender") and answer.get("gender"):
        pairs["gender"] = (truth["gender"], answer["gender"], tally_sets([truth["gender"]], [answer["gender"]]))
    for name, (expected, found, tally) in pairs.items():
        report.add(name, language, tally)
        if (tally.wrong or tally.missed) and name != "phone_obfuscated":
            report.misses.append(Miss(str(row["id"]), language, name, expected, found, row["text"]))
    _score_language(report, row, answer)


def _value_sets(truth: Row, answer: Row) -> list[tuple[str, Set[object], Set[object]]]:
    """Set-valued fields as (name, truth, prediction), each in one comparable spelling."""
    place, found_place = _places(truth, answer)
    kind, found_kind = _kinds(truth["prices"]), _kinds(answer.get("prices") or [])
    asked = {(amount, minutes) for amount, minutes, _ in kind}  # a kind the label leaves open is not wrong
    return [
        ("phone", set(truth["phones"]), set(answer.get("phones") or [])),
        ("price", _timed(truth["prices"]), _timed(answer.get("prices") or [])),
        ("price_kind", kind, {price for price in found_kind if price[:2] in asked}),
        ("age", set(truth["ages"]), set(answer.get("ages") or [])),
        ("under_18", _flag(truth["under_18"]), _flag(answer.get("under_18"))),
        ("municipality", place, found_place),
        ("work_type", set(truth["work_types"]), set(answer.get("work_types") or [])),
        ("business_words", _words(truth["business_words"]), _words(answer.get("business_words") or [])),
    ]


def _flag(value: object) -> set[bool]:
    return {True} if value else set()


def _timed(prices: Iterable[Row]) -> set[tuple[float, int]]:
    return {(float(p["amount"]), int(p["minutes"])) for p in prices if 0 < (p["minutes"] or 0) < NIGHT_MINUTES}


def _kinds(prices: Iterable[Row]) -> set[tuple[float, int, str]]:
    rows = list(prices)
    kinds = [(kind, _timed([p for p in rows if p.get("kind") == kind])) for kind in ("incall", "outcall")]
    return {(*price, kind) for kind, timed in kinds for price in timed}


def _hour_bounds(truth: Row, ranged: bool) -> tuple[float | None, float | None]:
    """The accepted price of an hour; in a stated range any value within it."""
    low = truth["price_hour"]
    if not ranged or low is None:
        return low, low
    return low, max([p["amount"] for p in truth["prices"] if p["minutes"] == 60] or [low])


def _tally_hour(low: float | None, high: float | None, found: float | None) -> Tally:
    if low is None or high is None:
        return Tally(wrong=int(found is not None))
    if found is None:
        return Tally(missed=1)
    right = low - HOUR_TOLERANCE <= found <= high + HOUR_TOLERANCE
    return Tally(right=1) if right else Tally(wrong=1, missed=1)


def _places(truth: Row, answer: Row) -> tuple[set[str], set[str]]:
    """Municipalities by CBS code where the prediction gives codes, otherwise by bare name."""
    found = [str(place) for place in answer.get("municipalities") or []]
    if found and all(re.fullmatch(r"GM\d{4}", place) for place in found):
        return set(truth["municipality_codes"]), set(found)
    return {bare_place(p) for p in truth["municipalities"]}, {bare_place(p) for p in found}


def bare_place(name: str) -> str:
    """`Hengelo (O.)` and `Hengelo` are one name here, as are `Den Haag` and `'s-Gravenhage`."""
    plain = _plain(re.sub(r"\s*\(.*\)", "", name))
    return {"den haag": "s gravenhage", "den bosch": "s hertogenbosch"}.get(plain, plain)


def _words(words: Iterable[str]) -> set[str]:
    """Only the four words the 2021 study counted; a word outside them is neither right nor wrong."""
    named = {_plain(word).replace(" ", "") for word in words}
    short = {"seksclub": "club", "escortbureau": "bureau", "kamervankoophandel": "kvk"}
    return {short.get(word, word) for word in named} & {"club", "privehuis", "bureau", "kvk"}


def _plain(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", bare))


def _score_language(report: Report, row: Row, answer: Row) -> None:
    """Texts whose label has no language are not scored on it; in mixed texts either language may come first."""
    truth, given = row["truth"]["language"], answer.get("language") or {}
    if truth["code"] is None:
        return
    found, expected, second = given.get("code") or "-", truth["code"], truth["second"]
    if second and found == second:
        expected, second = second, expected
    report.confusion[expected, found] += 1
    report.statuses[given.get("status") or "unknown", found == expected] += 1
    report.add("language", expected, tally_sets({expected}, {found} - {"-"}))
    report.add("second_language", expected, tally_sets({second} - {None}, {given.get("second")} - {None}))
    if found != expected:
        report.misses.append(Miss(str(row["id"]), expected, "language", expected, found, row["text"]))


def hardest(report: Report, count: int = 10) -> list[list[Miss]]:
    """The texts with most wrong fields, each with its misses."""
    per_text: dict[str, list[Miss]] = defaultdict(list)
    for miss in report.misses:
        per_text[miss.id].append(miss)
    return sorted(per_text.values(), key=lambda misses: (-len(misses), misses[0].id))[:count]


def render(report: Report) -> str:
    """The table per field and language, the confusion of languages and the hardest misses, as plain text."""
    parts = [_table(name, cells) for name, cells in report.fields.items()]
    parts.append(
        f"language {percent(report.language_accuracy)} right overall, {percent(report.confirmed_share)} confirmed,"
        f" {percent(report.confirmed_accuracy)} right where confirmed"
    )
    wrong = [f"  {a} read as {b}: {n}" for (a, b), n in report.confusion.most_common() if a != b]
    parts.append("\n".join(["languages confused:", *(wrong or ["  none"])]))
    parts.append("\n".join(["hardest misses:", *(_misses(m) for m in hardest(report))]))
    if report.unanswered:
        parts.append(f"without a prediction: {len(report.unanswered)}, first {report.unanswered[0]}")
    return "\n\n".join(parts)


def _table(name: str, cells: Mapping[str, Tally]) -> str:
    rows = [f"{name:<18} precision recall     f1  right wrong missed"]
    for language, t in sorted(cells.items(), key=lambda cell: (cell[0] != "all", cell[0])):
        scores = f"{percent(t.precision)}   {percent(t.recall)} {percent(t.f1)}"
        rows.append(f"  {language:<16} {scores}  {t.right:5} {t.wrong:5} {t.missed:6}")
    return "\n".join(rows)


def _misses(misses: list[Miss]) -> str:
    wrong = "; ".join(f"{m.field}: expected {m.expected}, found {m.found}" for m in misses)
    return f"  {misses[0].id} {misses[0].text[:160]!r}\n      {wrong}"


if __name__ == "__main__":
    print(render(score(read_rows(Path(sys.argv[1])), parse_rows(sys.stdin, "stdin"))))
