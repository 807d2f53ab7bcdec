"""Reads the YAML files that people edit: every error names the file, the line and the key."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from domain.errors import ConfigError

T = TypeVar("T")
Location = Sequence[int | str]
_BOOLEAN = "tag:yaml.org,2002:bool"

# The mistakes people make most, in the language of those who make them; the rest keeps pydantic's words.
_IN_DUTCH = {
    "missing": "deze sleutel ontbreekt",
    "unexpected_keyword_argument": "deze sleutel bestaat niet; controleer de spelling",
    "extra_forbidden": "deze sleutel bestaat niet; controleer de spelling",
    "int_parsing": "moet een geheel getal zijn",
    "int_type": "moet een geheel getal zijn",
    "float_parsing": "moet een getal zijn",
    "float_type": "moet een getal zijn",
    "bool_parsing": "moet true of false zijn",
    "string_type": "moet tekst zijn (zet er aanhalingstekens om)",
    "enum": "is geen van de toegestane waarden",
    "tuple_type": "moet een lijst zijn",
    "list_type": "moet een lijst zijn",
    "dict_type": "moet sleutels met waarden bevatten",
    "dataclass_type": "moet sleutels met waarden bevatten",
}


class _Loader(yaml.CSafeLoader):
    """YAML as people write it: only `true` and `false` are booleans (YAML 1.2), so `on:` is a key and `no` a word."""


_Loader.yaml_implicit_resolvers = {
    letter: [(tag, shape) for tag, shape in resolvers if tag != _BOOLEAN]
    for letter, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(_BOOLEAN, re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF"))


def read_yaml(path: Path) -> Any:
    """The plain data of one YAML file. Raises ConfigError with the line of the first mistake."""
    return _parsed(path, lambda loader: loader.get_single_data())


def read_record(path: Path, kind: type[T], **extra: Any) -> T:
    """One record of type `kind` (a frozen dataclass) from a YAML file.

    `extra` adds what the file cannot say itself, such as its own name or digest.
    Raises ConfigError naming the line of the first wrong key or value.
    """
    data = read_yaml(path)
    if not isinstance(data, dict):
        raise ConfigError(str(path), 1, "verwacht sleutels met waarden, zoals `title: ...`")
    return check_record(path, data | extra, kind)


def check_record(path: Path, data: Any, kind: type[T]) -> T:
    """One record, or a list of them, from data that was read from `path`. Raises ConfigError as `read_record` does."""
    known: Any = kind  # a class can be hashed, which mypy does not see of type[T]
    try:
        checked: T = _adapter(known).validate_python(data)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        problem = _IN_DUTCH.get(first["type"], first["msg"])
        raise ConfigError(str(path), line_of(path, first["loc"]), f"{key}: {problem}") from error
    return checked


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    """Built once per type: building it costs more than most files take to check."""
    return TypeAdapter(kind)


def line_of(path: Path, location: Location) -> int | None:
    """The 1-based line where `location` (keys and list positions) stands, or its nearest parent."""
    node = _node(path)
    line = node.start_mark.line + 1 if node is not None else None
    for part in location:
        step = _child(node, part)
        if step is None:
            break
        line, node = step
    return line


def _child(node: yaml.Node | None, part: int | str) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(part):
                return key.start_mark.line + 1, value
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
        item = node.value[part]
        return item.start_mark.line + 1, item
    return None


def _node(path: Path) -> yaml.Node | None:
    return _parsed(path, lambda loader: loader.get_single_node())


def _parsed(path: Path, take: Callable[[_Loader], T]) -> T:
    try:
        return take(_Loader(_text(path)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise ConfigError(str(path), mark.line + 1 if mark else None, error.problem or "geen geldige YAML") from error
    except yaml.YAMLError as error:
        raise ConfigError(str(path), None, str(error)) from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise ConfigError(str(path), None, "dit bestand bestaat niet") from error
    except UnicodeDecodeError as error:
        raise ConfigError(str(path), None, f"geen UTF-8-tekst ({error.reason})") from error
