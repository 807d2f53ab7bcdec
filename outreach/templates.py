"""Message templates: one file per language and version, plain {name} placeholders, never rewritten."""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from config.reader import line_of, read_record
from domain.errors import ConfigError

_NAME = re.compile(r"[a-z][a-z0-9-]{0,29}")
PLACEHOLDERS = frozenset({"helper", "organisation"})


@dataclass(frozen=True, slots=True)
class Template:
    """One text in one language. `id` is language, name and version, such as `nl/offer/1`; `where` its file and line."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}

    id: str
    language: str
    version: int
    text: str
    max_segments: int = 4
    where: str = field(default="", compare=False)

    @property
    def name(self) -> str:
        return self.id.split("/")[1]

    def filled(self, *, helper: str, organisation: str) -> str:
        """The text as it would be sent."""
        return self.text.format(helper=helper, organisation=organisation)


def digest(text: str) -> str:
    """SHA-256 (hex) of an exact text: what an approval is bound to. No secret stands in a template."""
    return hashlib.sha256(text.encode()).hexdigest()


def load_versions(
    folder: Path, name: str = "offer", *, own: Path | None = None, languages: Collection[str] = ()
) -> Mapping[str, Template]:
    """Every version of the templates called `name`, by id. Raises ConfigError naming file and line.

    A new version is a new file beside the old one: `offer.yml`, then `offer.2.yml`. `own` is the installation's own
    folder of the same form: it adds versions and names, and changes none. `languages` are those the linter can read.
    """
    found: dict[str, Template] = {}
    for path in [*_files(folder, name), *(_files(own, name) if own else ())]:
        one = _read(path, path.name.split(".")[0])
        if one.id in found:
            elsewhere = f"{one.version} bestaat al in {found[one.id].where}; kies een hogere"
            raise ConfigError(str(path), line_of(path, ("version",)), f"version: {elsewhere}")
        if languages and one.language not in languages:
            told = f"voor taal '{one.language}' is er geen words.yml: zonder die lijsten ziet niets het bericht na"
            raise ConfigError(str(path), 1, told)
        found[one.id] = one
    return found


def load_templates(
    folder: Path, name: str = "offer", *, own: Path | None = None, languages: Collection[str] = ()
) -> Mapping[str, Template]:
    """The newest version of template `name` per language. Raises ConfigError as `load_versions` does."""
    versions = load_versions(folder, name, own=own, languages=languages).values()
    if not versions:
        raise ConfigError(str(own or folder), None, f"geen berichtsjabloon {name}.yml gevonden in een taalmap")
    return {one.language: one for one in sorted(versions, key=lambda one: one.version)}


def names_in(folder: Path) -> frozenset[str]:
    """The names of every template in a folder of languages."""
    return frozenset(path.name.split(".")[0] for path in folder.glob("*/*.yml")) - {"words"}


def _files(folder: Path, name: str) -> list[Path]:
    return sorted({*folder.glob(f"*/{name}.yml"), *folder.glob(f"*/{name}.[0-9]*.yml")})


def _read(path: Path, name: str) -> Template:
    language = path.parent.name
    if not _NAME.fullmatch(name):
        raise ConfigError(str(path), None, "de naam van een sjabloon: kleine letters, cijfers, streepjes, hooguit 30")
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
    if template.version < 1 or template.max_segments < 1:
        key = "version" if template.version < 1 else "max_segments"
        raise ConfigError(str(path), line_of(path, (key,)), f"{key}: minstens 1")
    return Template(
        f"{language}/{name}/{template.version}",
        language,
        template.version,
        template.text,
        template.max_segments,
        where=f"{path}:{line_of(path, ('text',))}",
    )
