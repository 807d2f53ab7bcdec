"""Sketches find near-equal texts, and say nothing without the key."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dedup.kernels import sketches
from dedup.sketch import BINS, exact_similarity, similarity, siphash, sketch, start_state

KEY = bytes(range(16))
WORDS = [f"woord{number:x}" for number in range(4000)]


def invented(draw: np.random.Generator, length: int = 90) -> list[str]:
    return [WORDS[at] for at in draw.integers(0, len(WORDS), length)]


def edited(draw: np.random.Generator, words: list[str], share: float) -> list[str]:
    return [WORDS[draw.integers(0, len(WORDS))] if draw.random() < share else word for word in words]


def test_a_sketch_estimates_the_exact_jaccard_similarity() -> None:
    draw = np.random.default_rng(5)
    errors, exact = [], []
    for share in np.linspace(0, 1, 120):
        left = invented(draw)
        right = " ".join(edited(draw, left, share))
        exact.append(exact_similarity(" ".join(left), right))
        errors.append(similarity(sketch(" ".join(left), KEY), sketch(right, KEY)) - exact[-1])
    assert max(exact) == 1.0  # the test covers the whole range, or it could not fail
    assert min(exact) < 0.2
    assert abs(np.mean(errors)) < 0.015
    assert np.std(errors) < 0.045


def test_unlike_texts_have_unlike_sketches() -> None:
    draw = np.random.default_rng(6)
    rows = [sketch(" ".join(invented(draw)), KEY) for _ in range(40)]
    assert len(set(rows)) == 40


def test_the_compiled_path_gives_the_same_bytes_as_the_single_one() -> None:
    texts = ["", "!!!", "a", "ab", "één tekst", "Текст на български език", "ข้อความ", "x" * 9000, "Nul 6, twee 3"]
    assert sketches(pl.Series(texts), KEY).to_list() == [sketch(text, KEY) for text in texts]
    assert sketches(pl.Series([None], dtype=pl.String), KEY).to_list() == [b""]


@given(st.text(max_size=200))
def test_any_text_has_a_sketch_that_does_not_change(text: str) -> None:
    found = sketch(text, KEY)
    assert found == sketch(text, KEY)
    assert len(found) in (0, BINS)


def test_case_and_punctuation_do_not_matter() -> None:
    assert sketch("Welkom, bij mij thuis!", KEY) == sketch("welkom bij  mij thuis", KEY)


def test_another_key_gives_another_sketch() -> None:
    text = "Een rustige plek in de stad, alleen op afspraak en op een tijd die jou past."
    assert similarity(sketch(text, KEY), sketch(text, bytes(16))) < 0.1
    with pytest.raises(ValueError, match="16 bytes"):
        sketch(text, b"short")


def test_the_hash_is_siphash_1_3_as_python_itself_computes_it() -> None:
    if sys.hash_info.algorithm != "siphash13":
        pytest.skip("this Python hashes strings otherwise, so there is nothing to compare with")
    code = "import sys; sys.stdout.write(str(hash(b'abcdefgh') % 2**64))"
    python = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": "0"}, capture_output=True, check=True
    )
    word = np.frombuffer(b"abcdefgh", dtype=np.uint64)
    assert int(siphash(word, *start_state(bytes(16)))[0]) == int(python.stdout)
