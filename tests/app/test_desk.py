"""A helper's own pages: what they show, to whom, and that a number appears once."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from app.desk import Desk
from app.house import House
from app.sending import receive, send
from benchmarks.offers import NOON, number, ready_wave
from dashboard.helping import create_helping
from domain.errors import Refused
from domain.outreach import Channel
from outreach.gateways.file import File
from outreach.gateways.gateway import Incoming

BOOK = """organisations:
  - {id: demonstratie, name: Demonstratie Hulp, verified: true, helpers: [Noor], sender: "+31600000990"}
  - {id: elders, name: Hulp Elders, verified: true, helpers: [Fatima], sender: "+31600000991"}
"""
KEY = "geheim-adres"
Go = Callable[..., httpx.Response]


@pytest.fixture
def answered(house: House, tmp_path: Path) -> House:
    (house.settings.home / "organisations.yml").write_text(BOOK, encoding="utf-8")
    ready_wave(house, 2)
    send(house, {Channel.KANNEL: File(tmp_path / "out.csv")}, lambda: NOON)
    receive(house, Incoming("kannel 0", number(0), "ja graag, mijn geheime woorden"), NOON)
    receive(house, Incoming("kannel 1", number(1), "help me"), NOON)
    receive(house, Incoming("kannel 9", number(9), "help me"), NOON)
    receive(house, Incoming("kannel 2", number(0), "ik kan niet stoppen"), NOON)
    return house


def visitor(house: House, organisation: str = "demonstratie", by: str = "noor", *, key: str | None = KEY) -> Go:
    """A browser with a cookie of its own."""
    app = create_helping(Desk.of(house, organisation, by, lambda: NOON), KEY)
    cookies: dict[str, str] = {}

    def go(path: str, *, host: str = "127.0.0.1", **form: str) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}", cookies=cookies) as client:
                answer = await (client.post(path, data=form) if form else client.get(path))
                cookies.update(client.cookies)
                return answer

        return asyncio.run(ask())

    if key is not None:
        go(f"/open?sleutel={key}")
    return go


def form_of(page: httpx.Response) -> str:
    found = re.search(r'name="formulier" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def test_the_list_shows_the_own_answers_urgent_first_and_no_words_and_no_numbers(answered: House) -> None:
    page = visitor(answered)("/")
    assert page.status_code == 200
    assert re.findall(r"antwoord (kannel \d)", page.text) == ["kannel 1", "kannel 9", "kannel 2", "kannel 0"]
    assert "klinken als nood" in page.text
    assert "geheime woorden" not in page.text
    assert number(0)[3:] not in page.text
    elsewhere = visitor(answered, "elders", "Fatima")("/").text
    assert re.findall(r"antwoord (kannel \d)", elsewhere) == ["kannel 9"]


def test_a_number_appears_once(answered: House) -> None:
    go = visitor(answered)
    form = form_of(go("/nummer?antwoord=kannel%200"))
    shown = go("/nummer", antwoord="kannel 0", reden="terugbellen zoals gevraagd", formulier=form)
    assert number(0) in shown.text
    assert shown.headers["cache-control"] == "no-store"
    again = go("/nummer", antwoord="kannel 0", reden="terugbellen zoals gevraagd", formulier=form)
    assert (again.status_code, number(0) in again.text) == (403, False)
    assert "al gebruikt" in again.text
    with answered.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM reveals").scalar() == 1


@pytest.mark.parametrize(
    ("path", "form", "status"),
    [
        ("/nummer", {"antwoord": "kannel 0", "reden": "x"}, 403),
        ("/nummer", {"antwoord": "kannel 0"}, 422),
        ("/nummer", {"antwoord": "bestaat niet", "reden": "terugbellen zoals gevraagd"}, 403),
        ("/afgehandeld", {"antwoord": "bestaat niet"}, 403),
        ("/taal", {"tekst": "ffffffffffff", "taal": "es"}, 403),
    ],
)
def test_what_is_refused_says_why_and_shows_nothing(answered: House, path: str, form: dict, status: int) -> None:
    go = visitor(answered)
    refused = go(path, **form, formulier=form_of(go("/nummer?antwoord=kannel%200")))
    assert refused.status_code == status
    assert "Dat kan niet" in refused.text
    assert number(0)[3:] not in refused.text


def test_another_organisations_answer_gives_no_number(answered: House) -> None:
    go = visitor(answered, "elders", "Fatima")
    asked = {"antwoord": "kannel 0", "reden": "terugbellen zoals gevraagd"}
    refused = go("/nummer", **asked, formulier=form_of(go("/nummer?antwoord=kannel%200")))
    assert refused.status_code == 403
    assert number(0)[3:] not in refused.text


def test_an_answer_that_is_dealt_with_leaves_the_list(answered: House) -> None:
    go = visitor(answered)
    form = form_of(go("/"))
    assert go("/afgehandeld", antwoord="kannel 1", formulier=form).status_code == 303
    assert "kannel 1" not in go("/").text
    assert go("/afgehandeld", antwoord="kannel 0", formulier=form).status_code == 403, "a form comes back once"


@pytest.mark.parametrize("key", [None, "fout"])
def test_nobody_comes_in_without_the_address_that_was_shown(answered: House, key: str | None) -> None:
    go = visitor(answered, key=key)
    for path in ("/", "/nummer?antwoord=kannel%200", "/taal", "/static/peil.css", "/bestaat-niet"):
        assert go(path).status_code == 403
    assert go("/nummer", antwoord="kannel 0", reden="terugbellen zoals gevraagd", formulier="x").status_code == 403
    assert visitor(answered)("/", host="elders.example").status_code == 400, "no other site can borrow these pages"


def test_a_stranger_has_no_desk(answered: House) -> None:
    for organisation, by in (("demonstratie", "Fatima"), ("elders", "Noor"), ("nergens", "Noor")):
        with pytest.raises(Refused):
            Desk.of(answered, organisation, by)
