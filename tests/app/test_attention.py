"""What waits for a person reaches one: in `peil status`, at the scheduler and by e-mail; a cry for help comes first."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from typer.testing import CliRunner

from app.attention import Role, cries, notices
from app.cli import app as peil
from app.house import House
from app.mail import send_mail
from app.objections import StoredObjections
from app.reader import StoredReader
from app.replying import settle
from app.revealing import show_number
from app.schedule import find_job, overview, run_job
from app.sending import receive, send
from benchmarks.offers import NOON, number, ready_wave
from domain.errors import ConfigError, Refused
from domain.outreach import Channel, LegalOpinion
from outreach.gateways.file import File
from outreach.gateways.gateway import Incoming
from storage.waves import save_opinion


@pytest.fixture
def answered(house: House, tmp_path: Path) -> House:
    ready_wave(house, 3)
    send(house, {Channel.KANNEL: File(tmp_path / "out.csv")}, lambda: NOON)
    for index, text in enumerate(("ja graag", "ik kan niet stoppen", "help me alsjeblieft")):
        receive(house, Incoming(f"kannel {index}", number(index), text), NOON + timedelta(minutes=index))
    return house


def test_a_cry_for_help_comes_first_until_a_person_has_read_it(answered: House) -> None:
    found = notices(answered, NOON)
    assert [one.urgent for one in found] == [True, False, False]
    assert str(found[0]).startswith("NOOD  hulpverlener demonstratie: 1 antwoord klinkt als nood")
    assert "2026-03-04 12:02 Amsterdam" in found[0].text
    assert overview(answered, NOON)[0] == str(found[0]), "and it is the first line of the list of jobs"
    assert "NOOD  hulpverlener demonstratie" in run_job(answered, find_job("alarm"), NOON)
    settle(answered, "kannel 2", "Noor", NOON)
    assert cries(answered, NOON) == []
    assert run_job(answered, find_job("alarm"), NOON) == "niemand in nood"


def test_a_cry_from_somebody_we_sent_nothing_to_is_heard_by_every_organisation_that_sends(house: House) -> None:
    receive(house, Incoming("kannel 7", number(7), "help me"), NOON)
    assert [(one.organisation, one.urgent) for one in notices(house, NOON)] == [("demonstratie", True)]


def test_a_cry_is_told_also_where_no_organisation_is_ready(house: House) -> None:
    book = "organisations:\n  - {id: elders, name: Hulp Elders}\n"
    (house.settings.home / "organisations.yml").write_text(book, encoding="utf-8")
    receive(house, Incoming("kannel 7", number(7), "help me"), NOON)
    assert [str(one)[:25] for one in notices(house, NOON)] == ["NOOD  hulpverlener: 1 ant"]


def test_nothing_answers_a_cry_but_a_person(answered: House) -> None:
    class Never:
        def submit(self, message):
            raise AssertionError("a message left by itself")

    run_job(answered, find_job("alarm"), NOON)
    assert send(answered, {Channel.KANNEL: Never()}, lambda: NOON + timedelta(days=200)).counts == {}


def test_everything_else_that_waits_is_told_to_its_role(answered: House) -> None:
    with answered.engine.begin() as connection:
        opinion = LegalOpinion("demonstratie", Channel.KANNEL, "offer", "mr. X", "2", NOON.date() + timedelta(days=5))
        save_opinion(connection, opinion, "Kim", NOON)
        connection.exec_driver_sql("UPDATE waves SET state = 'proposed'")
        connection.exec_driver_sql("UPDATE messages SET state = 'unknown' WHERE contact LIKE '%'")
    with pytest.raises(Refused):
        show_number(answered, "kannel 0", "Kim", "uit nieuwsgierigheid gevraagd", NOON)
    StoredObjections(answered).turned_away()
    told = {(one.role, one.text.split(",")[0]) for one in notices(answered, NOON)}
    assert (Role.APPROVER, "ronde ronde wacht op goedkeuring") in told
    assert (Role.LAWYER, "juridisch advies voor demonstratie via kannel geldt tot 2026-03-09") in told
    assert (Role.OPERATOR, "3 keer onzeker of een bericht verstuurd is (peil outreach unknown list)") in told
    assert (Role.PRIVACY, "1 keer is een nummer geweigerd (peil outreach replies reveals)") in told
    assert any(role is Role.PRIVACY and "afgewezen" in text for role, text in told)


def test_the_page_of_sources_shows_what_lapses_soon(house: House) -> None:
    opinion = LegalOpinion("demonstratie", Channel.KANNEL, "offer", "mr. X", "2", NOON.date() + timedelta(days=5))
    with house.engine.begin() as connection:
        save_opinion(connection, opinion, "Kim", NOON)
    assert StoredReader(house, lambda: NOON).expiring() == [
        "juridisch advies voor demonstratie via kannel geldt tot 2026-03-09"
    ]


def test_an_objection_turned_away_is_noted_once_a_day(house: House) -> None:
    for _ in range(3):
        StoredObjections(house).turned_away()
    with house.engine.connect() as connection:
        [count] = connection.exec_driver_sql("SELECT count(*) FROM audit").scalars()
    assert count == 1


def test_the_command_says_what_waits_or_that_nothing_does(answered: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.commands.status.open_house", lambda: answered)
    monkeypatch.setattr("app.commands.status.now", lambda: NOON)
    assert CliRunner().invoke(peil, ["status"]).output.startswith("NOOD  hulpverlener demonstratie")
    monkeypatch.setattr("app.commands.status.now", lambda: NOON + timedelta(days=400))
    assert "Er wacht niets" in CliRunner().invoke(peil, ["status"]).output


class Post(socketserver.ThreadingTCPServer):
    """A mail server on this machine that keeps what it was given."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        self.mails: list[str] = []
        super().__init__(("127.0.0.1", 0), Talk)


class Talk(socketserver.StreamRequestHandler):
    server: Post

    def handle(self) -> None:
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            if line.upper() == "DATA":
                self.say("354 go on")
                lines = iter(lambda: self.rfile.readline().decode(), ".\r\n")
                self.server.mails.append("".join(lines))
            self.say("250 ok")
            if line.upper() == "QUIT":
                return

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


@pytest.fixture
def post() -> Iterator[Post]:
    with Post() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def configure(house: House, port: int, to: str = "{hulpverlener demonstratie: noor@peilmoment.example}") -> None:
    text = f"server: 127.0.0.1\nport: {port}\nsender: peil@peilmoment.example\nto: {to}\n"
    (house.settings.home / "mail.yml").write_text(text, encoding="utf-8")


def test_mail_goes_once_to_whom_it_concerns_and_holds_no_number_and_no_words(answered: House, post: Post) -> None:
    configure(answered, post.server_address[1])
    assert "3 per e-mail gemeld" in run_job(answered, find_job("alarm"), NOON)
    assert "gemeld" not in run_job(answered, find_job("alarm"), NOON + timedelta(minutes=5))
    assert len(post.mails) == 3
    first = post.mails[0]
    assert "Subject: Peilmoment: nood" in first
    assert "To: noor@peilmoment.example" in first
    assert "alsjeblieft" not in "".join(post.mails)
    assert number(2)[3:] not in "".join(post.mails)
    receive(answered, Incoming("kannel 8", number(1), "help me"), NOON + timedelta(hours=1))
    assert send_mail(answered, notices(answered, NOON), NOON) == 1, "another cry is news"


def test_a_mail_server_that_is_down_loses_nothing(answered: House, post: Post) -> None:
    configure(answered, 1)
    assert send_mail(answered, notices(answered, NOON), NOON) == 0
    configure(answered, post.server_address[1])
    assert send_mail(answered, notices(answered, NOON), NOON) == 3


def test_without_the_file_or_an_address_nobody_gets_mail_and_a_strange_role_is_named(answered: House) -> None:
    found = notices(answered, NOON)
    assert send_mail(answered, found, NOON) == 0
    configure(answered, 1, "{jurist: j@peilmoment.example}")
    assert send_mail(answered, found, NOON) == 0
    configure(answered, 1, "{agent: a@peilmoment.example}")
    with pytest.raises(ConfigError, match=r"mail.yml:4: 'agent' is geen rol"):
        send_mail(answered, found, NOON)
