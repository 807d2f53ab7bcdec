"""The truth on file is the truth of the market."""

from __future__ import annotations

from pathlib import Path

from domain.weeks import Week
from sandbox.population import Population
from sandbox.truth import read_truth, true_ads, write_truth

START = Week(2026, 1)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    market = Population.invent(seed=3, advertisers=200, weeks=8, start=START)
    write_truth(market, tmp_path / "truth")
    assert read_truth(tmp_path / "truth") == true_ads(market)


def test_weeks_and_advertisers_match_what_is_online() -> None:
    market = Population.invent(seed=4, advertisers=200, weeks=8, start=START)
    told = {(ad.source, ad.code, week): ad.advertiser for ad in true_ads(market) for week in ad.weeks}
    seen = {
        (ad.source, ad.code, str(START + week)): ad.advertiser
        for week in range(market.weeks)
        for ad in market.online(START + week)
    }
    assert told == seen


def test_gone_means_never_seen_again_and_a_pause_or_repost_is_not() -> None:
    market = Population.invent(seed=4, advertisers=200, weeks=8, start=START)
    ads = true_ads(market)
    last = {person: max(week for ad in ads if ad.advertiser == person for week in ad.weeks) for person in range(200)}
    assert any(ad.gone for ad in ads)
    assert all(ad.weeks[-1] == last[ad.advertiser] for ad in ads if ad.gone)
    replaced = {(ad.source, ad.repost_of) for ad in ads if ad.repost_of}
    assert replaced
    assert not [ad for ad in ads if ad.gone and (ad.source, ad.code) in replaced]
    assert not [ad for ad in ads if ad.gone and ad.weeks[-1] == str(START + 7)]
