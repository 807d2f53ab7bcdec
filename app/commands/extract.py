"""`peil extract`: the variables of your own texts, as JSON lines in and out."""

from __future__ import annotations

import json
import sys
from typing import Any

from domain.errors import BadInput
from pipelines.extract import extract as read_ad
from pipelines.extract import public


def extract() -> None:
    """Lees variabelen uit je eigen teksten: JSON-regels op standaardinvoer, JSON-regels op standaarduitvoer.

    Elke regel is {"id": ..., "text": "...", "title"?: "...", "lang"?: "nl"}. Het antwoord per regel:
    id, phones (E.164), prices (amount in euro, minutes of null, kind incall, outcall of null; een nacht telt
    480 minuten), price_hour, ages, under_18, municipalities (officiële namen, indeling 2023),
    municipality_codes (CBS), work_types (at_home, escort, massage), language (code, status, second) en
    business_words (club, privéhuis, bureau, kvk). Er wordt niets bewaard. Een regel die niet te lezen is wordt
    gemeld en overgeslagen; de opdracht eindigt dan met code 2.

    Voorbeeld: `peil extract < teksten.jsonl > variabelen.jsonl`
    """
    sys.stdin.reconfigure(encoding="utf-8-sig", errors="replace")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    skipped = 0
    for number, line in enumerate(sys.stdin, start=1):
        if not line.strip():
            continue
        try:
            answer = _answer(number, line)
        except BadInput as error:
            skipped += 1
            sys.stderr.write(f"{error}\n")
            continue
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
        sys.stdout.flush()  # whoever reads along gets each answer at once
    if skipped:
        raise BadInput(f"{skipped} regel(s) overgeslagen; de antwoorden op alle andere staan in de uitvoer.")


def _answer(number: int, line: str) -> dict[str, Any]:
    ad = _read(number, line)
    found = read_ad(ad.get("title") or "", ad.get("text") or "", lang=ad.get("lang"))
    return {"id": ad.get("id")} | public(found)


def _read(number: int, line: str) -> dict[str, Any]:
    """One input line. Raises BadInput naming the line and what is wrong with it."""
    try:
        ad = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadInput(f"Regel {number} is geen JSON ({error.msg}, teken {error.colno}).") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits, or brackets without end
        raise BadInput(f"Regel {number} is geen leesbare JSON ({error}).") from error
    if not isinstance(ad, dict):
        raise BadInput(f'Regel {number}: verwacht een object zoals {{"id": 1, "text": "..."}}.')
    if "id" not in ad:
        raise BadInput(f"Regel {number}: het veld `id` ontbreekt.")
    if ad.get("text") is None and ad.get("title") is None:
        raise BadInput(f"Regel {number}: het veld `text` ontbreekt.")
    for key in ("title", "text", "lang"):
        if ad.get(key) is not None and not isinstance(ad[key], str):
            raise BadInput(f"Regel {number}: `{key}` moet tekst zijn.")
    return ad
