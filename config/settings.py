"""What an installation is told from outside: where it lives, who runs it, how long it keeps what."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import ClassVar

from config.reader import line_of, read_record
from domain.errors import ConfigError, Refused

CONFIG = Path(__file__).parent


class DeploymentType(StrEnum):
    """Who may run this. Police, prosecution and inspection are not on the list, on purpose."""

    AID = "aid"
    RESEARCH = "research"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Retention:
    """Days each kind of data is kept. Narrowable only: the defaults are the maximum."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    vault_days: int = 14
    text_days: int = 14
    link_days: int = 400
    signal_days: int = 28
    message_days: int = 365
    referral_days: int = 365
    archive_days: int = 7

    @property
    def vault(self) -> timedelta:
        return timedelta(days=self.vault_days)

    @property
    def text(self) -> timedelta:
        return timedelta(days=self.text_days)

    @property
    def link(self) -> timedelta:
        return timedelta(days=self.link_days)

    @property
    def signal(self) -> timedelta:
        return timedelta(days=self.signal_days)

    @property
    def message(self) -> timedelta:
        """Messages, answers and the contact register."""
        return timedelta(days=self.message_days)

    @property
    def referral(self) -> timedelta:
        """A referral, counted from the last thing that was done with it."""
        return timedelta(days=self.referral_days)

    @property
    def archive(self) -> timedelta:
        return timedelta(days=self.archive_days)


LONGEST = Retention()
SHORTEST = {"message_days": 180}  # one approach in 180 days cannot be kept by a register that forgets sooner


@dataclass(frozen=True, slots=True)
class Deployment:
    """The organisation behind this installation, as sites and auditors see it."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    type: str
    organisation: str
    information_page: str
    mailbox: str
    retention: Retention = field(default_factory=Retention)
    register_partners: tuple[str, ...] = ()
    """`organisation` of each installation that shares our register key."""

    @property
    def user_agent(self) -> str:
        return f"Peilmoment/0.1 ({self.organisation}; +{self.information_page}; {self.mailbox})"


@dataclass(frozen=True, slots=True)
class Settings:
    """Folders and addresses of this installation, from the environment."""

    home: Path
    database_url: str
    sources: Path
    deployment: Deployment

    @property
    def keys(self) -> Path:
        return self.home / "keys.json"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def archives(self) -> Path:
        return self.home / "archives"

    def environment(self) -> dict[str, str]:
        """The environment in which another process opens this same installation."""
        return {
            **os.environ,
            "PEIL_HOME": str(self.home),
            "PEIL_DATABASE_URL": self.database_url,
            "PEIL_SOURCES": str(self.sources),
        }


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from PEIL_HOME, PEIL_DATABASE_URL and PEIL_SOURCES.

    Raises ConfigError for a wrong deployment.yml and Refused for a deployment type that has no place here.
    """
    home = Path(environment.get("PEIL_HOME", "var")).absolute()
    own = home / "deployment.yml"
    return Settings(
        home=home,
        database_url=environment.get("PEIL_DATABASE_URL", f"sqlite:///{home / 'peilmoment.db'}"),
        sources=Path(environment.get("PEIL_SOURCES", CONFIG / "sources")).absolute(),
        deployment=read_deployment(own if own.exists() else CONFIG / "deployment.yml"),
    )


def read_deployment(path: Path) -> Deployment:
    """Who runs this installation. Raises ConfigError or Refused."""
    deployment = read_record(path, Deployment)
    if deployment.type not in set(DeploymentType):
        raise Refused(
            f"{path}: Peilmoment start niet voor het type '{deployment.type}'. Toegestaan: "
            f"{', '.join(DeploymentType)}. Politie, justitie en toezicht zijn geen gebruikers van dit systeem."
        )
    for name in (one.name for one in fields(Retention)):
        days, least = getattr(deployment.retention, name), SHORTEST.get(name, 1)
        if not least <= days <= getattr(LONGEST, name):
            line = line_of(path, ("retention", name))
            raise ConfigError(
                str(path),
                line,
                f"{name}: mag alleen korter, {least} tot {getattr(LONGEST, name)} dagen (staat nu op {days})",
            )
    return deployment
