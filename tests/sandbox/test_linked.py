"""Facts about shared numbers: counted only where the number can be read, and in 28 days."""

from __future__ import annotations

from dataclasses import replace

from domain.weeks import Week
from sandbox.linked import linked_marks
from sandbox.population import Population
from sandbox.posting import Posting
from sandbox.profile import BASE
from sandbox.records import Advertisement

AD = Advertisement(
    source="sandbox_a",
    code="1",
    advertiser=0,
    name="Vera",
    phone="+31600000012",
    municipality="Ede",
    title="",
    text="",
    language="nl",
    price_hour=None,
    age=30,
    gender="woman",
    work_types=("escort",),
    origin=None,
    hours=None,
)


def _market(*postings: Posting) -> Population:
    return Population(seed=1, start=Week(2026, 1), weeks=12, profile=BASE, advertisers=(), postings=postings)


def _posting(advertiser: int, weeks: tuple[int, ...], *, kind: str = "third_party", **changes: object) -> Posting:
    ad = replace(AD, advertiser=advertiser, code=str(advertiser), **changes)  # type: ignore[arg-type]
    return Posting(ad, weeks, weeks[0], "+31600000012", kind, group=1)


def test_three_people_on_one_number_in_28_days() -> None:
    marks = linked_marks(_market(*(_posting(one, (one,)) for one in range(3))))
    assert marks == {("sandbox_a", "2", 2): ("B4",)}


def test_three_people_spread_over_more_than_28_days_are_nothing() -> None:
    assert not linked_marks(_market(_posting(0, (0,)), _posting(1, (4,)), _posting(2, (8,))))


def test_a_masked_number_does_not_count() -> None:
    shown = [_posting(0, (0,)), _posting(1, (0,))]
    assert not linked_marks(_market(*shown, _posting(2, (0,), source="sandbox_c", phone=None)))


def test_an_agency_that_says_so_is_an_innocent_double() -> None:
    said = ("lookalike:B4",)
    assert not linked_marks(_market(*(_posting(one, (0,), kind="agency", planted=said) for one in range(4))))


def test_six_people_in_three_places_are_a_network() -> None:
    places = ("Ede", "Breda", "Goes")
    marks = linked_marks(_market(*(_posting(one, (0,), municipality=places[one % 3]) for one in range(6))))
    assert set(marks.values()) == {("B4", "B5")}


def test_a_recruiter_needs_a_service_ad_on_the_same_number() -> None:
    recruiter = _posting(9, (5,), kind="recruiter")
    assert not linked_marks(_market(recruiter))
    assert linked_marks(_market(recruiter, _posting(0, (3,)))) == {("sandbox_a", "9", 5): ("G7",)}
