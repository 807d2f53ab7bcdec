"""Linking next to its peers: the same Parquet file to clusters, each in a process of its own.

`python -m benchmarks.linking` makes the corpora in var/bench (seeds that nobody fitted on) and prints quality,
wall clock, processor seconds and peak memory. `--only ours splink_minhash`, `--large` for the tenfold year.
Ends with 1 when a linker failed, or ours is less right than was promised.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
import time
from pathlib import Path

import polars as pl

from dedup.evaluate import Quality, quality, shared_phone_errors
from domain.weeks import Week

LINKERS = ("ours", "study_rules", "rapidfuzz_blocks", "datasketch_lsh", "splink_minhash")
FOLDER = Path("var/bench")
SEED = 20_260_101
# The least F1 over postings, over observations and B-cubed; the most error of the count, and the largest share of
# different people on one phone that are merged.
PROMISED = {
    "base": (0.985, 0.995, 0.997, 0.005, 0.01),
    "hard": (0.945, 0.965, 0.98, 0.03, 0.02),
    "tenfold": (0.98, 0.993, 0.996, 0.005, 0.01),
}
WARM = "ours"  # compiled code is cached on first use, so this one runs twice and the second run counts


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="+", choices=LINKERS, default=LINKERS)
    parser.add_argument("--corpora", nargs="+", default=("base", "hard", "second"))
    parser.add_argument("--large", action="store_true")
    wanted = parser.parse_args()
    FOLDER.mkdir(parents=True, exist_ok=True)
    good = True
    for name, scale, profile in (("base", 1, "base"), ("hard", 1, "hard"), ("second", 1, ""), ("tenfold", 10, "base")):
        if name in wanted.corpora or (name == "tenfold" and wanted.large):
            good &= _compare(name, *corpus(name, scale, profile), wanted.only if name != "tenfold" else ["ours"])
    return 0 if good else 1


def _compare(name: str, rows: Path, truth: Path, linkers: list[str]) -> bool:
    print(f"\n{name}: {pl.scan_parquet(rows).select(pl.len()).collect().item():,} observations")
    print(f"{'linker':18} {'pair P':>7} {'R':>7} {'F1':>7} {'obs F1':>7} {'B3':>7} {'count':>8} {'phone':>7}"
          f" {'wall s':>7} {'cpu s':>7} {'x wall':>7} {'MB':>6}")  # fmt: skip
    first, good = None, True
    for linker in linkers:
        if linker == WARM:
            _run(linker, rows)
        measured = _run(linker, rows)
        if measured is None:
            print(f"{linker:18} not installed or failed")
            good = False
            continue
        wall, cpu, memory, found = measured
        first = first or wall
        whole, observed, phone = _quality(found, rows, truth)
        print(
            f"{linker:18} {whole.precision:7.4f} {whole.recall:7.4f} {whole.f1:7.4f} {observed.f1:7.4f} "
            f"{whole.cubed_f1:7.4f} {whole.count_error:+8.2%} {phone:7.2%} "
            f"{wall:7.1f} {cpu:7.1f} {wall / first:7.1f} {memory:6.0f}"
        )
        if linker == "ours" and not _kept(name, whole, observed, phone):
            print(f"{linker:18} less right than promised: {PROMISED[name]}")
            good = False
    return good


def _kept(name: str, whole: Quality, observed: Quality, phone: float) -> bool:
    if name not in PROMISED:
        return True
    postings, observations, cubed, count, merged = PROMISED[name]
    right = whole.f1 >= postings and observed.f1 >= observations and whole.cubed_f1 >= cubed
    return right and abs(whole.count_error) <= count and phone <= merged


def _run(linker: str, rows: Path) -> tuple[float, float, float, pl.DataFrame] | None:
    out = FOLDER / f"{linker}.parquet"
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.linking_run", linker, str(rows), str(out)],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stderr.strip().splitlines()[-1] if done.stderr else "", file=sys.stderr)
        return None
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return told["wall"], told["cpu"], told["memory"], pl.read_parquet(out)


def measure(linker: str, rows: Path, out: Path) -> None:
    """Run one linker in this process and print what it took, imports left out."""
    clusters = importlib.import_module(f"benchmarks.linkers.{linker}").clusters
    wall, cpu = time.perf_counter(), time.process_time()
    found = clusters(rows)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    found.write_parquet(out)
    memory = _peak_memory()
    print(json.dumps({"wall": wall, "cpu": cpu, "memory": memory}))


def _peak_memory() -> float:
    """This process's own high-water mark in MB; getrusage would report the parent's where that was larger."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmHWM")).split()[1]) / 1024


def _quality(found: pl.DataFrame, rows: Path, truth: Path) -> tuple[Quality, Quality, float]:
    """Over postings, over observations, and the share of different people on one phone that were merged."""
    key = ["source", "code"]
    who = pl.read_parquet(truth).select(*key, truth="advertiser_id").unique(key, keep="first", maintain_order=True)
    ads = found.unique(key, keep="first", maintain_order=True).join(who, on=key).with_row_index("posting")
    whole = quality(ads)
    seen = pl.read_parquet(rows, columns=[*key, "phone"])
    observed = quality(seen.join(ads, on=key))
    phones = seen.unique().rename({"phone": "contact_key"}).join(ads, on=key)
    merged, pairs = shared_phone_errors(phones)
    return whole, observed, merged / max(1, pairs)


def corpus(name: str, scale: int, profile: str) -> tuple[Path, Path]:
    rows, truth = FOLDER / f"{name}.parquet", FOLDER / f"{name}.truth.parquet"
    if not rows.exists() and profile:
        from sandbox.profile import PROFILES
        from sandbox.year import write_year

        for _ in write_year(rows, truth, seed=SEED, start=Week(2025, 1), scale=scale, profile=PROFILES[profile]):
            pass
    elif not rows.exists():
        from benchmarks.second_generator import generate

        market = generate(size=120_000, seed=SEED)
        market.postings.write_parquet(rows)
        market.truth.write_parquet(truth)
    return rows, truth


if __name__ == "__main__":
    sys.exit(main())
