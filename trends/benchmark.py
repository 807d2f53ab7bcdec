"""What the earlier study found, to hold our figures against.

Regioplan, De Nederlandse seksbranche (Bleeker and Van den Braak, 2021), hoofdstuk 2 and bijlage 5:
365,140 ads of 52 weekly measurements, 27,866 probably unique. Its shares are over a whole year of unique
ads, ours over the mean measurement, so an ad that stays long weighs more here.
"""

from __future__ import annotations

from collections.abc import Mapping

SHARES: Mapping[tuple[str, str], float] = {
    ("gender", "woman"): 0.95,
    ("gender", "man"): 0.05,
    ("work_combination", "at_home"): 0.22,
    ("work_combination", "at_home+escort"): 0.22,
    ("work_combination", "at_home+massage"): 0.17,
    ("work_combination", "escort"): 0.16,
    ("work_combination", "at_home+escort+massage"): 0.10,
    ("work_combination", "massage"): 0.02,
    ("work_type", "at_home"): 0.71,
    ("work_type", "escort"): 0.55,
    ("work_type", "massage"): 0.36,
    ("price_band", "-49"): 0.014,
    ("price_band", "50-100"): 0.057,
    ("price_band", "101-150"): 0.467,
    ("price_band", "151-200"): 0.367,
    ("price_band", "201-250"): 0.062,
    ("price_band", "251-300"): 0.020,
    ("price_band", "301+"): 0.012,
    ("age_band", "-30"): 0.645,
    ("age_band", "31-40"): 0.241,
    ("age_band", "41-50"): 0.085,
    ("age_band", "51-60"): 0.025,
    ("age_band", "61-70"): 0.004,
}

FILL_RATES: Mapping[str, float] = {
    "gender": 1.0,
    "work_types": 0.98,
    "origin": 0.72,
    "age": 0.96,
    "price_hour": 0.71,
    "municipality": 0.98,
}

PRICES: Mapping[str, tuple[float, float]] = {"all": (167, 51), "at_home": (153, 42), "escort": (184, 55)}
"""Mean and standard deviation in euros per hour."""

WEEKLY: Mapping[str, str] = {
    "active": "6.000 tot 7.500",
    "new_previous": "1.000 tot 2.000",
    "new_five": "250 tot 1.000",
    "closed": "ongeveer 400",
    "one_time": "9 tot 151",
}

PER_100_000: Mapping[str, int] = {
    "GM0363": 644,
    "GM0599": 462,
    "GM0957": 369,
    "GM0772": 358,
    "GM0202": 346,
    "GM0518": 343,
    "GM0917": 341,
    "GM0384": 305,
    "GM0344": 300,
}
"""Over a whole year. Boxmeer (389) is left out: it merged into Land van Cuijk in 2022."""

UNIQUE_SHARE = (0.959, 0.976)
OVERLAP = (0.093, 0.146)
