"""The big proofs of outreach, at full size: `python -m benchmarks.outreach [NAME ...]`.

Prints one line of JSON per proof. All numbers are of the fictional block; the network is this machine's own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.outreach_crash import crash
from benchmarks.outreach_pace import eligibility, end_to_end_stop, stop, throughput
from benchmarks.outreach_races import opt_outs, race

SERVICES = Path(__file__).parents[1] / "scripts" / "services.sh"


def _postgres(proof: Callable[[Path, str], dict[str, Any]], home: Path) -> dict[str, Any]:
    folder, url = subprocess.run(
        ["sh", SERVICES, "start-postgres"], capture_output=True, text=True, check=True
    ).stdout.split()
    try:
        return proof(home, url)
    finally:
        subprocess.run(["sh", SERVICES, "stop-postgres", folder], check=True)


PROOFS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "eligibility": eligibility,
    "throughput": throughput,
    "stop": stop,
    "stop postgresql": lambda home: _postgres(stop, home),
    "stop end to end": end_to_end_stop,
    "opt-outs sqlite": opt_outs,
    "opt-outs postgresql": lambda home: _postgres(opt_outs, home),
    "race sqlite": race,
    "race postgresql": lambda home: _postgres(race, home),
    "crash": crash,
}


def main(names: list[str]) -> None:
    for name in names or list(PROOFS):
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps({"proof": name, **PROOFS[name](Path(folder))}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    os.nice(5)
    main(sys.argv[1:])
