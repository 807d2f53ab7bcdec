"""What the documents and help texts tell people to type must exist, and every command shows an example."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

from app.cli import app

ROOT = Path(__file__).parents[1]
TYPED = re.compile(r"(?:^|[`\s]|bin/)peil ((?!peil)(?:[a-z][a-z-]*)(?: [a-z][a-z-]*)?)", re.MULTILINE)
COMMANDS = typer.main.get_command(app)


def commands(group=COMMANDS, path: tuple[str, ...] = ()) -> Iterator[tuple[str, object]]:
    for name, command in group.commands.items():
        here = (*path, name)
        if hasattr(command, "commands"):
            yield from commands(command, here)
        else:
            yield " ".join(here), command


def exists(words: str) -> bool:
    first, *rest = words.split()
    command = COMMANDS.commands.get(first)
    if command is None:
        return False
    nested = getattr(command, "commands", None)
    return nested is None or not rest or rest[0] in nested or bool(getattr(command, "invoke_without_command", False))


def documents() -> list[Path]:
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.mark.parametrize("document", documents(), ids=lambda path: path.name)
def test_every_command_in_the_documents_exists(document: Path) -> None:
    code = re.findall(r"```.*?```|`[^`\n]+`", document.read_text(encoding="utf-8"), re.DOTALL)
    unknown = {words for block in code for words in TYPED.findall(block) if not exists(words)}
    assert unknown == set()


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=[name for name, _ in commands()])
def test_every_command_has_a_dutch_help_text_with_an_example_that_exists(name: str, command) -> None:
    told = command.help or ""
    assert "Voorbeeld" in told, f"peil {name} shows no example"
    typed = TYPED.findall(told)
    assert typed
    assert [words for words in typed if not exists(words)] == []


def test_the_makefile_has_every_target_that_the_readme_names() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    named = set(re.findall(r"`?make ([a-z]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named <= targets


def test_continuous_integration_runs_the_readmes_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text()
    assert "make test" in script
