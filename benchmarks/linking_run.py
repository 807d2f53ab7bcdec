"""One linker in a process of its own: `python -m benchmarks.linking_run ours ROWS OUT`."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.linking import measure

if __name__ == "__main__":
    measure(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
