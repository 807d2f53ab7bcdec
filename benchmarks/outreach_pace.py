"""How fast: choosing recipients, sending through Kannel, and a STOP while a wave is being sent."""

from __future__ import annotations

import multiprocessing
from datetime import timedelta
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from app.sending import receive, send
from benchmarks.offers import (
    NOON,
    WEEK,
    callbacks,
    clock,
    demo_organisation,
    gateway,
    new_house,
    number,
    ready_wave,
    states,
)
from domain.contacts import Contact, LineType
from domain.observations import Language, LanguageStatus, Observation
from domain.outreach import Channel, Entry
from outreach.choose import Known, choose
from outreach.gateways.gateway import Incoming
from outreach.register import objection
from sandbox.network import open_network, until
from storage.database import reading
from storage.objections import all_suppressed
from storage.observations import save_contacts
from storage.register import refused_now, take_in
from storage.vault import blinded, line_types


def eligibility(home: Path) -> dict[str, Any]:
    """30,000 candidates with sealed numbers and a register of 30,000 entries: from the database to recipients."""
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
                with house.engine.connect() as connection:
                    return bool(all_suppressed(connection))

            until(stored)
            return {"milliseconds, with the network's own start": round(1000 * (perf_counter() - began))}
    finally:
        network.close()
