"""A mistyped command is answered in Dutch, whatever Typer calls it."""

from __future__ import annotations

import re

import pytest
from typer.exceptions import TyperException

from app.cli import app
from app.dutch import in_dutch


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("source show", "Er ontbreekt iets: 'name'. Zie `peil source show --help`."),
        ("report --to 2026-W10", "De optie '--from' ontbreekt. Zie `peil report --help`."),
        ("sourc list", "De opdracht 'sourc' bestaat niet. Bedoelt u 'source', 'outreach'? Zie `peil --help`."),
        ("weekly --wek 2026-W10", "De optie --wek bestaat niet. Bedoelt u --week? Zie `peil weekly --help`."),
        ("source list too many", "Dit is te veel: too many. Zie `peil source list --help`."),
        ("report --from", "Achter '--from' hoort een waarde. Zie `peil --help`."),
        ("serve --port veel", "'--port' moet een geheel getal zijn. Zie `peil serve --help`."),
    ],
)
def test_a_mistake_is_named_in_dutch_with_where_to_read_on(typed: str, told: str) -> None:
    with pytest.raises(TyperException) as raised:
        app(typed.split(), prog_name="peil", standalone_mode=False)
    said = in_dutch(raised.value)
    assert not re.search(r"Missing|No such|Got|Invalid|requires|valid", said)
    assert said == told
