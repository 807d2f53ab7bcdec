"""What Typer says of a mistyped command, in Dutch: Typer itself has these words in English only."""

from __future__ import annotations

import re

from typer.exceptions import TyperException

_SAID = (
    (r"Missing argument (?P<what>.+)\.", "er ontbreekt iets: {what}."),
    (r"Missing option (?P<what>.+)\.", "de optie {what} ontbreekt."),
    (r"Missing command\.", "welke opdracht?"),
    (r"No such command (?P<what>.+?)\.( Did you mean (?P<near>.+)\?)?", "de opdracht {what} bestaat niet."),
    (r"No such option: (?P<what>\S+)( \(Possible options: (?P<near>.+)\))?", "de optie {what} bestaat niet."),
    (r"Got unexpected extra argument\(?s?\)? \((?P<what>.+)\)", "dit is te veel: {what}."),
    (r"Option (?P<what>.+) requires an argument\.", "achter {what} hoort een waarde."),
    (r"Option (?P<what>.+) does not take a value\.", "achter {what} hoort geen waarde."),
    (r"Invalid value for (?P<what>'.+?'): Input should be a valid integer.*", "{what} moet een geheel getal zijn."),
    (r"Invalid value for (?P<what>'.+?'): Input should be a valid number.*", "{what} moet een getal zijn."),
    (r"Invalid value for (?P<what>'.+?'): (?P<value>.+)", "{what} kan zo niet: {value}"),
)


def in_dutch(error: TyperException) -> str:
    """The mistake, what comes near to it where Typer says so, and where to read on."""
    said = error.format_message()
    told = next((_told(found, dutch) for pattern, dutch in _SAID if (found := re.fullmatch(pattern, said))), said)
    path = getattr(getattr(error, "ctx", None), "command_path", "peil")
    return f"{told[:1].upper()}{told[1:]} Zie `{path} --help`."


def _told(found: re.Match[str], dutch: str) -> str:
    groups = found.groupdict()
    return dutch.format(**groups) + (f" Bedoelt u {groups['near']}?" if groups.get("near") else "")
