"""What is one advertiser and what is not, and that every refusal says why."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from dedup.compare import COMPARISONS, TEXT
from dedup.confirm import confirm
from dedup.frames import ADVERTISEMENTS, GROUPS, LINKS, POSTINGS, UNIQUES, collapse
from dedup.kernels import sketches
from dedup.link import Linkage, link
from dedup.weights import SHIPPED, read_weights
from domain.errors import BadInput, ConfigError
from domain.links import LinkLevel

KEY = bytes(range(16))
Ad = dict[str, Any]
Frames = tuple[pl.DataFrame, pl.DataFrame]


def text_of(seed: int, words: int = 80) -> str:
    draw = np.random.default_rng(seed)
    return " ".join(f"woord{number:x}" for number in draw.integers(0, 5000, words))


def ad(code: str, weeks: range | list[int], **said: Any) -> Ad:
    """One ad of source a, active in `weeks`; everything it says can be overridden."""
    common = {"source": "a", "name": "roos", "phone": "p1", "municipality": "GM0001", "age": 30, "price_hour": 150.0}
    return common | {"code": code, "weeks": list(weeks), "text": text_of(1), "work_types": ["escort"]} | said


def frames(*ads: Ad) -> Frames:
    rows = [
        {
            "source": each["source"],
            "code": each["code"],
            "week": week,
            "name_key": each["name"],
            "name_tokens": each["name"].split() if each["name"] else [],
            "contact_key": each["phone"],
            "municipality": each["municipality"],
            "age": each["age"],
            "price_hour": each["price_hour"],
            "gender": "woman",
            "work_types": each["work_types"],
            "language": None,
            "redacted": each["text"],
        }
        for each in ads
        for week in each["weeks"]
    ]
    flat = pl.DataFrame(rows, schema={k: v for k, v in POSTINGS.items() if k != "sketch"})
    return collapse(flat.with_columns(sketches(flat["redacted"], KEY)))


def crowd(size: int = 300) -> list[Ad]:
    """Others, so that names, places and texts are as common or rare as in a market."""
    draw = np.random.default_rng(9)
    return [
        ad(
            f"x{at}",
            range(int(draw.integers(0, 20)), int(draw.integers(21, 40))),
            source="ab"[at % 2],
            name=f"naam{draw.integers(0, 90)}",
            phone=f"x{at}",
            municipality=f"GM1{draw.integers(0, 40):03d}",
            age=int(draw.integers(20, 50)),
            price_hour=float(draw.integers(10, 25) * 10),
            text=text_of(1000 + at),
        )
        for at in range(size)
    ]


Linked = Callable[..., Linkage]


@pytest.fixture(scope="session")
def linked() -> Linked:
    def run(*ads: Ad, **more: Any) -> Linkage:
        return link(*frames(*ads, *crowd()), **more)

    return run


def same(found: Linkage, *codes: str) -> bool:
    """Whether all these ads are of one probable advertiser."""
    return found.advertisements.filter(pl.col("code").is_in(codes))["advertiser"].n_unique() == 1


def id_of(found: Linkage, code: str) -> str:
    return str(found.advertisements.filter(pl.col("code") == code)["advertisement"][0])


def refused(found, one: str, two: str) -> list[str]:
    pair = sorted((id_of(found, one), id_of(found, two)))
    rows = found.links.filter(pl.col("left") == pair[0], pl.col("right") == pair[1])
    return rows["refused"].drop_nulls().to_list()


def test_a_repost_under_a_new_code_is_the_same_advertiser(linked: Linked) -> None:
    found = linked(ad("1", range(5)), ad("2", range(5, 9), text=text_of(1) + " nieuw vandaag"))
    assert same(found, "1", "2")
    link_made = next(each for each in found.records() if each.refused is None)
    assert link_made.level is LinkLevel.SAME_PHONE_AND_MUNICIPALITY
    assert "zelfde telefoonnummer" in link_made.reasons


def test_a_new_number_with_the_same_text_place_and_age_is_a_repost(linked: Linked) -> None:
    assert same(linked(ad("1", range(5)), ad("2", range(6, 9), phone="p2")), "1", "2")


def test_a_shared_phone_never_merges_different_names_with_different_texts(linked: Linked) -> None:
    found = linked(ad("1", range(5)), ad("2", range(6, 9), name="iris", text=text_of(2)))
    assert not same(found, "1", "2")


def test_two_people_active_at_once_on_one_phone_are_a_phone_group(linked: Linked) -> None:
    found = linked(ad("1", range(9)), ad("2", range(9), name="iris", age=44, text=text_of(2)))
    assert not same(found, "1", "2")
    group = found.groups.filter(pl.col("kind") == "phone").row(0, named=True)
    assert (group["advertisers"], group["names"], group["at_once"]) == (2, 2, 2)


def test_near_text_alone_never_merges_and_three_copies_are_a_template(linked: Linked) -> None:
    copies = [
        ad(f"t{at}", range(at * 3, at * 3 + 2), name=f"n{at}", phone=f"t{at}", municipality=f"GM2{at}", age=20 + 9 * at)
        for at in range(3)
    ]
    found = linked(*copies)
    assert not same(found, "t0", "t1")
    assert found.groups.filter(pl.col("kind") == "template")["advertisers"].to_list() == [3]


def test_conflicting_ages_keep_namesakes_in_one_place_apart(linked: Linked) -> None:
    found = linked(ad("1", range(5), phone=None), ad("2", range(6, 9), phone=None, age=48, text=text_of(2)))
    assert not same(found, "1", "2")


def test_a_missing_phone_and_a_missing_name_link_nothing(linked: Linked) -> None:
    bare = {"phone": None, "name": None, "municipality": None, "age": None, "price_hour": None, "work_types": []}
    found = linked(ad("1", [0], text="", **bare), ad("2", [1], text="", **bare))
    assert not same(found, "1", "2")


def test_two_sources_at_once_are_one_unique_ad_of_the_week_and_the_richest_record_is_kept(linked: Linked) -> None:
    poor = {"price_hour": None, "age": None}
    found = linked(ad("1", range(3), **poor), ad("2", range(3), source="b"), *[])
    week = found.uniques.filter(pl.col("week") == 0, pl.col("code").is_in(["1", "2"]))
    assert week["unique"].n_unique() == 1
    assert week["kept"].sum() == 1


def test_two_ads_of_one_source_in_one_week_are_two_unique_ads(linked: Linked) -> None:
    found = linked(ad("1", range(9)), ad("2", range(9)))
    assert found.uniques.filter(pl.col("week") == 0, pl.col("code").is_in(["1", "2"]))["unique"].n_unique() == 2


def test_a_code_given_out_again_to_someone_else_is_another_advertisement(linked: Linked) -> None:
    found = linked(ad("1", range(4)), ad("1", range(20, 24), name="iris", phone="p9", age=50, text=text_of(2)))
    assert found.advertisements.filter(pl.col("code") == "1")["incarnation"].to_list() in ([0, 1], [1, 0])


def test_a_person_can_revoke_a_link_for_good_and_confirm_one(linked: Linked) -> None:
    ads = ad("1", range(5)), ad("2", range(5, 9)), ad("3", range(5, 9), source="b", name="iris", phone="p3", age=50)
    before = linked(*ads)
    assert same(before, "1", "2")
    assert not same(before, "1", "3")
    decisions = pl.DataFrame(
        {
            "left": [id_of(before, "1"), id_of(before, "3")],
            "right": [id_of(before, "2"), id_of(before, "1")],
            "same": [False, True],
        }
    )
    after = linked(*ads, decisions=decisions)
    assert not same(after, "1", "2")
    assert "door een medewerker herroepen" in refused(after, "1", "2")
    assert same(after, "1", "3")


def test_linking_week_by_week_gives_the_same_as_all_at_once_and_ids_stay() -> None:
    ads = [ad("1", range(5)), ad("2", range(6, 12)), ad("3", range(9, 20), name="iris", age=50), *crowd(200)]
    contents, sightings = frames(*ads)
    previous = None
    for until in (8, 14, 40):
        part = sightings.filter(pl.col("week") < until)
        found = link(contents, part, previous=previous)
        if previous is not None:
            kept = found.advertisements.join(previous, on="advertisement", suffix="_before")
            assert (kept["advertiser"] == kept["advertiser_before"]).mean() > 0.99
        previous = found.advertisements
    whole = link(contents, sightings).advertisements
    both = previous.join(whole, on="advertisement", suffix="_whole").select("advertiser", "advertiser_whole")
    assert both.unique().height == both["advertiser"].n_unique() == both["advertiser_whole"].n_unique()


def test_splits_and_merges_are_told_and_the_larger_part_keeps_the_id(linked: Linked) -> None:
    ads = ad("1", range(5)), ad("2", range(5, 9)), ad("3", range(9, 12))
    before = linked(*ads)
    old = before.advertisements.filter(pl.col("code") == "1")["advertiser"][0]
    apart = pl.DataFrame({"left": [id_of(before, "3")] * 2, "right": [id_of(before, "1"), id_of(before, "2")]})
    split = linked(*ads, previous=before.advertisements, decisions=apart.with_columns(same=False))
    assert split.advertisements.filter(pl.col("code") == "1")["advertiser"][0] == old
    assert split.events.select("kind", "old").rows() == [("split", old)]
    merged = linked(*ads, previous=split.advertisements)
    assert merged.events.select("kind", "new").rows() == [("merge", old)]
    assert same(merged, "1", "2", "3")


def test_the_order_of_rows_and_repeated_rows_do_not_matter() -> None:
    contents, sightings = frames(ad("1", range(5)), ad("2", range(5, 9)), *crowd(120))
    one = link(contents, sightings).advertisements.sort("advertisement")
    shuffled = pl.concat([sightings, sightings.head(50)]).sample(fraction=1.0, shuffle=True, seed=4)
    two = link(contents.reverse(), shuffled).advertisements.sort("advertisement")
    assert one.select("advertisement", "advertiser").equals(two.select("advertisement", "advertiser"))


def test_frames_have_exactly_the_promised_columns(linked: Linked) -> None:
    found = linked(ad("1", range(5)))
    promised = {"advertisements": ADVERTISEMENTS, "links": LINKS, "uniques": UNIQUES, "groups": GROUPS}
    for name, schema in promised.items():
        frame = getattr(found, name)
        assert set(frame.columns) == set(schema), name
        assert all(frame.schema[column] == kind for column, kind in schema.items()), name


def test_a_sighting_of_an_unknown_content_and_a_missing_column_are_refused() -> None:
    contents, sightings = frames(ad("1", range(5)))
    with pytest.raises(BadInput, match="verwijzen naar inhoud"):
        link(contents.clear(), sightings)
    with pytest.raises(BadInput, match="contact_key"):
        link(contents.drop("contact_key"), sightings)


def test_an_empty_corpus_links_nothing() -> None:
    contents, sightings = frames(ad("1", [1]))
    assert link(contents.clear(), sightings.clear()).advertisements.is_empty()


def test_weights_with_a_wrong_level_name_the_line(tmp_path: Path) -> None:
    wrong = tmp_path / "linking.yml"
    wrong.write_text(SHIPPED.read_text().replace("    one_off:", "    one_of:"))
    with pytest.raises(ConfigError, match=r"linking.yml:\d+: there is no level one_of"):
        read_weights(wrong)


def test_rapidfuzz_raises_a_doubtful_text_and_leaves_expired_ones_alone() -> None:
    first = text_of(1)
    turned = " ".join(reversed(first.split()))  # the same words in another order: shingles differ, words do not
    levels = np.zeros((1, len(COMPARISONS)), dtype=np.int8)
    levels[0, TEXT] = 4
    table = read_weights().table()
    ads = np.array([0], dtype=np.int32), np.array([1], dtype=np.int32)
    scores = np.array([-1.0], dtype=np.float32)
    read, raised = confirm(ads, levels, scores, pl.Series([first, turned]), table)
    assert read[0, TEXT] == 1
    assert raised[0] > scores[0]
    untouched, _ = confirm(ads, levels, scores, pl.Series([first, None]), table)
    assert untouched[0, TEXT] == 4
