"""The objection page: alike for everyone, and no tool to silence others unseen (misuse cases M12 and M13)."""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import perf_counter

import httpx
import pytest

from config.settings import CONFIG
from dashboard.objection_pace import ALARM, PER_CLIENT, Recent
from dashboard.objection_texts import language_for, load_texts
from dashboard.objections import create_objections
from domain.errors import ConfigError
from outreach.templates import load_templates

TOLD = "Uw bezwaar is opgenomen."
TEXTS = load_texts(CONFIG / "messages" / "objection.yml")


class Taken:
    def __init__(self) -> None:
        self.taken: list[tuple[str, str, str]] = []
        self.alarms: list[int] = []
        self.refused = 0

    def object_to(self, phone: str, source: str, code: str) -> bool:
        self.taken.append((phone, source, code))
        return phone != "hallo"

    def turned_away(self) -> None:
        self.refused += 1

    def alarm(self, count: int) -> None:
        self.alarms.append(count)


def ask(app, *, client: str = "192.0.2.1", taal: str = "nl", accept: str = "", **form: str) -> httpx.Response:
    async def go() -> httpx.Response:
        transport = httpx.ASGITransport(app=app, client=(client, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as session:
            path, headers = f"/bezwaar?taal={taal}", {"Accept-Language": accept}
            asked = session.post(path, data=form, headers=headers) if form else session.get(path, headers=headers)
            return await asked

    return asyncio.run(go())


def test_a_number_or_an_ad_is_enough() -> None:
    taken = Taken()
    app = create_objections(taken, pace=0)
    assert "Een naam, reden of bewijs is niet nodig" in ask(app).text
    assert TOLD in ask(app, nummer="0600000012").text
    assert TOLD in ask(app, bron="sandbox_a", code="<1>").text
    assert taken.taken == [("0600000012", "", ""), ("", "sandbox_a", "<1>")]


def test_the_answer_never_shows_what_was_sent_and_takes_as_long_for_anyone() -> None:
    app = create_objections(Taken(), pace=0.2)
    began = perf_counter()
    answer = ask(app, nummer="0600000012")
    assert perf_counter() - began >= 0.2
    assert "0600000012" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_one_address_is_slowed_down_and_others_are_still_heard() -> None:
    taken, now = Taken(), [0.0]
    app = create_objections(taken, lambda: now[0], pace=0)
    answers = [ask(app, nummer=str(number)).status_code for number in range(PER_CLIENT + 2)]
    assert answers == [200] * PER_CLIENT + [429] * 2
    assert ask(app, client="192.0.2.2", nummer="1").status_code == 200
    now[0] = 3601.0
    assert ask(app, nummer="1").status_code == 200


def test_many_objections_raise_an_alarm_and_are_all_honoured() -> None:
    taken = Taken()
    app = create_objections(taken, lambda: 0.0, pace=0)
    for number in range(ALARM):
        assert ask(app, client=f"192.0.2.{number}", nummer=str(number)).status_code == 200
    assert (len(taken.taken), taken.alarms) == (ALARM, [ALARM])


def test_too_long_a_field_is_refused() -> None:
    assert ask(create_objections(Taken(), pace=0), nummer="1" * 41).status_code == 422


@pytest.mark.parametrize("language", TEXTS)
def test_the_page_speaks_every_language_of_the_messages(language: str) -> None:
    app = create_objections(Taken(), pace=0, mailbox="hulp@peilmoment.example")
    page = ask(app, taal=language)
    assert f'<html lang="{language}">' in page.text
    assert page.headers["content-language"] == language
    assert f'action="/bezwaar?taal={language}"' in page.text, "the answer comes in the same language"
    assert "STOP" in page.text
    said = {ask(app, taal=language, nummer=number).text for number in ("0600000012", "hallo")}
    assert len(said) == 2
    assert TEXTS[language].done in " ".join(said).replace("&#39;", "'")
    refused = [ask(app, taal=language, nummer="1") for _ in range(PER_CLIENT)][-1]
    assert refused.status_code == 429
    assert "hulp@peilmoment.example" in refused.text
    assert "{" not in refused.text


def test_no_language_of_the_messages_is_missing_and_none_repeats_another() -> None:
    assert set(TEXTS) == set(load_templates(CONFIG / "messages"))
    assert len({one.intro for one in TEXTS.values()}) == len({one.busy for one in TEXTS.values()}) == len(TEXTS)


@pytest.mark.parametrize(
    ("asked", "accepted", "language"),
    [
        ("bg", "nl", "bg"),
        ("", "xx,pl;q=0.5,ro;q=0.9", "ro"),
        ("", "pt-BR,pt;q=0.9", "pt"),
        ("", "nl;q=0,en;q=0.1", "en"),
        ("xx", "th", "en"),
        ("", "", "en"),
        ("", "nl;q=veel,de;q=0.2", "de"),
    ],
)
def test_the_language_is_chosen_by_the_person_or_the_browser(asked: str, accepted: str, language: str) -> None:
    assert language_for(asked, accepted, TEXTS) == language
    page = ask(create_objections(Taken(), pace=0), taal=asked, accept=accepted)
    assert page.headers["content-language"] == language


def test_whoever_is_turned_away_hears_it_and_another_way_and_a_person_is_told() -> None:
    taken, now = Taken(), [0.0]
    app = create_objections(taken, lambda: now[0], pace=0, mailbox="hulp@peilmoment.example")
    for _ in range(PER_CLIENT):
        ask(app, nummer="0600000012")
    now[0] = 600.0
    refused = ask(app, nummer="0600000013")
    assert (refused.status_code, refused.headers["retry-after"], taken.refused) == (429, "3000", 1)
    assert "nog niet opgenomen" in refused.text
    assert len(taken.taken) == PER_CLIENT
    now[0] = 3600.0
    assert ask(app, nummer="0600000013").status_code == 200, "the hour that was told is the hour that is kept"


def test_many_people_behind_one_web_server_are_all_heard() -> None:
    """Without X-Forwarded-For everyone comes from the loopback address: counting that would silence them."""
    app = create_objections(Taken(), pace=0)
    for client in ("127.0.0.1", "::1"):
        assert {ask(app, client=client, nummer="1").status_code for _ in range(PER_CLIENT + 2)} == {200}


def test_a_household_with_many_addresses_is_one_connection() -> None:
    recent = Recent(lambda: 0.0)
    assert [recent.wait(f"2001:db8:1:2::{number}") > 0 for number in range(PER_CLIENT + 1)][-2:] == [False, True]
    assert recent.wait("2001:db8:1:3::1") == 0


def test_no_address_is_kept_and_the_hour_is_forgotten() -> None:
    now = [0.0]
    recent = Recent(lambda: now[0])
    for number in range(50):
        recent.wait(f"192.0.2.{number}")
        recent.count()
    assert len(recent.by_client) == 50
    assert not any(b"192.0" in key or bytes([192, 0, 2]) in key for key in recent.by_client)
    other = Recent(lambda: 0.0)
    other.wait("192.0.2.1")
    assert not set(other.by_client) & set(recent.by_client), "another process hashes otherwise"
    now[0] = 3601.0
    assert recent.count() == 1
    assert recent.by_client == {}


def test_a_page_without_another_way_to_object_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "objection.yml"
    text = (CONFIG / "messages" / "objection.yml").read_text(encoding="utf-8")
    path.write_text(text.replace(" of schrijf naar {mailbox}", ""), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"objection.yml:15: busy"):
        load_texts(path)
