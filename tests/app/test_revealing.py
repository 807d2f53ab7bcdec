"""A number is shown one at a time, to a helper of the own organisation and region, with a reason (misuse case M03)."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.clock import now as wall_clock
from app.house import House
from app.objections import object_to
from app.revealing import show_number, shown_and_refused
from app.sending import receive
from benchmarks.offers import NOON, WEEK, new_house, number, ready_wave
from config.settings import Settings
from domain.contacts import Contact, LineType
from domain.errors import Refused
from domain.messages import MessageState
from domain.observations import Language, LanguageStatus, Observation
from domain.outreach import Reveal
from domain.weeks import Week
from outreach.gateways.gateway import Incoming
from outreach.organisations import MOST_REVEALS, load_organisations
from storage.audit import first_broken, history
from storage.objections import Suppression, restore
from storage.observations import save_contacts, save_observations
from storage.refusals import take_in_refusals
from storage.reveals import reveal
from storage.sending import learn
from storage.tables.crawls import crawls

BOOK = """organisations:
  - {id: demonstratie, name: Demonstratie Hulp, verified: true, helpers: [Noor, Sam], sender: "+31600000990",
     regions: [GM0518]}
  - {id: elders, name: Hulp Elders, verified: true, helpers: [Fatima], sender: "+31600000991", regions: [GM0599]}
"""
REASON = "terugbellen zoals gevraagd"
HERE, THERE = 0, 1  # whose ads stand in the region, and outside it


def furnish(house: House, at: datetime, count: int = 2) -> House:
    """`count` people answered demonstratie; the ad of THERE stands in another region."""
    (house.settings.home / "organisations.yml").write_text(BOOK, encoding="utf-8")
    ready_wave(house, count, at=at)
    ads = [
        Observation(
            *("w", "s", f"c{index}", Week.of(at), at, f"h{index}", "tekst"),
            language=Language("nl", LanguageStatus.CONFIRMED),
            municipality="GM0599" if index == THERE else "GM0518",
            contact_key=house.keyring.phone(number(index)),
        )
        for index in range(count)
    ]
    with house.engine.begin() as connection:
        row = {"id": "w", "source": "s", "week": WEEK, "started": at, "outcome": "complete"}
        connection.execute(crawls.insert(), row | {"pages": 1, "ads": 2, "reasons": "[]", "config_digest": ""})
        save_observations(connection, house.keyring, ads)
        connection.exec_driver_sql("UPDATE messages SET state = 'submitting', attempt = 1")
        for message in connection.exec_driver_sql("SELECT id FROM messages").scalars().all():
            assert learn(connection, message, 1, MessageState.SUBMITTED, at)
    for index in range(count):
        receive(house, Incoming(f"kannel {index}", number(index), "ja graag"), at)
    return house


@pytest.fixture
def answered(house: House) -> House:
    return furnish(house, NOON, 3)


def ask(house: House, reply: int | str = HERE, by: str = "Noor", reason: str = REASON, at: datetime = NOON) -> str:
    return show_number(house, f"kannel {reply}", by, reason, at)


def log(house: House) -> list[tuple[str, str]]:
    with house.engine.connect() as connection:
        assert first_broken(connection) is None
        return [(row.actor, row.action) for row in history(connection) if row.action in KINDS]


KINDS = {"number opened", "reveal refused"}


def test_a_helper_sees_the_number_and_the_log_says_who_and_why(answered: House) -> None:
    assert ask(answered, by="noor") == number(HERE)
    assert log(answered) == [("demonstratie/Noor", "number opened")]
    [line] = shown_and_refused(answered, NOON - timedelta(days=1))
    assert REASON in line
    assert "demonstratie/Noor" in line
    assert number(HERE)[3:] not in line


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"reply": THERE}, "buiten de regio"),
        ({"by": "Fatima"}, "geen antwoord"),
        ({"by": "Kim"}, "geen antwoord"),
        ({"reply": "0612345678"}, "geen antwoord"),
        ({"reason": " "}, "minstens twee woorden"),
        ({"reason": "x . 1"}, "minstens twee woorden"),
        ({"reason": "bellen op 06 00 00 00 12"}, "geen nummer of adres"),
        ({"reason": "bellen op 06/00/00/00/12"}, "geen nummer of adres"),
        ({"reason": "bel haar op nul zes nul nul nul nul nul nul een twee"}, "geen nummer of adres"),
        ({"reason": "bel O6 OO OO OO twaalf"}, "geen nummer of adres"),
        ({"reason": "mailen naar noor (at) hulp.nl"}, "geen nummer of adres"),
        ({"at": NOON + timedelta(days=15)}, "voorbij de bewaartermijn"),
    ],
)
def test_every_refusal_is_in_the_log_without_what_was_typed(answered: House, asked: dict, why: str) -> None:
    with pytest.raises(Refused, match=why):
        ask(answered, **asked)
    assert log(answered) == [(asked.get("by", "Noor"), "reveal refused")]
    kept = "\n".join(shown_and_refused(answered, NOON - timedelta(days=1)))
    assert "GEWEIGERD" in kept
    assert "0612345678" not in kept
    assert "06 00 00" not in kept


@pytest.mark.parametrize("typed", ["", "e", "0612345678"])
def test_what_was_typed_for_an_answer_leaves_the_log_readable(answered: House, typed: str) -> None:
    with pytest.raises(Refused):
        show_number(answered, typed, "Noor", REASON, NOON)
    [line] = shown_and_refused(answered, NOON - timedelta(days=1))
    assert line.endswith("Noor GEWEIGERD (?): er is geen antwoord ? van een organisatie waar Noor voor werkt")


def test_a_date_is_no_number(answered: House) -> None:
    assert ask(answered, reason="terugbellen zoals gevraagd op 12/03/2026") == number(HERE)


def test_the_forty_first_number_of_a_day_is_refused_and_tomorrow_counts_anew(answered: House) -> None:
    for _ in range(MOST_REVEALS):
        assert ask(answered) == number(HERE)
    for name in ("Noor", "NOOR ", "Nоor"):  # the last with a Cyrillic letter
        with pytest.raises(Refused, match="al 40 nummers getoond"):
            ask(answered, by=name)
    assert ask(answered, by="Sam") == number(HERE), "the day of one helper is not another's"
    late = NOON.replace(hour=22, minute=59)
    with pytest.raises(Refused, match="al 40"):
        ask(answered, at=late)
    assert ask(answered, at=late + timedelta(minutes=2)) == number(HERE), "it is past midnight in Amsterdam"


def test_the_database_itself_holds_no_forty_first(answered: House) -> None:
    one = Reveal("demonstratie", "Noor", "kannel 0", answered.keyring.phone(number(HERE)), REASON)
    with answered.engine.begin() as connection:
        for _ in range(MOST_REVEALS):
            reveal(connection, answered.keyring, one, NOON.date(), NOON, timedelta(days=14))
    with pytest.raises(Exception, match="forty_a_day"), answered.engine.begin() as connection:
        reveal(connection, answered.keyring, one, NOON.date(), NOON, timedelta(days=14))


def test_whoever_objected_is_shown_to_nobody(answered: House) -> None:
    object_to(answered, NOON, phone=number(HERE), how="test")
    with pytest.raises(Refused, match="gewist"):
        ask(answered)


def test_whoever_told_a_partner_to_stop_is_shown_to_nobody(answered: House) -> None:
    with answered.engine.begin() as connection:
        take_in_refusals(connection, frozenset({answered.keyring.contact_register(number(HERE))}), NOON)
    with pytest.raises(Refused, match="afgemeld, bij ons of bij een partner"):
        ask(answered)
    assert log(answered) == [("Noor", "reveal refused")]
    assert ask(answered, reply=HERE + 2) == number(HERE + 2), "another person's number is still shown"


def test_an_objection_that_left_the_number_behind_still_counts(answered: House) -> None:
    """As when a backup was restored: the objection is back from its copy, and so is the number."""
    with answered.engine.begin() as connection:
        key = answered.keyring.suppressed(number(HERE))
        restore(connection, [Suppression(key, answered.keyring.phone(number(HERE)), NOON)])
    with pytest.raises(Refused, match="afgemeld, bij ons of bij een partner"):
        ask(answered)


def test_a_stranger_who_wrote_is_shown_to_nobody(answered: House) -> None:
    receive(answered, Incoming("kannel 9", number(9), "help me"), NOON)
    with answered.engine.begin() as connection:
        key = answered.keyring.phone(number(9))
        save_contacts(connection, [Contact(key, answered.keyring.seal(number(9)), LineType.MOBILE, NOON, NOON)])
    with pytest.raises(Refused, match="geen bericht"):
        ask(answered, 9)


def test_an_organisation_may_allow_fewer_and_never_more(answered: House, tmp_path: Path) -> None:
    path = answered.settings.home / "organisations.yml"
    path.write_text(BOOK.replace("regions: [GM0518]", "regions: [GM0518], reveals_a_day: 1"))
    ask(answered)
    with pytest.raises(Refused, match="al 1 nummers"):
        ask(answered)
    path.write_text(BOOK.replace("regions: [GM0518]", "reveals_a_day: 41"))
    with pytest.raises(Exception, match=r"organisations.yml:3: reveals_a_day"):
        load_organisations(path)


@pytest.fixture
def today(tmp_path: Path) -> Iterator[House]:
    house = furnish(new_house(tmp_path / "today"), wall_clock())
    yield house
    house.engine.dispose()


def command(settings: Settings) -> tuple[list[str], dict[str, str]]:
    words = ("outreach", "replies", "reveal", "kannel 0", "--by", "Noor", "--reason", REASON)
    return [sys.executable, "-m", "app", *words], settings.environment()


def test_nothing_is_shown_where_it_would_end_in_a_file(today: House) -> None:
    typed, environment = command(today.settings)
    done = subprocess.run(typed, capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 2
    assert "alleen op een scherm" in done.stderr
    assert number(HERE) not in done.stdout + done.stderr
    assert log(today) == [], "and so nothing was opened"


def test_on_a_screen_it_is_shown_until_enter_and_then_wiped(today: House) -> None:
    typed, environment = command(today.settings)
    ours, theirs = pty.openpty()
    with subprocess.Popen(typed, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        shown = b""
        while b"Enter" not in shown:
            shown += os.read(ours, 1000)
        os.write(ours, b"\n")
        rest = b""
        try:
            while part := os.read(ours, 1000):
                rest += part
        except OSError:  # the other end is closed
            pass
        assert process.wait(30) == 0
    os.close(ours)
    assert number(HERE).encode() in shown
    assert shown.index(b"\x1b[?1049h") < shown.index(number(HERE).encode())
    assert rest.rstrip().endswith(b"\x1b[?1049l"), "the second screen is wiped and left"
    assert number(HERE).encode() not in rest
    files = b"".join(path.read_bytes() for path in today.settings.home.rglob("*") if path.is_file())
    assert number(HERE)[3:].encode() not in files
