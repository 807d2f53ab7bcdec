"""Who comes first: processes that race for the same numbers, objections that race with sending."""

from __future__ import annotations

import multiprocessing
import threading
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from time import perf_counter, sleep
from typing import Any

from app.sending import send_one
from benchmarks.offers import clock, demo_organisation, new_house, number, ready_wave
from domain.messages import MessageState
from outreach.gateways.gateway import Doubt, Evidence, Outgoing, Receipt
from storage.database import durable, reading
from storage.messages import load_messages
from storage.objections import object_number
from storage.sending import waiting


class Counting:
    """A gateway that writes down each number it gets, on the disk."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def submit(self, message: Outgoing) -> Receipt:
        with self.path.open("a") as file:
            file.write(f"{message.to}\n")
        return Receipt(MessageState.SUBMITTED)

    def evidence(self, doubts: Sequence[Doubt], now: datetime) -> Evidence:
        return Evidence()


def _race(home: str, url: str, path: str, start: float) -> None:
    house = new_house(Path(home), url)
    while datetime.now(UTC).timestamp() < start:
        sleep(0.01)
    with reading(house.engine).connect() as connection:
        ready = waiting(connection)
    for one in ready:
        send_one(house, Counting(Path(path)), demo_organisation(), one, clock)


def race(home: Path, url: str | None = None) -> dict[str, Any]:
    """Six processes, two waves of two organisations to the same 3,000 numbers: exactly 3,000 contacts."""
    house = new_house(home, url)
    ready_wave(house, 3000, name="een")
    ready_wave(house, 3000, name="twee")
    path, start = home / "sent.txt", datetime.now(UTC).timestamp() + 10
    context = multiprocessing.get_context("spawn")
    arguments = (str(home), house.settings.database_url, str(path), start)
    racers = [context.Process(target=_race, args=arguments) for _ in range(6)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    sent = Counter(path.read_text().split())
    seconds = round(datetime.now(UTC).timestamp() - start, 1)
    return {"numbers": 3000, "contacts": sum(sent.values()), "distinct": len(sent), "seconds": seconds}


def opt_outs(home: Path, url: str | None = None) -> dict[str, Any]:
    """1,000 objections racing with sending: none is sent after the objection was committed."""
    house = new_house(home, url)
    ready_wave(house, 1000)
    path, committed = home / "sent.txt", {}
    handed: dict[str, float] = {}

    class Timed(Counting):
        def submit(self, message: Outgoing) -> Receipt:
            handed[message.to] = perf_counter()
            return super().submit(message)

    at_hand: SimpleQueue[str] = SimpleQueue()  # each objection meets its own message being sent
    with reading(house.engine).connect() as connection:
        contacts = {one.id: one.contact_key for one in load_messages(connection, house.remembers(clock()))}
    clear = {house.keyring.phone(number(index)): number(index) for index in range(1000)}

    def objecting() -> None:
        for _ in range(1000):
            one = at_hand.get()
            with durable(house.engine).begin() as connection:
                object_number(connection, house.keyring, one, "test", clock())
            committed[one] = perf_counter()

    def sending() -> None:
        with reading(house.engine).connect() as connection:
            ready = waiting(connection)
        for one in ready:
            at_hand.put(clear[contacts[one.message]])
            send_one(house, Timed(path), demo_organisation(), one, clock)

    workers = [threading.Thread(target=work) for work in (objecting, sending)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    late = [one for one, at in handed.items() if at > committed[one]]
    return {"objections": len(committed), "sent before": len(handed), "sent after objection committed": len(late)}
