"""The misuse cases of outreach in one place: each names the test that makes it fail for the attacker."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
CASES = yaml.safe_load((Path(__file__).parent / "misuse_cases.yml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_case_has_its_test(case: dict) -> None:
    for reference in case["tests"]:
        path, _, name = reference.partition("::")
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        names = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert name in names, f"{case['id']}: {reference} is gone"


def test_no_page_and_no_command_gives_out_numbers() -> None:
    """M04: clear numbers leave through a gateway only; nothing else calls the function that opens one."""
    callers = {
        str(path.relative_to(ROOT))
        for room in ("app", "dashboard", "outreach", "storage", "legal", "trends", "signals", "dedup")
        for path in (ROOT / room).rglob("*.py")
        if "open_number" in path.read_text(encoding="utf-8")
    }
    assert callers <= {"storage/vault.py", "storage/sending.py", "storage/reveals.py"}


def test_there_is_no_conversation_feature() -> None:
    """M24: an answer is read by a person of the organisation; nothing here composes one."""
    makers = {
        str(path.relative_to(ROOT))
        for room in ("app", "dashboard", "outreach", "storage")
        for path in (ROOT / room).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Outgoing"
    }
    assert makers == {"app/sending.py"}
