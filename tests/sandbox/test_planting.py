"""What is planted: sentences in every language, and the level they deserve."""

from __future__ import annotations

import pytest

from sandbox.phrases import WORDS, load_words
from sandbox.planting import level, plan

PLANTED = sorted(path.stem for path in (WORDS / "planted").glob("*.yml"))


@pytest.mark.parametrize("language", PLANTED)
def test_every_mark_is_said_in_three_ways(language: str) -> None:
    words = load_words(f"planted/{language}")
    wished = plan()
    marks = {*wished.alone, *(mark for one in (*wished.stacks, *wished.notices) for mark in one.marks)}
    said = {mark for mark in marks if not mark.startswith("lookalike:")}
    assert said <= words["marks"].keys()
    assert {*wished.lookalikes, "B4"} == words["lookalikes"].keys()
    assert all(len(lines) >= 3 for part in ("marks", "lookalikes") for lines in words[part].values())


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ((), ""),
        (("A1",), ""),
        (("B1", "B2"), ""),  # one family
        (("B2", "E1"), "look"),
        (("C2", "C3"), ""),
        (("B4", "B5"), "look"),
        (("B7", "J2", "E1", "A1"), "look_soon"),
        (("D1",), "look_soon"),
        (("lookalike:D1", "lookalike:J1"), ""),
    ],
)
def test_the_level_follows_the_stacking_over_families(marks: tuple[str, ...], expected: str) -> None:
    assert level(marks) == expected


def test_planted_stacks_keep_half_a_point_to_spare() -> None:
    weights = plan().weights
    for stack in plan().stacks:
        families = {weights[mark][0] for mark in stack.marks}
        total = sum(weights[mark][1] for mark in stack.marks)
        reached = level(stack.marks)
        assert not reached or total >= {"look": 2.5, "look_soon": 4.0}[reached]
        assert reached or len(families) == 1
