"""Message templates: one file per language and version, plain {name} placeholders, never rewritten."""

from __future__ import annotations

import hashlib
import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

from config.reader import line_of, read_record
from domain.errors import ConfigError

PLACEHOLDERS = frozenset({"helper", "organisation"})


@dataclass(frozen=True, slots=True)
class Template:
    """One text in one language. `id` is language, name and version, such as `nl/offer/1`."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    id: str
    language: str
    version: int
    text: str
    max_segments: int = 4

    @property
    def name(self) -> str:
        return self.id.split("/")[1]

    def filled(self, *, helper: str, organisation: str) -> str:
        """The text as it would be sent."""
        return self.text.format(helper=helper, organisation=organisation)


def digest(text: str) -> str:
    """SHA-256 (hex) of an exact text: what an approval is bound to. No secret stands in a template."""
    return hashlib.sha256(text.encode()).hexdigest()


def load_versions(folder: Path, name: str = "offer") -> Mapping[str, Template]:
    """Every version of the templates called `name`, by id. Raises ConfigError naming file and line.

    A new version is a new file beside the old one: `offer.yml`, then `offer.2.yml`.
    """
    found: dict[str, Template] = {}
    for path in sorted({*folder.glob(f"*/{name}.yml"), *folder.glob(f"*/{name}.[0-9]*.yml")}):
        one = _read(path, path.name.split(".")[0])
        if one.id in found:
            raise ConfigError(str(path), line_of(path, ("version",)), f"version: {one.version} bestaat al")
        found[one.id] = one
    return found


def load_templates(folder: Path, name: str = "offer") -> Mapping[str, Template]:
    """The newest version of template `name` per language. Raises ConfigError naming file and line."""
    versions = load_versions(folder, name).values()
    if not versions:
        raise ConfigError(str(folder), None, f"geen berichtsjabloon {name}.yml gevonden in een taalmap")
    return {one.language: one for one in sorted(versions, key=lambda one: one.version)}


def _read(path: Path, name: str) -> Template:
    language = path.parent.name
    template = read_record(path, Template, id=f"{language}/{name}", language=language)
    try:
        used = {field for _, field, _, _ in string.Formatter().parse(template.text) if field is not None}
    except ValueError as error:
        raise ConfigError(str(path), line_of(path, ("text",)), f"text: losse accolade ({error})") from error
    if used != PLACEHOLDERS:
        expected = " en ".join(sorted(f"{{{field}}}" for field in PLACEHOLDERS))
        raise ConfigError(str(path), line_of(path, ("text",)), f"text: gebruik precies {expected}")
    if "STOP" not in template.text:
        raise ConfigError(str(path), line_of(path, ("text",)), "text: zeg hoe iemand met STOP afmeldt")
    return Template(
        f"{language}/{name}/{template.version}", language, template.version, template.text, template.max_segments
    )
