"""One crawl from beginning to end, in this process: blocking, one source, one certificate."""

from __future__ import annotations

import gc
import importlib
import importlib.util
import logging
from dataclasses import replace

from scrapy.crawler import AsyncCrawlerProcess

from crawler.completeness import Walk, overview_checks, reading_checks, verdict
from crawler.job import CrawlJob
from crawler.settings import settings_for
from crawler.source_spider import SourceSpider
from crawler.tally import Tally
from crawler.watch import Watch, stopped_by_hand
from domain.certificates import Certificate, Fate
from domain.crawls import Crawl, Outcome
from domain.sources import Render

LOG = logging.getLogger(__name__)
GARBAGE = 2_000  # new objects before the collector looks: 700 costs more CPU, 10,000 lets 100 MB of pages pile up


def crawl(job: CrawlJob) -> Crawl:
    """Visit one source and record what can be said about it; returns the finished Crawl.

    Refused (no valid dossier, or a kill switch that is on) sends nothing at all. A killed run is gone on with
    by calling this again with the same plan. Scrapy's reactor starts once per process, so this does too.
    """
    opened = job.gate.opens(job.clock())
    if reason := stopped_by_hand(job) if opened.allowed else opened.reason:
        return _close(job, _refused(job, reason))
    spider = _run(job)
    return _close(job, certify(job, spider.walk, spider.tally, spider.gatekeeper.stopped, spider.gatekeeper.suspend))


def _refused(job: CrawlJob, reason: str) -> Certificate:
    refused = replace(job.crawl, outcome=Outcome.REFUSED, reasons=(reason,))
    if judged := _judged_before(job, reason):
        refused = judged.crawl
    counted = job.earlier or Certificate(refused)
    # What made an earlier run suspend the source was acted upon then; the dossier may have been approved since.
    return replace(counted, crawl=refused, suspend="", sent_when_stopped=None)


def _judged_before(job: CrawlJob, reason: str) -> Certificate | None:
    """What an earlier run of this crawl came to, with the reason why this one saw nothing new; None = nothing whole."""
    if job.earlier is None or job.earlier.crawl.outcome is not Outcome.PARTIAL:
        return None
    reasons = tuple(dict.fromkeys(filter(None, [*job.earlier.crawl.reasons, reason])))
    return replace(job.earlier, crawl=replace(job.earlier.crawl, reasons=reasons))


def certify(job: CrawlJob, walk: Walk, tally: Tally, stopped: str, suspend: str) -> Certificate:
    """The certificate of a crawl that has run."""
    judged = (not walk.pages and _judged_before(job, stopped)) or _judge(job, walk, tally, stopped)
    counted = tally.counted(judged.crawl)
    return replace(
        counted,
        checks=judged.checks,
        listed=judged.listed,
        declared=judged.declared,
        overview_pages=judged.overview_pages,
        fates={str(fate): count for fate, count in job.plan.fates().items()},
        snapshots=tuple(tally.snapshots.values()),
        suspend=suspend,
        sent_when_stopped=tally.sent_when_stopped,
    )


def _judge(job: CrawlJob, walk: Walk, tally: Tally, stopped: str) -> Certificate:
    """The checks and the outcome that follows from them; what they do not believe to be gone stays in the plan."""
    fates, source = job.plan.fates(), job.gate.source
    overview = list(overview_checks(source, walk, job.history))
    absent = len(job.plan.absent())  # where the overview is believed they were asked for, and so are absent no more
    unasked = absent if all(check.passed for check in overview) else 0
    erased = job.plan.missing() - absent
    pending = len(job.plan.pending())
    off = job.gate.policy.fields_off
    read = reading_checks(source, fates, pending, walk.before, tally, job.history, unasked, erased, off)
    checks = (*overview, *read)
    seen = sum(fates.get(fate, 0) for fate in (Fate.OBSERVED, Fate.UNCHANGED, Fate.ELSEWHERE))
    outcome, reasons = verdict(checks, stopped, seen)
    if doubted := next((check.reason for check in checks if check.name == "closes" and not check.passed), ""):
        job.plan.doubt_gone(doubted)
    return Certificate(
        crawl=replace(job.crawl, outcome=outcome, reasons=reasons, ads=seen),
        checks=checks,
        listed=walk.listed,
        declared=walk.declared,
        overview_pages=len(walk.pages),
    )


def _close(job: CrawlJob, certificate: Certificate) -> Crawl:
    finished = replace(certificate.crawl, finished=job.clock())
    job.record(replace(certificate, crawl=finished))
    LOG.info("crawl of %s ended: %s", finished.source, finished.outcome)
    return finished


def _run(job: CrawlJob) -> SourceSpider:
    browser = ""
    if job.gate.source.render is Render.BROWSER:
        from crawler.browser import find_browser

        browser = find_browser()
    process = AsyncCrawlerProcess(settings_for(job.gate, job.user_agent, job.timeout, browser))
    crawler = process.create_crawler(spider_class(job.gate.source.name))
    Watch(crawler)
    if job.archive is not None:
        from crawler.archiving import archive_pages

        archive_pages(crawler, job.archive, job.clock)
    process.crawl(crawler, job=job)
    gc.freeze()  # what start-up made stays for good: the collector need not go through it again and again
    gc.set_threshold(GARBAGE)
    process.start()
    assert isinstance(crawler.spider, SourceSpider)
    crawler.spider.sink.flush()
    return crawler.spider


def spider_class(name: str) -> type[SourceSpider]:
    """crawler/spiders/<name>.py may bring a subclass called SiteSpider, where YAML cannot say it."""
    if importlib.util.find_spec(f"crawler.spiders.{name}") is None:
        return SourceSpider
    found: type[SourceSpider] = importlib.import_module(f"crawler.spiders.{name}").SiteSpider
    return found
