"""Ends a crawl before its machine runs out of memory."""

from __future__ import annotations

import psutil
from scrapy.extensions.memusage import MemoryUsage


class OwnMemory(MemoryUsage):
    """Scrapy's guard, asked about the memory that is this process's alone, now.

    Scrapy reads the peak (`ru_maxrss`), which on Linux a program takes over from the process that started it: a crawl
    started by a large one would end before its first page.
    """

    def get_virtual_size(self) -> int:
        return int(psutil.Process().memory_full_info().uss)  # bytes
