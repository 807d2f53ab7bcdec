"""The templates and word lists of this installation: those that come with the program, and its own beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from app.house import House
from config.settings import CONFIG
from domain.errors import BadInput
from outreach.templates import Template, digest, load_templates, load_versions, names_in
from outreach.words import Words, load_words

MESSAGES = CONFIG / "messages"
Texts = Mapping[str, Mapping[str, Template]]  # name -> language -> template
Stamp = tuple[tuple[str, int, int], ...]  # path, change and size of every own file


@lru_cache(maxsize=1)
def words() -> Mapping[str, Words]:
    """Word lists by language, read once per process: an answer must not wait for fifteen files."""
    return load_words(MESSAGES)


def own_messages(house: House | None) -> Path | None:
    """The installation's own templates: $PEIL_HOME/messages/<language>/<name>.yml, if there are any."""
    folder = house.settings.home / "messages" if house else None
    return folder if folder and folder.is_dir() else None


def texts(names: tuple[str, ...], house: House | None = None) -> Texts:
    """The newest version per name and language. Raises ConfigError naming file and line."""
    own = own_messages(house)
    return _texts(names, MESSAGES, own, _stamp(own))


def versions(names: tuple[str, ...], house: House | None = None) -> Mapping[str, Template]:
    """Every version by id: a wave keeps the words that were approved, also when there are newer ones."""
    own = own_messages(house)
    return _versions(names, MESSAGES, own, _stamp(own))


def text_digests(names: tuple[str, ...], house: House | None = None) -> Mapping[str, str]:
    """Every version of these templates with the digest of its text: what a lawyer read, or did not."""
    own = own_messages(house)
    return _digests(names, MESSAGES, own, _stamp(own))


def newest_digests(name: str, house: House | None = None, languages: Sequence[str] = ()) -> Mapping[str, str]:
    """The newest version of a template in each language, or in these.

    Raises ConfigError when there is no such template, BadInput for a language it is not in.
    """
    known = texts((name,), house)[name]
    if strange := sorted(set(languages) - set(known)):
        raise BadInput(f"er is geen '{name}' in {', '.join(strange)}; wel in {', '.join(sorted(known))}")
    return {known[language].id: digest(known[language].text) for language in languages or known}


def template_names(house: House) -> tuple[str, ...]:
    """Every template there is, the program's and the installation's own."""
    own = own_messages(house)
    return tuple(sorted(names_in(MESSAGES) | (names_in(own) if own else frozenset())))


def _stamp(own: Path | None) -> Stamp:
    """Changes when an own file does, so that a scheduler that runs for weeks knows a version made today."""
    if own is None:
        return ()
    found = [(path, path.stat()) for path in sorted(own.glob("*/*.yml"))]
    return tuple((str(path), about.st_mtime_ns, about.st_size) for path, about in found)


@lru_cache(maxsize=32)
def _texts(names: tuple[str, ...], shipped: Path, own: Path | None, stamp: Stamp) -> Texts:
    return {name: load_templates(shipped, name, own=own, languages=words()) for name in names}


@lru_cache(maxsize=32)
def _versions(names: tuple[str, ...], shipped: Path, own: Path | None, stamp: Stamp) -> Mapping[str, Template]:
    return {key: one for name in names for key, one in load_versions(shipped, name, own=own, languages=words()).items()}


@lru_cache(maxsize=32)
def _digests(names: tuple[str, ...], shipped: Path, own: Path | None, stamp: Stamp) -> Mapping[str, str]:
    return {version: digest(one.text) for version, one in _versions(names, shipped, own, stamp).items()}
