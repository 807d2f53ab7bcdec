"""Events in the world that a reader may want beside a series, such as a new law or a site that moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from pydantic import TypeAdapter, ValidationError

from config.reader import line_of, read_yaml
from domain.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Event:
    """Drawn as a line with its name; it explains nothing by itself. `because` says where it is written."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    on: date
    name: str
    because: str


def read_events(path: Path) -> list[Event]:
    """The events of a YAML list, oldest first. Raises ConfigError naming the line of a mistake."""
    try:
        events = TypeAdapter(list[Event]).validate_python(read_yaml(path) or [])
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigError(str(path), line_of(path, first["loc"]), f"{key}: {first['msg']}") from error
    return sorted(events, key=lambda event: event.on)
