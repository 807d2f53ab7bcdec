"""Reads the source files: one YAML per site, checked down to each selector before anything is asked of a site."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from cssselect import SelectorError
from parsel import Selector

from config.reader import Location, check_record, line_of, read_record, read_yaml
from config.settings import CONFIG
from domain.dossiers import Catalogue
from domain.errors import ConfigError
from domain.paths import covering, plain, shutting
from domain.sources import Candidate, Source

_NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
_LOOPBACK = {"127.0.0.1", "localhost"}
_NO_PAGE = Selector("<p></p>")  # something to try selectors on
SHORTEST_DELAY = 1.0  # seconds, for any site that is not on this machine
_CSS = {"card", "row", "label", "value", "gone", "wait_for"}


@dataclass(frozen=True, slots=True)
class Field:
    """One entry of config/fields.yml. A field that is not `kept` is known, and dropped and counted."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}
    why: str
    keep: str
    kept: bool = True


def read_sources(folder: Path) -> list[Source]:
    """Every source of a folder, by name. Raises ConfigError at the first mistake."""
    return [read_source(path) for path in sorted(folder.glob("*.yml"))]


def find_source(folder: Path, name: str) -> Source:
    """The source called `name`. Raises ConfigError naming those that exist."""
    if name not in source_names(folder):  # as a list, because some file systems take Markt.yml for markt.yml
        known = ", ".join(source_names(folder)) or "geen"
        raise ConfigError(str(folder), None, f"bron '{name}' bestaat niet; wel: {known}")
    return read_source(folder / f"{name}.yml")


def source_names(folder: Path) -> list[str]:
    """The names of all source files, also of those that cannot be read."""
    return [path.stem for path in sorted(folder.glob("*.yml"))]


def read_source(path: Path) -> Source:
    """One source. Raises ConfigError with line and key: wrong key, unknown field, invalid selector, ..."""
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise ConfigError(str(path), 1, "verwacht sleutels met waarden, zoals `title: ...`")
    for own in {"name", "digest"} & set(data):
        raise ConfigError(str(path), line_of(path, (own,)), f"{own}: volgt uit het bestand zelf; haal deze sleutel weg")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    source = check_record(path, _spelled_out(data) | {"name": path.stem, "digest": digest}, Source)
    for location, problem in _mistakes(source, data):
        raise ConfigError(str(path), line_of(path, location), f"{'.'.join(map(str, location))}: {problem}")
    return source


@cache
def allowed_fields(path: Path = CONFIG / "fields.yml") -> Mapping[str, Field]:
    """The allow-list. A field outside it, or not kept, is dropped and counted when a page is read."""
    fields = read_yaml(path)["fields"]
    return {
        name: check_record(path, {k: v for k, v in told.items() if k != "class"}, Field)
        for name, told in fields.items()
    }


def read_catalogue(path: Path = CONFIG / "review_questions.yml") -> Catalogue:
    return read_record(path, Catalogue)


def read_candidates(path: Path = CONFIG / "candidates.yml") -> list[Candidate]:
    """The study's inventory: described sites without selectors, which nothing can crawl."""
    return [check_record(path, told, Candidate) for told in read_yaml(path)["candidates"]]


def _spelled_out(data: Mapping[str, Any]) -> dict[str, Any]:
    """A bare text where a reading belongs is its CSS selector: `title: h1` means `title: {css: h1}`."""
    whole = dict(data)
    for part, names in (("overview", ("ad", "next", "total", "pages", "code_from")), ("ad", ("title", "text"))):
        if isinstance(whole.get(part), dict):
            whole[part] = {k: _reading(v) if k in names else v for k, v in whole[part].items()}
    if isinstance(whole.get("ad"), dict) and isinstance(whole["ad"].get("fields"), dict):
        whole["ad"]["fields"] = {name: _reading(told) for name, told in whole["ad"]["fields"].items()}
    return whole


def _reading(told: Any) -> Any:
    return {"css": told} if isinstance(told, str) else told


def _mistakes(source: Source, data: Mapping[str, Any]) -> Iterator[tuple[Location, str]]:
    """What is wrong with a source that has the right keys: where, and what to do about it."""
    if not _NAME.fullmatch(source.name):
        yield (), f"bestandsnaam '{source.name}': gebruik kleine letters, cijfers en _ (zoals markt_a.yml)"
    yield from _address_mistakes(source)
    yield from _number_mistakes(source)
    yield from _field_mistakes(source)
    yield from _selector_mistakes(data, ())


def _address_mistakes(source: Source) -> Iterator[tuple[Location, str]]:
    start = urlsplit(source.start_url)
    if start.scheme not in {"http", "https"} or start.netloc not in source.hosts:
        yield ("start_url",), f"moet met http(s):// beginnen en een host uit `hosts` hebben: {', '.join(source.hosts)}"
    asked = plain(source.start_url)
    if covering(source.allow, *asked) is None or shutting(source.deny, *asked) is not None:
        yield ("start_url",), "het pad valt buiten `allow` of binnen `deny`"
    if source.terms and urlsplit(source.terms).netloc not in source.hosts:
        yield ("terms",), f"de host staat niet in `hosts`: {', '.join(source.hosts)}"
    sitemap = source.visits.sitemap
    if sitemap and urlsplit(sitemap.url).netloc not in source.hosts:
        yield ("visits", "sitemap", "url"), f"de host staat niet in `hosts`: {', '.join(source.hosts)}"
    for part, prefixes in (("allow", source.allow), ("deny", source.deny)):
        for number, prefix in enumerate(prefixes):
            if problem := path_mistake(prefix):
                yield (part, number), problem
    for number, host in enumerate(source.hosts):
        if "*" in host or "/" in host:
            yield ("hosts", number), "noem elke host voluit, zonder http:// en zonder *"


def path_mistake(prefix: str) -> str:
    """Why no address begins with `prefix`, in Dutch; "" when one can."""
    if not prefix.startswith("/"):
        return f"'{prefix}': een pad begint met /, zoals /{prefix.lstrip('/') or 'reviews'}"
    if set("*%#") & set(prefix):
        return f"'{prefix}': geef het begin van het pad (of van pad?vraag), letterlijk en zonder *, % of #"
    return ""


def _number_mistakes(source: Source) -> Iterator[tuple[Location, str]]:
    here = all(urlsplit(f"//{host}").hostname in _LOOPBACK for host in source.hosts)
    if source.delay < (0 if here else SHORTEST_DELAY):
        yield ("delay",), f"minstens {SHORTEST_DELAY:g} seconde tussen twee verzoeken"
    if not 0 <= source.expect.min <= source.expect.max:
        yield ("expect",), "min en max moeten oplopen en niet negatief zijn"
    if source.overview.max_pages < 1 or source.visits.refresh < 1:
        yield ("overview", "max_pages"), "max_pages en refresh zijn minstens 1"


def _field_mistakes(source: Source) -> Iterator[tuple[Location, str]]:
    known = allowed_fields()
    for name in source.ad.fields:
        if name not in known:
            yield ("ad", "fields", name), _unknown_field(known)
    for name, part in [(n, "floors") for n in source.ad.floors] + [(n, "values") for n in source.ad.values]:
        if name not in known:
            yield ("ad", part, name), _unknown_field(known)
    for label, name in (source.ad.pairs.names if source.ad.pairs else {}).items():
        if name not in known:
            yield ("ad", "pairs", "names", label), _unknown_field(known)
    if not source.overview.code and not (source.overview.card and source.overview.code_from):
        yield ("overview",), "geef `code` (regex op het adres), of `card` met `code_from`"
    if source.visits.sitemap and not (source.visits.sitemap.code or source.overview.code):
        yield ("visits", "sitemap"), "geef `code` (regex op het adres in de sitemap)"
    if source.overview.page and "{page}" not in source.overview.page:
        yield ("overview", "page"), "zet {page} waar het paginanummer hoort"


def _unknown_field(known: Mapping[str, Field]) -> str:
    return f"dit veld staat niet in config/fields.yml; toegestaan: {', '.join(n for n, f in known.items() if f.kept)}"


def _selector_mistakes(told: Any, location: Location) -> Iterator[tuple[Location, str]]:
    """Each css, xpath and regex of the file, compiled."""
    if isinstance(told, Mapping):
        for key, value in told.items():
            here = (*location, key)
            if isinstance(value, str) and (problem := _broken(str(key), value, here)):
                yield here, problem
            yield from _selector_mistakes(value, here)
    elif isinstance(told, Sequence) and not isinstance(told, str):
        for number, value in enumerate(told):
            if location and location[-1] == "barriers" and (problem := _broken("css", value, location)):
                yield (*location, number), problem
            yield from _selector_mistakes(value, (*location, number))


def _broken(key: str, value: str, location: Location) -> str:
    """Why this selector or regex cannot be used, in Dutch; "" when it can."""
    try:
        if key == "regex" or location in {("overview", "code"), ("visits", "sitemap", "code")}:
            re.compile(value)
        elif key == "xpath":
            _NO_PAGE.xpath(value)
        elif _is_css(key, location):
            _NO_PAGE.css(value)
    except re.error as error:
        return f"ongeldige regex: {error}"
    except (SelectorError, ValueError) as error:
        return f"ongeldige selector '{value}': {error}"
    return ""


def _is_css(key: str, location: Location) -> bool:
    bare = {("overview", k) for k in ("ad", "next", "total", "pages", "code_from")} | {("ad", "title"), ("ad", "text")}
    return key == "css" or key in _CSS or location in bare or (location[:2] == ("ad", "fields") and len(location) == 3)
