"""What a process may write about itself: warnings and errors, on standard error."""

from __future__ import annotations

import logging


def warnings_only() -> None:
    """On the handler rather than the root logger, because libraries reset the root's level."""
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s: %(message)s", force=True)
    logging.getLogger().handlers[0].setLevel(logging.WARNING)
