"""The town in a process of its own."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from app.commands.sandbox_serve import serve
from domain.errors import BadInput
from sandbox.serving import served


def test_another_process_serves_and_leaves_its_journal(tmp_path: Path) -> None:
    journal = tmp_path / "journal.jsonl"
    options = ("--ports", "0,0,0,0", "--advertisers", "40", "--journal", str(journal), "--warm")
    with served(*options, "--misbehave", "sandbox_b=status_451") as addresses:
        assert list(addresses) == ["sandbox_a", "sandbox_b", "sandbox_c", "sandbox_d"]
        assert httpx.get(addresses["sandbox_a"] + "/advertenties").status_code == 200
        assert httpx.get(addresses["sandbox_b"] + "/aanbod/").status_code == 451
    hits = [json.loads(line) for line in journal.read_text().splitlines()]
    assert [(hit["site"], hit["status"]) for hit in hits] == [("sandbox_a", 200), ("sandbox_b", 451)]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"ports": "a,b"}, "--ports a,b"),
        ({"week": "soon"}, "--week soon"),
        ({"week": "2027-W30"}, "ligt niet in"),
        ({"misbehave": ["sandbox_a=magic"]}, "captcha"),
        ({"ports": "0", "misbehave": ["sandbox_z=captcha"]}, "sandbox_z is not open"),
    ],
)
def test_wrong_options_say_what_to_write(wrong: dict[str, object], says: str) -> None:
    with pytest.raises(BadInput, match=says):
        serve(**{"advertisers": 5, "ports": "0,0,0"} | wrong)  # type: ignore[arg-type]
