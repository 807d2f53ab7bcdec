"""Why two advertisements were linked or kept apart: a level and reasons that a person can read."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from dedup.cluster import Verdict
from dedup.compare import COMPARISONS, LEVELS
from dedup.frames import LINKS
from dedup.judgement import Judgement
from domain.links import LinkLevel

REFUSED = {
    Verdict.AT_ONCE: "twee advertenties van een bron die in dezelfde meting actief waren",
    Verdict.CONFLICT: "andere advertenties in de groep spreken dit te sterk tegen",
    Verdict.UNLIKE: "de twee groepen als geheel lijken te weinig op elkaar",
    Verdict.REVOKED: "door een medewerker herroepen",
    Verdict.PHONE_ONLY: "alleen het telefoonnummer is gelijk; naam en tekst verschillen",
    Verdict.TEXT_ONLY: "alleen de tekst lijkt; te weinig andere kenmerken stemmen overeen",
}
"""The reason of a refused merge, as people read it."""

SPOKEN: dict[str, dict[str, str]] = {
    "phone": {
        "same": "zelfde telefoonnummer",
        "same_on_a_crowd": "zelfde telefoonnummer, gedeeld met gelijktijdige advertenties",
        "different": "ander telefoonnummer",
    },
    "name": {"same": "zelfde naam", "overlapping": "deel van de naam gelijk", "different": "andere naam"},
    "text": {
        "equal": "vrijwel gelijke tekst",
        "near": "sterk gelijkende tekst",
        "alike": "gelijkende tekst",
        "related": "tekst met enige gelijkenis",
        "unlike": "andere tekst",
    },
    "place": {"same": "zelfde gemeente", "different": "andere gemeente"},
    "age": {
        "same": "zelfde leeftijd",
        "one_off": "leeftijd scheelt een jaar",
        "near": "leeftijd scheelt twee of drie jaar",
        "conflicting": "leeftijden spreken elkaar tegen",
        "far_apart": "leeftijden liggen ver uiteen",
    },
    "price": {"same": "zelfde prijs", "near": "prijs scheelt weinig", "far": "andere prijs"},
    "gender": {"same": "zelfde geslacht", "different": "ander geslacht"},
    "work": {
        "same": "zelfde soort werk",
        "overlapping": "soort werk deels gelijk",
        "different": "ander soort werk",
    },
    "language": {"same": "zelfde taal", "different": "andere taal"},
    "time": {
        "at_once": "gelijktijdig actief op een bron",
        "touching": "in een meting samen actief op een bron",
        "interleaved": "actief in een pauze van de ander",
        "next": "volgt direct op de ander",
        "soon": "volgt binnen vier metingen",
        "later": "volgt later",
        "together": "gelijktijdig op twee bronnen",
        "near": "kort na elkaar op twee bronnen",
        "far": "lang na elkaar op twee bronnen",
    },
}
"""Each level in Dutch, in the order of its number."""

_TEXTS = ("equal", "near", "alike")


def explain(judged: Judgement, ids: NDArray[np.object_]) -> pl.DataFrame:
    """Links that made the clusters and merges that were refused, as a frame of LINKS."""
    told = np.flatnonzero(judged.verdicts != Verdict.ALREADY)
    pairs = judged.pairs.of(told)
    verdicts = judged.verdicts[told]
    left, right = ids[pairs.left], ids[pairs.right]
    swap = left > right
    spoken = pl.Series([REFUSED.get(Verdict(value)) for value in range(len(Verdict))], dtype=pl.String)
    return pl.DataFrame(
        {
            "left": np.where(swap, right, left),
            "right": np.where(swap, left, right),
            "level": _levels(pairs.levels),
            "score": np.minimum(pairs.scores, 999).astype(np.float64),
            "reasons": _reasons(pairs.levels),
            "refused": spoken.gather(verdicts.astype(np.uint32)),
        },
        schema=dict(LINKS),
    )


def _levels(levels: NDArray[np.int8]) -> pl.Series:
    at = pl.DataFrame(levels, schema=list(COMPARISONS))
    phone = at["phone"].is_in([_number("phone", "same"), _number("phone", "same_on_a_crowd")])
    place, name = at["place"] == 1, at["name"].is_in([1, 2])
    text = at["text"].is_in([_number("text", level) for level in _TEXTS])
    return at.select(
        pl.when(phone & place)
        .then(pl.lit(LinkLevel.SAME_PHONE_AND_MUNICIPALITY.value))
        .when(phone & (name | text))
        .then(pl.lit(LinkLevel.SAME_PHONE_AND_SIMILAR.value))
        .when(text & (place | (at["age"] == 1)))
        .then(pl.lit(LinkLevel.REPOSTED_TEXT.value))
        .when(name)
        .then(pl.lit(LinkLevel.SAME_NAME_AND_ATTRIBUTES.value))
        .otherwise(pl.lit(LinkLevel.NEAR_TEXT.value))
    ).to_series()


def _reasons(levels: NDArray[np.int8]) -> pl.Series:
    parts = []
    for at, comparison in enumerate(COMPARISONS):
        words = [SPOKEN[comparison].get(level) for level in LEVELS[comparison]]
        parts.append(pl.Series(comparison, words, dtype=pl.String).gather(levels[:, at].astype(np.uint32)))
    return pl.DataFrame(parts).select(pl.concat_list(pl.all()).list.drop_nulls()).to_series()


def _number(comparison: str, level: str) -> int:
    return LEVELS[comparison].index(level)
