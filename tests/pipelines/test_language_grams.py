"""The first vote reads the n-grams that langdetect itself would read."""

from __future__ import annotations

import pytest

from pipelines.language_grams import grams
from pipelines.language_votes import FIRST_VOTE


@pytest.mark.parametrize(
    "text",
    [
        "ik ontvang thuis in utrecht, ook 's avonds",
        "ștefania primește în apartamentul ei",
        "принимаю у себя, без спешки. hotel ok",
        "cảm ơn bạn rất nhiều",
        "สวัสดีครับ ยินดีต้อนรับ",
        "你好 hello 世界",
        "مرحبا بكم",
        "a",
        "",
        " .. ",
    ],
)
def test_the_same_grams_as_langdetect(text: str) -> None:
    profiles = grams(FIRST_VOTE)
    detector = profiles.factory.create()
    detector.append(text)
    detector.cleaning_text()
    rows = [profiles.rows[gram] for gram in detector._extract_ngrams()]
    assert sorted(profiles.found(text)) == sorted(rows)
    assert profiles.found(text) == profiles.found(text)
