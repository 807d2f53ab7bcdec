"""Whom one wave is for: chosen at the proposal, shown to the approver, part of what is approved."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.cli import app as peil
from app.house import House
from benchmarks.offers import NOON, number
from domain.contacts import Contact, LineType
from domain.errors import BadInput, Refused
from domain.observations import Gender, Language, LanguageStatus, Observation, WorkType
from domain.weeks import Week
from storage.observations import save_contacts, save_observations
from storage.tables.crawls import crawls
from storage.tables.links import advertisements
from storage.waves import load_wave

ADS = [
    (Gender.WOMAN, WorkType.ESCORT, "nl"),
    (Gender.TRANS, WorkType.ESCORT, "nl"),
    (Gender.TRANS, WorkType.MASSAGE, "es"),
    (None, WorkType.ESCORT, "es"),
]


@pytest.fixture
def market(at_noon: House) -> House:
    house = at_noon
    week = Week.of(NOON)
    ads = [
        Observation(
            *("w", "s", f"c{index}", week, NOON, f"h{index}", "tekst"),
            language=Language(language, LanguageStatus.CONFIRMED),
            gender=gender,
            work_types=frozenset({work}),
            contact_key=house.keyring.phone(number(index)),
        )
        for index, (gender, work, language) in enumerate(ADS)
    ]
    known = {"incarnation": 1, "first_week": week, "last_week": week, "strict": "", "loose": "", "study": ""}
    with house.engine.begin() as connection:
        row = {"id": "w", "source": "s", "week": week, "started": NOON, "outcome": "complete"}
        connection.execute(crawls.insert(), row | {"pages": 1, "ads": 4, "reasons": "[]", "config_digest": ""})
        save_observations(connection, house.keyring, ads)
        for index, ad in enumerate(ads):
            sealed = house.keyring.seal(number(index))
            save_contacts(connection, [Contact(str(ad.contact_key), sealed, LineType.MOBILE, NOON, NOON)])
            names = {"id": f"ad{index}", "source": "s", "code": ad.code, "advertiser": f"p{index}"}
            connection.execute(advertisements.insert(), known | names)
    return house


def outreach(*words: str) -> None:
    peil(["outreach", *words], standalone_mode=False)


@pytest.mark.parametrize(
    ("chosen", "reached", "told"),
    [
        ((), 4, "van deze ronde: iedereen"),
        (("--gender", "trans"), 2, "van deze ronde: gender: trans"),
        (("--gender", "trans", "--gender", "woman", "--work", "escort"), 2, "gender: trans, vrouw; werk: escort"),
        (("--language", "es"), 2, "van deze ronde: taal: es"),
        (("--gender", "trans", "--work", "massage", "--language", "es"), 1, "gender: trans; werk: massage; taal: es"),
    ],
)
def test_a_wave_reaches_its_target_group_and_the_approver_reads_which(
    market: House, capsys: pytest.CaptureFixture[str], chosen: tuple[str, ...], reached: int, told: str
) -> None:
    outreach("preview", "demonstratie", *chosen)
    assert f"{reached} ontvangers" in capsys.readouterr().out
    outreach("wave", "propose", "demonstratie", "--by", "Kim", "--name", "ronde", *chosen)
    assert f"{reached} berichten voorgesteld" in capsys.readouterr().out
    outreach("wave", "show", "ronde")
    shown = capsys.readouterr().out
    assert "Doelgroep van de organisatie: iedereen" in shown
    assert told in shown
    with market.engine.connect() as connection:
        assert told in load_wave(connection, "ronde").target


def test_another_target_group_after_the_approval_stops_the_wave(market: House) -> None:
    outreach("wave", "propose", "demonstratie", "--by", "Kim", "--name", "ronde", "--gender", "trans")
    with market.engine.begin() as connection:
        digest = load_wave(connection, "ronde").digest
    outreach("wave", "approve", "ronde", "--by", "Sam", "--digest", digest)
    with market.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE waves SET target = 'van de organisatie: iedereen; van deze ronde: iedereen'")
    with pytest.raises(Refused, match="na de goedkeuring veranderd"):
        outreach("wave", "lock", "ronde", "--by", "Kim")


def test_an_organisations_own_choice_cannot_be_widened_by_a_wave(market: House) -> None:
    book = 'organisations:\n  - {id: demonstratie, name: Hulp, verified: true, helpers: [Noor], sender: "+31600000990",'
    path: Path = market.settings.home / "organisations.yml"
    path.write_text(book + " target: {genders: [man, trans]}}\n", encoding="utf-8")
    outreach("wave", "propose", "demonstratie", "--by", "Kim", "--name", "ronde", "--work", "escort")
    with market.engine.connect() as connection:
        wave = load_wave(connection, "ronde")
        assert connection.exec_driver_sql("SELECT count(*) FROM messages").scalar() == 1
    assert wave.target == "van de organisatie: gender: man, trans; van deze ronde: werk: escort"


def test_a_language_that_nobody_writes_in_is_refused(market: House) -> None:
    with pytest.raises(BadInput, match="'xx' is geen taal"):
        outreach("wave", "propose", "demonstratie", "--by", "Kim", "--language", "xx")
