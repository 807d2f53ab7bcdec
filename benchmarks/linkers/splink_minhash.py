"""Splink 5 on DuckDB, trained by EM on the corpus itself, with 16 MinHash columns for the text."""

from __future__ import annotations

import warnings
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

import duckdb
import numpy as np
import polars as pl

from benchmarks.linkers.corpus import observations, postings
from dedup.kernels import sketches

COLUMNS = 16
KEY = bytes(range(16))


def clusters(path: Path) -> pl.DataFrame:
    import splink.comparison_library as cl
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    ads = postings(observations(path)).with_row_index("unique_id")
    marks = np.stack([np.frombuffer(mark or bytes(128), dtype=np.uint8) for mark in sketches(ads["text"], KEY)])
    bins = np.ascontiguousarray(marks).view(np.uint64).reshape(len(ads), -1)[:, :COLUMNS]
    table = ads.drop("title", "text").with_columns(
        minhash=pl.Series([[f"{at}:{value}" for at, value in enumerate(row)] for row in bins.astype(str)])
    )
    with TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        connection = duckdb.connect(config={"memory_limit": "3GB", "temp_directory": folder, "threads": 2})
        api = DuckDBAPI(connection)
        settings = SettingsCreator(
            link_type="dedupe_only",
            unique_id_column_name="unique_id",
            comparisons=[
                cl.ExactMatch("advertiser").configure(term_frequency_adjustments=True),
                cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
                cl.ExactMatch("municipality").configure(term_frequency_adjustments=True),
                cl.ArrayIntersectAtSizes("minhash", [8, 4, 1]),
                cl.ExactMatch("age"),
                cl.ExactMatch("price_hour"),
                cl.ExactMatch("gender"),
                cl.ExactMatch("work_type"),
            ],
            blocking_rules_to_generate_predictions=[
                block_on("phone"),
                block_on("advertiser", "municipality"),
                block_on("advertiser", "age"),
                block_on("municipality", "age", "price_hour"),
            ],
        )
        linker = Linker(api.register(table.to_arrow()), settings, log_level=40)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
        for rule in (block_on("phone"), block_on("advertiser", "municipality")):
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
        pairs = linker.inference.predict(threshold_match_probability=0.5)
        found = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=0.9)
        labels = pl.from_arrow(cast(Any, found).as_pyarrow_table())  # it has no types of its own
    assert isinstance(labels, pl.DataFrame)
    return ads.join(labels.select("unique_id", "cluster_id"), on="unique_id").select(
        "source", "code", advertiser=pl.col("cluster_id").cast(pl.String)
    )
