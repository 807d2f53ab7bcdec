from __future__ import annotations

from benchmarks.sandbox_fields import SEED, measured


def test_form_fields_of_the_invented_sites_are_read_as_the_seed_knows_them() -> None:
    told = measured(SEED, advertisers=200)
    floors = {"gender": 0.995, "age": 0.99, "work_type": 0.97, "price_hour": 0.97, "municipality": 0.99}
    for name, least in floors.items():
        assert told[name].right > 50
        assert told[name].precision >= least, name
        assert told[name].recall >= least, name
