"""Opens an installation: its settings, database and keys, together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from config.settings import Settings, read_settings
from storage.database import Engine, connect, migrate, require_schema
from storage.keys import Keyring, complete_keys, create_keys, read_keys


@dataclass(frozen=True, slots=True)
class House:
    """One installation, opened."""

    settings: Settings
    engine: Engine
    keyring: Keyring

    def remembers(self, now: datetime) -> datetime:
        """Messages and answers from before this moment may not be read, erased already or not."""
        return now - self.settings.deployment.retention.message


def open_house(settings: Settings | None = None) -> House:
    """Raises SetupError when `peil init` has not been run."""
    settings = settings or read_settings()
    keyring = read_keys(settings.keys)
    engine = connect(settings.database_url)
    require_schema(engine)
    return House(settings, engine, keyring)


def found_house(settings: Settings) -> House:
    """Create or update an installation: folders, keys (never overwritten), schema."""
    settings.logs.mkdir(parents=True, exist_ok=True)
    keyring = complete_keys(settings.keys) if settings.keys.exists() else create_keys(settings.keys)
    engine = connect(settings.database_url)
    migrate(engine)
    return House(settings, engine, keyring)
