"""The series against the same definitions written out slowly in plain Python."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from trends import frames
from trends.series import weekly

WEEKS = 9
SOURCES = ("a", "b")


@st.composite
def market(draw: st.DrawFn) -> tuple[list[dict[str, object]], dict[tuple[str, int], str]]:
    """Sightings of up to ten ads of four advertisers, and an outcome for most source weeks."""
    rows = []
    for number in range(draw(st.integers(0, 10))):
        source, advertiser = draw(st.sampled_from(SOURCES)), draw(st.sampled_from("pqrs"))
        for week in draw(st.sets(st.integers(0, WEEKS - 1))):
            together = draw(st.booleans())
            rows.append(
                {
                    "source": source,
                    "advertisement": f"{source}{number}",
                    "advertiser": advertiser,
                    "week": week,
                    "unique": f"{advertiser}+" if together else f"{source}{number}",
                }
            )
    outcome = st.sampled_from(["complete", "complete", "complete", "partial", "failed", None])
    visits = {(source, week): draw(outcome) for source in SOURCES for week in range(WEEKS)}
    return rows, {key: value for key, value in visits.items() if value}


def checked(rows, visits):
    visited = [{"source": s, "week": w, "outcome": o} for (s, w), o in visits.items()]
    return (
        frames.sightings(pl.DataFrame(rows, schema=dict(frames.SIGHTINGS))),
        frames.measurements(pl.DataFrame(visited, schema=dict(frames.MEASUREMENTS))),
    )


def oracle(rows, visits, unit, member):
    """{(measure, week): count or None} for one unit, straight from the definitions."""
    if not visits:
        return {}
    complete = {s: sorted(w for (x, w), o in visits.items() if x == s and o == "complete") for s in SOURCES}
    attempted = {s: [w for (x, w) in visits if x == s] for s in SOURCES}
    seen = {}
    for row in rows:
        seen.setdefault(row[member], set()).add((row["source"], row["week"]))
    result = {}
    first, last = min(w for _, w in visits), max(w for _, w in visits)
    for week in range(first, last + 1):
        expected = [s for s in SOURCES if attempted[s] and min(attempted[s]) <= week <= max(attempted[s])]
        whole = bool(expected) and all(week in complete[s] for s in expected)
        opened = whole and all(min(complete[s]) < week for s in expected)
        closing = whole and all(max(complete[s]) > week for s in expected)
        units: dict[str, set[str]] = {}
        for row in rows:
            if row["week"] == week:
                units.setdefault(row[unit], set()).add(row[member])
        counts = dict.fromkeys(("active", "new_previous", "new_five", "new_ever", "returned", "closed", "one_time"), 0)
        for members in units.values():
            previous = five = before = later = False
            for one in members:
                for source in {s for s, _ in seen[one]}:
                    mine = {w for s, w in seen[one] if s == source}
                    earlier = [w for w in complete[source] if w < week] if source in expected else []
                    upto = earlier[-1] if earlier else week - 1
                    previous |= bool(earlier) and any(w == earlier[-1] for w in mine)
                    five |= bool(earlier) and any(earlier[-5:][0] <= w <= earlier[-1] for w in mine)
                    before |= any(w <= upto for w in mine)
                    after = [w for w in complete[source] if w > week] if source in expected else []
                    later |= any(w >= (after[0] if after else week + 1) for w in mine)
            alone = {w for one in members for _, w in seen[one]} == {week}
            counts["active"] += 1
            counts["new_previous"] += not previous
            counts["new_five"] += not five
            counts["new_ever"] += not before
            counts["returned"] += before and not previous
            counts["closed"] += not later
            counts["one_time"] += alone
        for measure, count in counts.items():
            known = whole
            if measure in ("new_previous", "new_five", "new_ever", "returned"):
                known = opened
            if measure == "closed":
                known = closing
            result[measure, week] = count if known else None
    return result


@settings(deadline=None, max_examples=150)
@given(market())
def test_series_equal_the_definitions_written_out(case):
    rows, visits = case
    found = {(row["measure"], row["week"]): row["value"] for row in weekly(*checked(rows, visits)).to_dicts()}
    ads = oracle(rows, visits, "unique", "advertisement")
    people = oracle(rows, visits, "advertiser", "advertiser")
    assert found == ads | {(f"{measure}_advertisers", week): n for (measure, week), n in people.items()}


@settings(deadline=None, max_examples=50)
@given(market())
def test_what_is_new_came_back_or_was_never_seen(case):
    rows, visits = case
    for row in weekly(*checked(rows, visits)).pivot("measure", index="week", values="value").to_dicts():
        if row["new_previous"] is not None:
            assert row["new_previous"] == row["new_ever"] + row["returned"]
            assert row["new_ever"] <= row["new_five"] <= row["new_previous"] <= row["active"]
