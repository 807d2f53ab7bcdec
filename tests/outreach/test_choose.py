"""Who gets an offer: every reason to leave someone out, and nothing else that steers."""

from __future__ import annotations

import ast
from dataclasses import fields, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

import pytest

import outreach.choose
from domain.contacts import LineType
from domain.observations import Gender, Language, LanguageStatus, Observation, WorkType
from domain.weeks import Week
from outreach.choose import Known, SetAside, choose
from outreach.organisations import Organisation, Target

DUTCH = Language("nl", LanguageStatus.CONFIRMED)
HELP = Organisation("h", "Hulp", verified=True, helpers=("Noor",), sender="+31600000990")


def ad(number: int = 0, **values) -> Observation:
    plain = Observation(
        crawl="c",
        source="a",
        code=f"code{number}",
        week=Week(2026, 10),
        seen_at=datetime(2026, 3, 2, tzinfo=UTC),
        content_hash=f"h{number}",
        language=DUTCH,
        municipality="GM0363",
        gender=Gender.WOMAN,
        work_types=frozenset({WorkType.ESCORT}),
        contact_key=f"k{number}",
    )
    return replace(plain, **values)


def lines(*kinds: LineType) -> dict[str, LineType]:
    return {f"k{number}": kind for number, kind in enumerate(kinds)}


def reasons(ads, *, known=None, organisation=HELP, languages=frozenset({"nl"}), cap=None):
    known = known or Known(lines(*[LineType.MOBILE] * 10))
    chosen = choose(ads, known=known, organisation=organisation, languages=languages, cap=cap)
    return len(chosen.recipients), dict(chosen.set_aside)


def test_one_message_per_advertiser_and_per_number() -> None:
    assert reasons([("x", ad(0)), ("x", ad(1)), ("y", ad(2)), ("z", ad(2, code="other"))]) == (2, {SetAside.BEFORE: 1})


@pytest.mark.parametrize(
    ("changed", "known", "reason"),
    [
        ({"under_18": True}, {}, SetAside.UNDER_18),
        ({}, {"minors": frozenset({"k0"})}, SetAside.UNDER_18),
        ({}, {"recruiters": frozenset({"k0"})}, SetAside.RECRUITER),
        ({}, {"opted_out": frozenset({"k0"})}, SetAside.OPTED_OUT),
        ({}, {"held": frozenset({"k0"})}, SetAside.HELD),
        ({}, {"recent": frozenset({"k0"})}, SetAside.RECENT),
        ({}, {"silent": frozenset({"k0"})}, SetAside.SILENT),
        ({}, {"before": frozenset({"k0"})}, SetAside.BEFORE),
        ({}, {"before": frozenset({"x"})}, SetAside.BEFORE),
        ({"contact_key": None}, {}, SetAside.NO_NUMBER),
        ({"contact_key": "expired"}, {}, SetAside.NO_NUMBER),
        ({}, {"lines": {"k0": LineType.MACHINE}}, SetAside.MACHINE),
        ({}, {"lines": {"k0": LineType.LANDLINE}}, SetAside.NOT_MOBILE),
        ({}, {"lines": {"k0": LineType.FOREIGN_MOBILE}}, SetAside.NOT_MOBILE),
        ({"language": Language("nl", LanguageStatus.DISPUTED)}, {}, SetAside.LANGUAGE_UNSURE),
        ({"language": Language("th", LanguageStatus.CONFIRMED)}, {}, SetAside.NO_TEMPLATE),
    ],
)
def test_every_reason_to_leave_someone_alone_is_counted(changed, known, reason) -> None:
    told = Known(**({"lines": {"k0": LineType.MOBILE}} | known))
    assert reasons([("x", ad(0, **changed))], known=told) == (0, {reason: 1})


def test_a_number_shared_with_a_possible_minor_is_left_alone() -> None:
    assert reasons([("x", ad(0)), ("y", ad(1, contact_key="k0", under_18=True))]) == (0, {SetAside.UNDER_18: 2})


def test_region_and_target_group_are_the_organisations_choice() -> None:
    north = replace(HELP, regions=("GM0014",))
    men = replace(HELP, target=Target(genders=(Gender.MAN, Gender.TRANS)))
    spanish = replace(HELP, target=Target(languages=("es",)))
    massage = replace(HELP, target=Target(work_types=(WorkType.MASSAGE,)))
    assert reasons([("x", ad(0))], organisation=north) == (0, {SetAside.ELSEWHERE: 1})
    for organisation in (men, spanish, massage):
        assert reasons([("x", ad(0))], organisation=organisation) == (0, {SetAside.NOT_TARGET: 1})
    assert reasons([("x", ad(0, gender=Gender.MAN))], organisation=men) == (1, {})


def test_the_cap_leaves_a_random_but_fixed_part() -> None:
    many = [(f"x{number}", ad(number)) for number in range(10)]
    assert reasons(many, cap=4) == (4, {SetAside.OVER_CAP: 6})
    known = Known(lines(*[LineType.MOBILE] * 10))
    first, again = (
        choose(order, known=known, organisation=HELP, languages=frozenset({"nl"}), cap=4)
        for order in (many, reversed(many))
    )
    assert first == again


def test_no_score_can_steer_who_is_chosen() -> None:
    """M15: the rules see no signal, no score and no review, and price and age change nothing."""
    tree = ast.parse(Path(outreach.choose.__file__).read_text(encoding="utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not any(name and name.startswith(("signals", "trends", "dedup")) for name in imported)
    assert not any("score" in field.name or "signal" in field.name for field in [*fields(Known), *fields(Observation)])
    cheap = [(f"x{number}", ad(number, price_hour=40.0, age=18)) for number in range(10)]
    dear = [(f"x{number}", ad(number, price_hour=400.0, age=50)) for number in range(10)]
    known = Known(lines(*[LineType.MOBILE] * 10))
    assert choose(cheap, known=known, organisation=HELP, languages=frozenset({"nl"}), cap=4) == choose(
        dear, known=known, organisation=HELP, languages=frozenset({"nl"}), cap=4
    )


def test_thirty_thousand_candidates_are_chosen_within_ten_seconds() -> None:
    many = [(f"x{number}", ad(number)) for number in range(30_000)]
    known = Known(dict.fromkeys((f"k{number}" for number in range(30_000)), LineType.MOBILE))
    began = perf_counter()
    assert reasons(many, known=known)[0] == 30_000
    assert perf_counter() - began < 10
