"""Three invented sites and what their rules make of one person's presence: codes, reposts, leftovers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from benchmarks.second.people import DAYS, Person, Stint


@dataclass(frozen=True, slots=True)
class Board:
    """A site. `visit` is the weekday of the weekly measurement (0 = Monday).

    `lifetime` is after how many days an ad falls off and must be placed again under a new code;
    `toggles` when an ad that is switched off keeps its code; `shows_phone` as published.
    """

    name: str
    visit: int
    lifetime: int | None
    toggles: bool
    shows_phone: bool


@dataclass(frozen=True, slots=True)
class Placement:
    """One ad, with the stretches of days it is online; `serial` counts a person's ads on the board."""

    serial: int
    online: tuple[Stint, ...]


BOARDS = {
    board.name: board
    for board in (
        Board("gids", 0, None, True, True),
        Board("prikbord", 2, 30, False, True),
        Board("kaart", 4, 60, False, False),
    )
}


def place(rng: Random, board: Board, person: Person) -> Iterator[Placement]:
    """The ads one person has on one board over the year."""
    if board.toggles:
        yield from _switch_on_and_off(rng, board, person)
        return
    serial = 0
    pushy = rng.random() < 0.2  # places a new ad long before the old one falls off, to be on top again
    for stint in person.stints:
        day = stint.start
        while day < stint.end and serial < 60:
            lifetime = rng.randrange(8, 16) if pushy else board.lifetime or DAYS
            renewed = not pushy and rng.random() < 0.35
            last = min(stint.end, day + lifetime * (2 if renewed else 1))
            lingers = rng.randrange(0, 9) if rng.random() < 0.1 else 0
            yield Placement(serial, (Stint(day, last + lingers),))
            serial += 1
            day = last + (rng.randrange(0, 4) if rng.random() < 0.5 else 0)


def _switch_on_and_off(rng: Random, board: Board, person: Person) -> Iterator[Placement]:
    """Ads are switched off between stretches of work; after a long absence people start afresh."""
    serial, online = 0, list[Stint]()
    for stint in person.stints:
        absent = stint.start - online[-1].end if online else 0
        if online and (absent > 70 or rng.random() < 0.12):
            yield Placement(serial, tuple(online))
            serial, online = serial + 1, []
        forgotten = rng.randrange(3, 40) if rng.random() < 0.08 else 0
        online.append(Stint(stint.start, stint.end + forgotten))
    if online:
        yield Placement(serial, tuple(online))


def visits(board: Board, placement: Placement) -> Iterator[tuple[int, int]]:
    """(week number from 0, day) of every measurement at which the ad is seen."""
    seen = set[int]()
    for stretch in placement.online:
        first = max(0, -(-(stretch.start - board.visit) // 7))
        for week in range(first, DAYS // 7):
            day = 7 * week + board.visit
            if day >= stretch.end:
                break
            if week not in seen:
                seen.add(week)
                yield week, day
