"""Whoever takes the database without the keys finds no number by trying them all (misuse case M06)."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from app.exchange import tell
from app.house import House
from app.objections import object_to
from app.revealing import show_number
from app.sending import receive, send
from benchmarks.offers import NOON, number, ready_wave
from domain.outreach import Channel
from outreach.gateways.file import File
from outreach.gateways.gateway import Incoming
from storage.tables.every import metadata

HASHES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "blake2b", "blake2s")
KEYS = (b"", b"peil", b"peilmoment", b"phone", b"register", b"suppress", b"code", b"vault")
TRIED = range(400)  # of the fictional block; the first hundred are in the database


@pytest.fixture
def used(house: House, tmp_path: Path) -> House:
    """Every table of outreach has rows about somebody."""
    ready_wave(house, 80)
    send(house, {Channel.KANNEL: File(tmp_path / "out.csv")}, lambda: NOON)
    for index, text in enumerate(("STOP", "help me", "ja graag", "niet meer sturen")):
        receive(house, Incoming(f"kannel {index}", number(index), text), NOON)
    show_number(house, "kannel 2", "Noor", "terugbellen zoals gevraagd", NOON)
    for index in range(80, 100):
        object_to(house, NOON, phone=number(index), how="page")
    tell(house, NOON + timedelta(hours=1))
    return house


def dumped(house: House) -> set[bytes]:
    """Every value of every table, and every word in it; and the files beside the database, but for the keys."""
    values: set[bytes] = set()
    with house.engine.connect() as connection:
        for table in metadata.sorted_tables:
            for row in connection.execute(table.select()):
                for value in row:
                    raw = value if isinstance(value, bytes) else str(value).encode()
                    values |= {raw, *raw.replace(b'"', b" ").split()}
    for path in house.settings.home.rglob("*"):
        if path.is_file() and path.name not in {"keys.json", "peil.db", "peil.db-wal", "peil.db-shm"}:
            values |= set(path.read_bytes().split())
    return values


def forms(e164: str) -> Iterator[bytes]:
    for form in (e164, e164[1:], f"0{e164[3:]}", f"00{e164[1:]}", e164[3:]):
        yield form.encode()


def guesses(e164: str) -> Iterator[bytes]:
    """What an attacker would compute of one number, as bytes and in hex, whole and cut as our keys are."""
    for form in forms(e164):
        for name in HASHES:
            made = [hashlib.new(name, form).digest()]
            made += [hmac.digest(key, form, name) for key in KEYS]
            for one in made:
                yield from (one, one[:16], one.hex().encode(), one[:16].hex().encode())


def found(values: set[bytes], tried: Iterable[str]) -> set[str]:
    return {one for one in tried if any(guess in values for guess in guesses(one))}


def test_no_number_is_found_in_a_dump_without_the_keys(used: House) -> None:
    values, tried = dumped(used), [number(index) for index in TRIED]
    assert found(values, tried) == set()
    # not the nine bare digits: a moment in microseconds may end in them
    clear = [form for index in range(100) for form in forms(number(index)) if not form.startswith(b"6")]
    text = b"\0".join(values)
    assert [text[max(0, at - 30) : at + 20] for form in clear if (at := text.find(form)) >= 0] == []


def test_the_attack_works_where_a_hash_has_no_key_and_our_keys_do_stand_in_the_dump(used: House) -> None:
    values = dumped(used)
    planted = values | {hashlib.sha256(number(7).encode()).hexdigest()[:32].encode()}
    assert found(planted, [number(index) for index in range(20)]) == {number(7)}
    ring = used.keyring
    assert ring.phone(number(50)).encode() in values
    assert ring.suppressed(number(90)).encode() in values
    assert ring.contact_register(number(50)).encode() in values
