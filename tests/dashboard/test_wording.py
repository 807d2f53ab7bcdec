"""Figures and names of checks as people read them."""

from __future__ import annotations

import pytest

from dashboard import wording


@pytest.mark.parametrize(
    ("check", "value", "shown"),
    [
        ("fill_age", 0.944, "94%"),
        ("values_gender", 0.0, "0%"),
        ("would_close", 0.16, "16%"),
        ("ads_read", 0.03, "3%"),
        ("median", 142.1, "142,1"),
        ("declared_ads", 1209.0, "1.209"),
        ("overview_read", None, "–"),
    ],
)
def test_a_share_is_a_percentage_and_a_count_a_number(check: str, value: float | None, shown: str) -> None:
    assert wording.measured(check, value) == shown


def test_a_check_names_its_field_in_dutch() -> None:
    assert wording.check("fill_price_hour") == "Veld prijs per uur gevuld"
    assert wording.check("values_work_type") == "Onbekende waarden in veld soort werk"
    assert wording.check("fill_own_field") == "Veld own_field gevuld"
