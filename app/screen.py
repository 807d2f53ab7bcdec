"""Shows something on a person's screen once, so that neither file nor scroll-back keeps it."""

from __future__ import annotations

import sys

from domain.errors import Refused

_ASIDE, _BACK = "\x1b[?1049h\x1b[H", "\x1b[2J\x1b[?1049l"  # a terminal's second screen has no scroll-back


def require_screen() -> None:
    """Raises Refused where what is shown would end up in a file or in another program."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise Refused("een nummer verschijnt alleen op een scherm, nooit in een bestand of een ander programma")


def show_once(told: str) -> None:
    """Show `told` until Enter is pressed, then wipe it."""
    require_screen()
    try:
        sys.stdout.write(f"{_ASIDE}{told}\nEnter wist dit scherm. ")
        sys.stdout.flush()
        sys.stdin.readline()
    finally:
        sys.stdout.write(_BACK)
        sys.stdout.flush()
