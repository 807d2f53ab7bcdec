"""Events in the world that a reader may want beside a series, such as a new law or a site that moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

from config.reader import check_record, read_yaml


@dataclass(frozen=True, slots=True)
class Event:
    """Drawn as a line with its name; it explains nothing by itself. `because` says where it is written."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    on: date
    name: str
    because: str


def read_events(path: Path) -> list[Event]:
    """The events of a YAML list, oldest first. Raises ConfigError naming the line of a mistake."""
    events = check_record(path, read_yaml(path) or [], list[Event])
    return sorted(events, key=lambda event: event.on)
