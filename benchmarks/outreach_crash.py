"""The crash table: a sender and a gateway that die, and what reached the network in the end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from datetime import timedelta
from pathlib import Path
from time import perf_counter, sleep
from typing import Any

from app.house import House
from app.sending import reconcile, send
from benchmarks.crash import POINTS
from benchmarks.offers import SHIFT, Elsewhen, clock, gateway, new_house, ready_wave, states
from domain.outreach import Channel
from sandbox.network import Network, open_network, until
from storage.sending import in_doubt


def crash(home: Path) -> dict[str, Any]:
    """400 messages; our process killed five times at each of 8 points, smsbox killed three times on the way."""
    house, network, began = new_house(home), open_network(), perf_counter()
    table: dict[str, int] = {}
    try:
        ready_wave(house, 400)
        for round_ in range(5):
            for point in POINTS:
                table[point] = table.get(point, 0) + (die(house, network, point, 3 + round_) == -signal.SIGKILL)
            if round_ in {1, 2, 3}:
                victim = threading.Thread(target=die, args=(house, network, "answer read, not written down", 40))
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


def die(house: House, network: Network, point: str, nth: int, patience: float = 300) -> int:
    """Send in a process that dies when it comes to `point` for the nth time; its exit code. `patience` in seconds."""
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
    return subprocess.run(command, check=False, timeout=patience).returncode
