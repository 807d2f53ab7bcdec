"""What the proofs of outreach share: a house, waves that are ready to be sent, a gateway on the invented network."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Thread

import uvicorn

from app.gateways import StoredCallbacks
from app.house import House, found_house
from app.texts import text_digests, texts
from config.settings import CONFIG, Settings, read_deployment
from dashboard.callbacks import create_callbacks
from domain.contacts import Contact, LineType
from domain.messages import MessageState
from domain.outreach import Channel, LegalOpinion, Wave, WaveState
from domain.weeks import Week
from outreach.choose import Recipient
from outreach.gateways.gateway import Doubt, Evidence, Gateway, Outgoing, Receipt
from outreach.gateways.kannel import Kannel, authorised
from outreach.organisations import Organisation, load_organisations
from outreach.waves import draft, wave_digest
from sandbox.network import Network, until
from storage.messages import load_messages, save_drafts
from storage.observations import save_contacts
from storage.vault import blinded
from storage.waves import lock_wave, save_approval, save_opinion, save_wave

NOON = datetime(2026, 3, 4, 11, tzinfo=UTC)  # a Wednesday, noon in Amsterdam
WEEK = Week(2026, 10)
KEPT = timedelta(days=14)
SHIFT = NOON - datetime.now(UTC)


def clock() -> datetime:
    """A clock that runs on from NOON."""
    return datetime.now(UTC) + SHIFT


def number(index: int) -> str:
    """A number of the fictional block."""
    return f"+3160{index:07d}"


def new_house(home: Path, url: str | None = None) -> House:
    home.mkdir(parents=True, exist_ok=True)
    deployment = read_deployment(CONFIG / "deployment.yml")
    return found_house(Settings(home, url or f"sqlite:///{home / 'peil.db'}", CONFIG / "sources", deployment))


def demo_organisation() -> Organisation:
    return load_organisations(CONFIG / "organisations.yml")["demonstratie"]


def ready_wave(
    house: House, count: int, *, name: str = "ronde", first: int = 0, language: str = "nl", at: datetime = NOON
) -> None:
    """A wave of `count` messages that a colleague and a lawyer have let through: locked, ready to be sent."""
    approved = approved_wave(house, range(first, first + count), name=name, language=language, at=at)
    with house.engine.begin() as connection:
        lock_wave(connection, approved, blinded(connection, house.keyring, now=at, kept=KEPT), "B", at)


def approved_wave(
    house: House, indexes: Iterable[int], *, name: str = "ronde", language: str = "nl", at: datetime = NOON
) -> Wave:
    """A wave to these numbers, approved by a colleague and allowed by a lawyer, not locked yet."""
    organisation, helper = demo_organisation(), "Noor"
    numbers = {house.keyring.phone(number(index)): number(index) for index in indexes}
    recipients = [Recipient(f"{name}-{index}", key, language) for index, key in enumerate(numbers)]
    drafts = draft(recipients, texts(("offer",)), helper=helper, organisation=organisation, salt=name)
    digest = wave_digest([one for _, one in drafts], organisation=organisation, channel=Channel.KANNEL, helper=helper)
    wave = Wave(name, organisation.id, Channel.KANNEL, ("offer",), helper, "A", digest, WaveState.PROPOSED, at)
    approved = replace(wave, state=WaveState.APPROVED, approved_by=("B",))
    read = text_digests(("offer",))
    opinion = LegalOpinion(organisation.id, Channel.KANNEL, "offer", "mr. X", "1", date(2030, 1, 1), read)
    proposed = [(who, replace(one, state=MessageState.PROPOSED)) for who, one in drafts]
    with house.engine.begin() as connection:
        save_contacts(
            connection,
            [Contact(key, house.keyring.seal(one), LineType.MOBILE, at, at) for key, one in numbers.items()],
        )
        save_wave(connection, wave, WEEK, {})
        save_drafts(connection, proposed, WEEK, at, name)
        save_opinion(connection, opinion, "L", at)
        save_approval(connection, approved, "B", at)
    return approved


def gateway(network: Network, grace: float = 60) -> Kannel:
    """Kannel on the invented network; `grace` in seconds before absence from its log proves anything."""
    return Kannel(
        sendsms=network.sendsms,
        status=f"{network.status}?password={network.password}",
        username="peil",
        password=network.password,
        callback=f"http://peil:{network.password}@127.0.0.1:{network.callback}",
        access_log=network.folder / "access.log",
        grace=timedelta(seconds=grace),
    )


@dataclass(frozen=True, slots=True)
class Elsewhen:
    """A gateway for a house whose clock was moved by `shift`: Kannel's log keeps the wall clock."""

    inner: Gateway
    shift: timedelta

    def submit(self, message: Outgoing) -> Receipt:
        return self.inner.submit(message)

    def evidence(self, doubts: Sequence[Doubt], now: datetime) -> Evidence:
        return self.inner.evidence([Doubt(one.ref, one.since - self.shift) for one in doubts], now - self.shift)


@contextmanager
def callbacks(house: House, network: Network, clock: Callable[[], datetime]) -> Iterator[None]:
    """The callback server in this process, as `peil outreach callbacks` runs it."""
    app = create_callbacks(StoredCallbacks(house, clock), lambda header: authorised(header, "peil", network.password))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=network.callback, log_level="error"))
    thread = Thread(target=server.run)
    thread.start()
    until(lambda: server.started)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join()


def states(house: House) -> Mapping[str, int]:
    """Messages per state."""
    counts: dict[str, int] = {}
    with house.engine.connect() as connection:
        for one in load_messages(connection, house.remembers(NOON)):
            counts[one.state] = counts.get(one.state, 0) + 1
    return counts
