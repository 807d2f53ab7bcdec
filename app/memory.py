"""How much memory a run takes, with everything it starts (crawls, browsers)."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

import psutil

_SECONDS = 0.5


class PeakMemory:
    """Samples this process and all its descendants; `megabytes` is the highest sum seen.

    Memory that processes share is counted once where the system can tell (proportional set size on
    Linux), else each process's resident set is added up.
    """

    def __init__(self) -> None:
        self.megabytes = 0.0
        self._over = threading.Event()
        self._watch = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self) -> Self:
        self._watch.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._watch.join()

    def _sample(self) -> None:
        me = psutil.Process()
        while not self._over.wait(_SECONDS):
            used = sum(_used(process) for process in [me, *me.children(recursive=True)])
            self.megabytes = max(self.megabytes, used / 1e6)


def _used(process: psutil.Process) -> int:
    try:
        full = process.memory_full_info()
    except psutil.Error:  # it ended between being listed and being asked
        return 0
    return int(getattr(full, "pss", full.rss))
