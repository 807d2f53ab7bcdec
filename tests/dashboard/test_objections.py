"""The objection page: alike for everyone, and no tool to silence others unseen (misuse cases M12 and M13)."""

from __future__ import annotations

import asyncio
from time import perf_counter

import httpx

from dashboard.objections import ALARM, PER_CLIENT, create_objections

TOLD = "Uw bezwaar is opgenomen."


class Taken:
    def __init__(self) -> None:
        self.taken: list[tuple[str, str, str]] = []
        self.alarms: list[int] = []

    def object_to(self, phone: str, source: str, code: str) -> str:
        self.taken.append((phone, source, code))
        return TOLD

    def alarm(self, count: int) -> None:
        self.alarms.append(count)


def ask(app, *, client: str = "192.0.2.1", **form: str) -> httpx.Response:
    async def go() -> httpx.Response:
        transport = httpx.ASGITransport(app=app, client=(client, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as session:
            return await (session.post("/bezwaar", data=form) if form else session.get("/bezwaar"))

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
