"""A second generator of postings, written without knowledge of the first or of the linking rules.

It exists to hold something back from whoever fits linking weights. People live in days and are seen weekly; the
sites' own rules (ads that fall off, codes that survive switching off, hidden numbers) make the reposts; numbers are
shared by agencies, duos and friends and come back to strangers; texts are bought, copied, edited and translated.
Run `python -m benchmarks.second_generator FOLDER --size 60000 --seed 1`.
"""

from __future__ import annotations

import argparse
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import polars as pl

from benchmarks.second.boards import BOARDS, Board, Placement, place, visits
from benchmarks.second.people import DAYS, LANGUAGES, Person, Timeline, World, own_number, person
from benchmarks.second.texts import Draft, adopt, edit, render, translate, write
from domain.weeks import Week

FIRST_WEEK = Week(2025, 1)
SCHEMA = {
    "source": pl.String,
    "code": pl.String,
    "week": pl.String,
    "advertiser": pl.String,
    "phone": pl.String,
    "municipality": pl.String,
    "title": pl.String,
    "text": pl.String,
    "price_hour": pl.Float64,
    "age": pl.Int64,
    "gender": pl.String,
    "work_type": pl.String,
    "origin": pl.String,
    "advertiser_id": pl.String,
}

Row = tuple[str | float | int | None, ...]


@dataclass(frozen=True, slots=True)
class Market:
    """`postings` has the columns of `peil import`, `truth` source, code, week and advertiser_id.

    `phone` is E.164 in the fictional block, `municipality` a CBS code, `week` ISO, `work_type` space separated.
    """

    postings: pl.DataFrame
    truth: pl.DataFrame


def generate(size: int = 60_000, seed: int = 1) -> Market:
    """Households move in until at least `size` observations exist; the same size and seed give the same market."""
    world = World(Random(seed))
    rows: list[Row] = []
    count = 0
    while len(rows) < size:
        for someone in household(world, count):
            rows.extend(observations(world.rng, someone))
        count += 1
    frame = pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("week", "source", "code")
    return Market(frame.drop("advertiser_id"), frame.select("source", "code", "week", "advertiser_id"))


def household(world: World, number: int) -> list[Person]:
    """One person alone, two together, somebody with a friend's telephone, or an agency."""
    kind = world.rng.random()
    if kind < 0.9:
        return [person(world, f"{number}")]
    if kind < 0.95:
        return _duo(world, number)
    if kind < 0.98:
        lender = person(world, f"{number}a")
        return [lender, person(world, f"{number}b", phones=lender.phones)]
    return _agency(world, number)


def _duo(world: World, number: int) -> list[Person]:
    """Two who work together: often one telephone, often also one joint ad, which is an advertiser of its own."""
    one = person(world, f"{number}a")
    two = person(world, f"{number}b", phones=one.phones if world.rng.random() < 0.6 else None)
    two = replace(two, places=one.places, draft=adopt(world.rng, one.draft) if world.rng.random() < 0.3 else two.draft)
    if world.rng.random() < 0.5:
        return [one, two]
    names = f"{one.names.values[0]} & {two.names.values[0]}"
    both = replace(person(world, f"{number}ab", phones=one.phones), names=Timeline((-DAYS,), (names,)))
    return [one, two, replace(both, places=one.places)]


def _agency(world: World, number: int) -> list[Person]:
    """Three to twelve people behind one number, with one house style, each with an own working life."""
    phones = own_number(world)
    style = write(world.rng, world.rng.choice(LANGUAGES))
    staff = [person(world, f"{number}-{i}", phones=phones) for i in range(world.rng.randrange(3, 13))]
    town = staff[0].places
    return [_employed(world.rng, worker, style, town) for worker in staff]


def _employed(rng: Random, worker: Person, style: Draft, town: Timeline[tuple[str, str]]) -> Person:
    own_words = rng.random() < 0.25
    draft = worker.draft if own_words else edit(rng, adopt(rng, style), rng.randrange(3))
    return replace(worker, draft=draft, places=town if rng.random() < 0.8 else worker.places)


def observations(rng: Random, someone: Person) -> Iterator[Row]:
    """Everything the weekly visits see of one person, as rows of SCHEMA."""
    for name in someone.boards:
        board, draft = BOARDS[name], someone.draft
        if name != someone.boards[0]:
            draft = edit(rng, draft, rng.randrange(3))
        for placement in place(rng, board, someone):
            if placement.serial:
                draft = _reposted(rng, someone, draft)
            draft = yield from _seen(rng, board, someone, placement, draft)


def _reposted(rng: Random, someone: Person, draft: Draft) -> Draft:
    """The text of the next ad: mostly the old one, touched up or not, sometimes another language or a new text."""
    chance = rng.random()
    if chance < 0.45:
        return draft
    if chance < 0.94:
        return edit(rng, draft, 1 + int(6 * someone.restless * rng.random()))
    if chance < 0.97:
        return translate(rng, draft, rng.choice(LANGUAGES))
    return write(rng, draft.language)


def _seen(
    rng: Random, board: Board, someone: Person, placement: Placement, draft: Draft
) -> Generator[Row, None, Draft]:
    """Rows of one ad, week by week; returns the text as it stood at the end."""
    code = f"{board.name[0]}{rng.getrandbits(48):012x}"
    name = someone.names.on(placement.online[0].start)  # people take a new name with a new ad
    stated = [rng.random() < share for share in (0.96, 0.98, 0.75)]
    for week, day in visits(board, placement):
        if rng.random() < 0.08 * someone.restless:
            draft = edit(rng, draft, 1)
        facts = replace(someone.facts(day), name=name)
        title, text = render(draft, facts)
        yield (
            board.name,
            code,
            str(FIRST_WEEK + week),
            name,
            someone.phones.on(day) if board.shows_phone else None,
            someone.places.on(day)[0] if stated[1] else None,
            title,
            text,
            float(facts.price) if stated[2] else None,
            facts.age if stated[0] else None,
            someone.gender,
            someone.work,
            someone.origin or None,
            someone.id,
        )
    return draft


def write_market(market: Market, folder: Path) -> tuple[Path, Path]:
    """Write postings.parquet and truth.parquet and return their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = folder / "postings.parquet", folder / "truth.parquet"
    market.postings.write_parquet(paths[0])
    market.truth.write_parquet(paths[1])
    return paths


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=60_000)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    print(*write_market(generate(wanted.size, wanted.seed), wanted.folder), sep="\n")
