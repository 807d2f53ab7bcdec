"""The big proofs of outreach, at full size: `python -m benchmarks.outreach [NAME ...]`.

Prints one line of JSON per proof. All numbers are of the fictional block; the network is this machine's own.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from queue import SimpleQueue
from time import perf_counter, sleep
from typing import Any

from app.house import House
from app.sending import receive, reconcile, send, send_one
from benchmarks.crash import POINTS
from benchmarks.offers import (
    NOON,
    WEEK,
    Elsewhen,
    callbacks,
    demo_organisation,
    gateway,
    new_house,
    number,
    ready_wave,
    states,
)
from domain.outreach import Channel, Entry
from outreach.choose import Known, choose
from outreach.gateways.gateway import Doubt, Evidence, Incoming, Outgoing, Receipt
from outreach.register import objection
from sandbox.network import Network, open_network, until
from storage.database import durable, reading
from storage.messages import load_messages
from storage.objections import object_number
from storage.register import refused_now, take_in
from storage.sending import in_doubt, waiting
from storage.vault import blinded, line_types

SHIFT = NOON - datetime.now(UTC)
SERVICES = Path(__file__).parents[1] / "scripts" / "services.sh"


def clock() -> datetime:
    return datetime.now(UTC) + SHIFT


def crash(home: Path) -> dict[str, Any]:
    """400 messages; our process killed five times at each of 8 points, smsbox killed three times on the way."""
    house, network, began = new_house(home), open_network(), perf_counter()
    table: dict[str, int] = {}
    try:
        ready_wave(house, 400)
        for round_ in range(5):
            for point in POINTS:
                table[point] = table.get(point, 0) + (_die(house, network, point, 3 + round_) == -signal.SIGKILL)
            if round_ in {1, 2, 3}:
                victim = threading.Thread(target=_die, args=(house, network, "answer read, not written down", 40))
                victim.start()
                sleep(2.2)
                network.kill_smsbox()
                victim.join()
                network.start_smsbox()
                sleep(1)
        doubts = len(_doubts(house)) + states(house).get("submitting", 0)
        for _ in range(6):
            until(gateway(network)._queue_empty, 60)
            reconcile(
                house, {Channel.KANNEL: Elsewhen(gateway(network, grace=2), SHIFT)}, clock() + timedelta(minutes=3)
            )
            send(house, {Channel.KANNEL: gateway(network)}, clock)
            sleep(2.5)
        until(gateway(network)._queue_empty, 60)
        got = network.received()
        return {
            "messages": 400,
            "kills at each point": table,
            "in doubt before reconciliation": doubts,
            "surplus": sum(got.values()) - len(got),
            "missing": 400 - len(got),
            "left unknown": len(_doubts(house)),
            "seconds": round(perf_counter() - began, 1),
        }
    finally:
        network.close()


def _doubts(house: House) -> list[Any]:
    with house.engine.connect() as connection:
        return in_doubt(connection)


def _die(house: House, network: Network, point: str, nth: int) -> int:
    one = gateway(network)
    told = {
        "url": house.settings.database_url,
        "sendsms": one.sendsms,
        "status": one.status,
        "password": one.password,
        "callback": one.callback,
        "access_log": str(one.access_log),
        "now": clock().isoformat(),
    }
    command = [sys.executable, "-m", "benchmarks.crash", str(house.settings.home), point, str(nth), json.dumps(told)]
    return subprocess.run(command, check=False, timeout=300).returncode


class Counting:
    """A gateway that writes down each number it gets, on the disk."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def submit(self, message: Outgoing) -> Receipt:
        from domain.messages import MessageState

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
        ready = waiting(connection, [Channel.KANNEL])
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


def _postgres(proof: Callable[[Path, str], dict[str, Any]], home: Path) -> dict[str, Any]:
    folder, url = subprocess.run(
        ["sh", SERVICES, "start-postgres"], capture_output=True, text=True, check=True
    ).stdout.split()
    try:
        return proof(home, url)
    finally:
        subprocess.run(["sh", SERVICES, "stop-postgres", folder], check=True)


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
            ready = waiting(connection, [Channel.KANNEL])
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


def eligibility(home: Path) -> dict[str, Any]:
    """30,000 candidates with sealed numbers and a register of 30,000 entries: from the database to recipients."""
    from domain.contacts import Contact, LineType
    from domain.observations import Language, LanguageStatus, Observation
    from storage.observations import save_contacts

    house = new_house(home)
    numbers = [number(index) for index in range(30_000)]
    keys = [house.keyring.phone(one) for one in numbers]
    with house.engine.begin() as connection:
        save_contacts(
            connection,
            [
                Contact(key, house.keyring.seal(one), LineType.MOBILE, NOON, NOON)
                for key, one in zip(keys, numbers, strict=True)
            ],
        )
        take_in(
            connection,
            [
                Entry(house.keyring.contact_register(one), NOON - timedelta(days=index % 360), "o")
                for index, one in enumerate(numbers)
            ],
            NOON,
        )
    dutch = Language("nl", LanguageStatus.CONFIRMED)
    ads = [
        (
            f"x{index}",
            Observation("c", "a", f"{index}", WEEK, NOON, f"h{index}", language=dutch, contact_key=key),
        )
        for index, key in enumerate(keys)
    ]
    began, kept = perf_counter(), timedelta(days=14)
    with reading(house.engine).connect() as connection:
        keyed = blinded(connection, house.keyring, now=NOON, kept=kept)
        refused = refused_now(connection, keyed, objection, NOON)
        known = Known(line_types(connection, now=NOON, kept=kept), recent=frozenset(refused))
    chosen = choose(ads, known=known, organisation=demo_organisation(), languages=frozenset({"nl"}))
    seconds = perf_counter() - began
    return {"candidates": 30_000, "recipients": len(chosen.recipients), "seconds": round(seconds, 2)}


def throughput(home: Path) -> dict[str, Any]:
    """Messages a second through real Kannel, each claim and each receipt on the disk before the next step."""
    house, network = new_house(home), open_network()
    try:
        ready_wave(house, 300)
        began = perf_counter()
        send(house, {Channel.KANNEL: gateway(network)}, clock)
        seconds = perf_counter() - began
        return {"messages": 300, "per second": round(300 / seconds, 1), "states": dict(states(house))}
    finally:
        network.close()


def _stops(home: str, url: str, times: Any, done: Any) -> None:
    """The callback server's work in a process of its own: a STOP every 20 ms for as long as the wave is being sent."""
    house, index = new_house(Path(home), url), 0
    while not done.is_set():
        began = perf_counter()
        receive(house, Incoming(f"stop {index}", number(100_000 + index), "STOP"), clock())
        if index:  # the first one opens the database and reads the word lists
            times.put(1000 * (perf_counter() - began))
        index += 1
        sleep(0.02)
    times.put(None)


def stop(home: Path, url: str | None = None) -> dict[str, Any]:
    """STOPs through the callback handler, only while a wave is being sent beside it: milliseconds until durable."""
    house, network = new_house(home, url), open_network()
    context = multiprocessing.get_context("spawn")
    times, done = context.Queue(), context.Event()
    try:
        ready_wave(house, 600)
        receiver = context.Process(target=_stops, args=(str(home), house.settings.database_url, times, done))
        receiver.start()
        times.get()
        began = perf_counter()
        told = send(house, {Channel.KANNEL: gateway(network)}, clock, limit=600)
        seconds = perf_counter() - began
        done.set()
        taken = sorted(iter(times.get, None))
        receiver.join()
    finally:
        done.set()
        network.close()
    return {
        "sent beside it": dict(told.counts),
        "messages per second": round(600 / seconds, 1),
        "stops": len(taken),
        "median ms": round(taken[len(taken) // 2], 1),
        "p99 ms": round(taken[int(0.99 * len(taken))], 1),
        "slowest ms": round(taken[-1], 1),
    }


def end_to_end_stop(home: Path) -> dict[str, Any]:
    """STOP from the network to the disk, through Kannel and HTTP, in milliseconds."""
    house, network = new_house(home), open_network()
    try:
        with callbacks(house, network, clock):
            began = perf_counter()
            network.connect_network(*[f"{number(index)[1:]} 31600000990 text STOP" for index in range(1)])

            def stored() -> bool:
                from storage.objections import all_suppressed

                with house.engine.connect() as connection:
                    return bool(all_suppressed(connection))

            until(stored)
            return {"milliseconds, with the network's own start": round(1000 * (perf_counter() - began))}
    finally:
        network.close()


PROOFS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "eligibility": eligibility,
    "throughput": throughput,
    "stop": stop,
    "stop postgresql": lambda home: _postgres(stop, home),
    "stop end to end": end_to_end_stop,
    "opt-outs sqlite": opt_outs,
    "opt-outs postgresql": lambda home: _postgres(opt_outs, home),
    "race sqlite": race,
    "race postgresql": lambda home: _postgres(race, home),
    "crash": crash,
}


def main(names: list[str]) -> None:
    for name in names or list(PROOFS):
        with tempfile.TemporaryDirectory() as folder:
            print(json.dumps({"proof": name, **PROOFS[name](Path(folder))}, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    os.nice(5)
    main(sys.argv[1:])
