"""`make bench`: every benchmark in a process of its own, each next to its peer or baseline.

`python -m benchmarks crawl linking` runs only those.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ORDER = ("crawl", "extraction", "linking", "febrl", "weekly", "series", "signals", "outreach")


def main(names: list[str]) -> int:
    """Run benchmarks by name, or all; returns how many failed."""
    here = {path.stem for path in Path(__file__).parent.glob("*.py")}
    known = [name for name in ORDER if name in here]
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; known: {', '.join(known)}", file=sys.stderr)
        return len(unknown)
    failed = 0
    for name in names or known:
        print(f"\n== {name} " + "=" * (70 - len(name)), flush=True)
        failed += subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
