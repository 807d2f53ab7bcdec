"""Log lines without addresses: an ad's URL holds its code."""

from __future__ import annotations

import logging
from typing import Any

from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure


class QuietLogFormatter(LogFormatter):
    """Says what happened and to which kind of request; never where, never what was read."""

    def crawled(self, *_: Any, **__: Any) -> LogFormatterResult | None:  # type: ignore[override]
        return None

    def scraped(self, *_: Any, **__: Any) -> LogFormatterResult | None:  # type: ignore[override]
        return None

    def dropped(self, _item: Any, exception: BaseException, *_: Any, **__: Any) -> LogFormatterResult:  # type: ignore[override]
        return _line(f"Item dropped: {type(exception).__name__}")

    def item_error(self, _item: Any, exception: BaseException, *_: Any, **__: Any) -> LogFormatterResult:  # type: ignore[override]
        return _line(f"Item failed: {type(exception).__name__}", logging.ERROR)

    def spider_error(self, failure: Failure, *_: Any, **__: Any) -> LogFormatterResult:
        return _line(f"Page could not be read: {_name(failure)}", logging.ERROR)

    def download_error(self, failure: Failure, *_: Any, **__: Any) -> LogFormatterResult:
        return _line(f"Request failed: {_name(failure)}")


def _line(message: str, level: int = logging.INFO) -> LogFormatterResult:
    return {"level": level, "msg": message, "args": {}}


def _name(failure: Failure) -> str:
    return failure.type.__name__ if failure.type else "unknown"
