"""Texts whose language only a person can tell: what is shown, who decides, and what follows from it."""

from __future__ import annotations

import asyncio
from dataclasses import fields, replace

import httpx
import pytest
from typer.testing import CliRunner

from app.cli import app as peil
from app.desk import Desk
from app.house import House
from app.language_aside import Unsure, decide, set_aside
from app.objections import object_to
from app.offers import Plan, find_organisation, preview
from benchmarks.offers import NOON, number
from dashboard.helping import COOKIE, create_helping
from domain.contacts import Contact, LineType
from domain.errors import BadInput, Refused
from domain.observations import Gender, Language, LanguageStatus, Observation
from domain.weeks import Week
from outreach.choose import SetAside
from storage.audit import first_broken, history
from storage.observations import save_contacts, save_observations
from storage.tables.crawls import crawls
from storage.tables.links import advertisements

WEEK = Week.of(NOON)
TEXT = "Hola hello bel [telefoon]"
UNSURE = Language("es", LanguageStatus.DISPUTED, "pt")


def ad(house: House, index: int, **changes) -> Observation:
    made = Observation(
        *("w", "s", f"c{index}", WEEK, NOON, f"{index:032x}"[::-1], f"{TEXT} {index}"),
        language=UNSURE,
        municipality="GM0518",
        age=31,
        price_hour=120.0,
        gender=Gender.WOMAN,
        contact_key=house.keyring.phone(number(index)),
    )
    return replace(made, **changes)


@pytest.fixture
def market(house: House, monkeypatch: pytest.MonkeyPatch) -> House:
    """Four texts in a language nobody is sure of (one stated under 18), one Dutch text."""
    ads = [ad(house, index) for index in range(1, 4)]
    ads += [ad(house, 4, under_18=True), ad(house, 5, language=Language("nl", LanguageStatus.CONFIRMED))]
    known = {"incarnation": 1, "first_week": WEEK, "last_week": WEEK, "strict": "", "loose": "", "study": ""}
    with house.engine.begin() as connection:
        row = {"id": "w", "source": "s", "week": WEEK, "started": NOON, "outcome": "complete"}
        connection.execute(crawls.insert(), row | {"pages": 1, "ads": 5, "reasons": "[]", "config_digest": ""})
        save_observations(connection, house.keyring, ads)
        for one in ads:
            index = int(one.code[1:])
            sealed = house.keyring.seal(number(index))
            save_contacts(connection, [Contact(str(one.contact_key), sealed, LineType.MOBILE, NOON, NOON)])
            names = {"id": f"ad{index}", "source": "s", "code": one.code, "advertiser": f"p{index}"}
            connection.execute(advertisements.insert(), known | names)
    monkeypatch.setattr("app.commands.aside.open_house", lambda: house)
    monkeypatch.setattr("app.commands.aside.now", lambda: NOON)
    return house


def keys(house: House) -> list[str]:
    return [one.key for one in set_aside(house, "demonstratie", "noor", NOON)]


def drawn(house: House) -> tuple[dict[str, int], dict[SetAside, int]]:
    chosen = preview(house, Plan(find_organisation(house, "demonstratie"), "Noor"), WEEK, NOON)
    languages = [one.language for one in chosen.recipients]
    return {code: languages.count(code) for code in languages}, dict(chosen.set_aside)


def test_the_list_holds_the_masked_text_and_the_guesses_and_nothing_more(market: House) -> None:
    object_to(market, NOON, phone=number(3), how="test")
    found = set_aside(market, "demonstratie", "Noor", NOON)
    assert {one.text for one in found} == {f"{TEXT} 1", f"{TEXT} 2"}, "no minor, and nobody who objected"
    assert {one.guesses for one in found} == {("es", "pt")}
    assert {field.name for field in fields(Unsure)} == {"key", "guesses", "text"}
    assert TEXT not in repr(found), "a text is in no log and no traceback"


def test_a_decision_makes_the_language_and_leaves_alone(market: House) -> None:
    assert drawn(market) == ({"nl": 1}, {SetAside.LANGUAGE_UNSURE: 3, SetAside.UNDER_18: 1})
    first, second, third = keys(market)
    decide(market, "demonstratie", "NOOR", first[:12], "es", NOON)
    decide(market, "demonstratie", "Noor", second, "geen", NOON)
    left_out = {SetAside.LANGUAGE_UNSURE: 1, SetAside.LEFT_ALONE: 1, SetAside.UNDER_18: 1}
    assert drawn(market) == ({"nl": 1, "es": 1}, left_out)
    assert keys(market) == [third]
    with market.engine.connect() as connection:
        assert [(row.actor, row.action) for row in history(connection, first)] == [("Noor", "language chosen")]
        assert first_broken(connection) is None


def test_a_changed_text_is_asked_about_again(market: House) -> None:
    for key in keys(market):
        decide(market, "demonstratie", "Noor", key, "es", NOON)
    assert keys(market) == []
    with market.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE contents SET content_hash = 'new' || content_hash WHERE language = 'es'")
    assert len(keys(market)) == 3


def test_only_a_helper_decides_about_a_text_on_the_list_in_a_language_with_an_offer(market: House) -> None:
    [key, *_] = keys(market)
    with pytest.raises(Refused, match="geen hulpverlener"):
        set_aside(market, "demonstratie", "Kim", NOON)
    with pytest.raises(Refused, match="geen hulpverlener"):
        decide(market, "demonstratie", "Kim", key, "es", NOON)
    with pytest.raises(BadInput, match="kies een taal"):
        decide(market, "demonstratie", "Noor", key, "th", NOON)
    for other in ("f" * 32, "", key[:7]):
        with pytest.raises(BadInput, match="op de lijst"):
            decide(market, "demonstratie", "Noor", other, "es", NOON)


def test_the_commands_show_and_decide(market: House) -> None:
    def run(*words: str) -> str:
        done = CliRunner().invoke(peil, ["outreach", "aside", *words, "--by", "Noor"])
        assert done.exception is None
        return done.output

    shown = run("list", "demonstratie")
    assert "misschien es of pt" in shown
    assert f"    {TEXT} 1" in shown
    assert "3 teksten wachten" in shown
    assert not {"GM0518", "31", "120", "woman"} & set(shown.split())
    run("decide", keys(market)[0][:12], "pt", "--organisation", "demonstratie")
    assert "2 teksten wachten" in run("list", "demonstratie")


def test_the_helpers_page_shows_the_texts_and_takes_the_choice(market: House) -> None:
    desk = Desk.of(market, "demonstratie", "Noor", lambda: NOON)
    app = create_helping(desk, "k")

    async def visit() -> list[httpx.Response]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1", cookies={COOKIE: "k"}) as go:
            page = await go.get("/taal")
            form = page.text.split('name="formulier" value="')[1].split('"')[0]
            chosen = {"tekst": desk.unsure()[0].key, "taal": "geen", "formulier": form}
            return [page, await go.post("/taal", data=chosen), await go.get("/taal")]

    before, done, after = asyncio.run(visit())
    assert [page.text.count(TEXT) for page in (before, after)] == [3, 2]
    assert "Misschien: es of pt" in before.text
    assert not any(word in before.text for word in ("GM0518", "120", "woman"))
    assert done.status_code == 303
