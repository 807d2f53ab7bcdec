"""Scrapy's settings as a running crawl has them, and what those about pace do on the wire."""

from __future__ import annotations

import itertools
import multiprocessing
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from statistics import median
from typing import Any

import pytest
from scrapy.settings import Settings

from crawler.settings import settings_for
from domain.crawls import Outcome
from domain.sources import Source
from domain.weeks import Week
from sandbox.behaviour import Behaviour, Proceed
from sandbox.exchange import Kind, Reply
from sandbox.exchange import Request as SiteRequest
from sandbox.population import Population
from sandbox.town import Town

WEEK = Week(2026, 10)
Make = Callable[..., Any]
DELAY = 0.05
AGENT = "Peilmoment/0.1 (test; +https://peilmoment.example; test@peilmoment.example)"
RUNNING: dict[str, Any] = {  # what must hold while a crawl runs
    "BOT_NAME": "peilmoment",
    "USER_AGENT": AGENT,
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "DOWNLOAD_VERIFY_CERTIFICATES": True,
    "HTTPPROXY_ENABLED": False,
    "COOKIES_ENABLED": False,
    "METAREFRESH_ENABLED": False,
    "DOWNLOAD_MAXSIZE": 5_000_000,
    "DOWNLOAD_WARNSIZE": 0,
    "DOWNLOAD_TIMEOUT": 30.0,
    "DNS_TIMEOUT": 15,
    "REDIRECT_MAX_TIMES": 5,
    "DOWNLOAD_DELAY": DELAY,
    "CONCURRENT_ITEMS": 1,
    "CONCURRENT_REQUESTS": 4,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
    "REFERRER_POLICY": "no-referrer",
    "WARN_ON_GENERATOR_RETURN_VALUE": False,
    "AUTOTHROTTLE_ENABLED": True,
    "AUTOTHROTTLE_START_DELAY": DELAY,
    "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
    "LOG_FORMATTER": "crawler.quiet.QuietLogFormatter",
    "LOG_ENABLED": False,
    "LOG_INSTALL_ROOT_HANDLER": False,
    "STATS_DUMP": False,
    "MEMUSAGE_ENABLED": True,
    "MEMUSAGE_LIMIT_MB": 1200,
    "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    "TWISTED_REACTOR_ENABLED": True,
    "HTTPCACHE_ENABLED": False,  # never: with every page failing it delivers last week's as still there
    "JOBDIR": None,  # never: killed and resumed it ends "finished" with most ads missing
}
IN_PARTS = {
    "DEFAULT_REQUEST_HEADERS",
    "DOWNLOAD_HANDLERS",
    "DOWNLOADER_MIDDLEWARES",
    "EXTENSIONS",
    "ITEM_PIPELINES",
    "SPIDER_MIDDLEWARES",
}
EXTENSIONS_OFF = {"TelnetConsole", "HttpCacheMiddleware", "OffsiteMiddleware", "RobotsTxtMiddleware", "RetryMiddleware"}


@pytest.fixture
def town() -> Iterator[Town]:
    with Town(Population.invent(seed=7, advertisers=24, weeks=2, start=WEEK), ports=(0, 0, 0), page_bytes=0) as town:
        town.go_to(WEEK)
        yield town


@dataclass(frozen=True)
class Seen:
    """What a running crawl is made of."""

    settings: dict[str, Any]
    schemes: dict[str, str]  # the handler of each scheme, "" = refused
    chain: list[str]  # downloader middlewares, in order
    extensions: list[str]
    reactor: str


def _look(source: Source, job: Any, sent: Connection) -> None:
    from crawler import run

    class Looking(run.Watch):
        def begin(self, spider: Any) -> None:
            super().begin(spider)
            sent.send(_seen(self.crawler))

    run.Watch = Looking  # type: ignore[misc]  # one that looks at the settings first
    run.crawl(job)


def _seen(crawler: Any) -> Seen:
    from twisted.internet import reactor

    handlers = crawler.engine.downloader.handlers
    schemes = {name: handlers._get_handler(name) for name in ("http", "https", "file", "data", "ftp", "s3")}
    return Seen(
        {name: crawler.settings.get(name) for name in {*RUNNING, *settings_for(crawler.spider.job.gate, "", 1.0)}},
        {name: type(one).__name__ if one else "" for name, one in schemes.items()},
        [type(one).__name__ for one in crawler.engine.downloader.middleware.middlewares],
        [type(one).__name__ for one in crawler.extensions.middlewares],
        type(reactor).__name__,
    )


@pytest.fixture
def seen(town: Town, source_of: Make, stored_job: Make, memory_of: Make) -> Seen:
    source = source_of("sandbox_a", delay=str(DELAY))
    plan = memory_of(source)
    job = stored_job(source, plan, plan.keep, lambda certificate: None)
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    child = context.Process(target=_look, args=(source, job, theirs))
    child.start()
    theirs.close()
    assert ours.poll(60)
    told: Seen = ours.recv()
    child.join(60)
    assert child.exitcode == 0
    return told


def test_a_crawl_is_not_ended_for_the_memory_of_the_program_that_started_it() -> None:
    """Linux hands the peak of a process on to what it starts."""
    told = """
import subprocess, sys
large = bytearray(b"1") * 400_000_000
asked = "from crawler.memory import OwnMemory; print(OwnMemory.get_virtual_size(None))"
sys.exit(subprocess.run([sys.executable, "-c", asked]).returncode)
"""
    held = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True)
    assert 10_000_000 < int(held.stdout) < 200_000_000


def test_a_running_crawl_has_every_setting_that_was_chosen_for_it(seen: Seen) -> None:
    chosen = set(seen.settings) - IN_PARTS
    assert chosen == set(RUNNING)  # a new setting is looked at here too
    assert {name: seen.settings[name] for name in RUNNING} == RUNNING
    stock = Settings()
    headers = seen.settings["DEFAULT_REQUEST_HEADERS"]
    assert dict(headers)["Accept-Language"] == "nl"
    assert dict(headers) != dict(stock.get("DEFAULT_REQUEST_HEADERS"))


def test_a_running_crawl_speaks_http_through_the_gate_and_nothing_else(seen: Seen) -> None:
    assert seen.schemes == {"http": "WireHandler", "https": "WireHandler", "file": "", "data": "", "ftp": "", "s3": ""}
    assert seen.chain[0] == "GatekeeperMiddleware"  # also before requests that ask not to be filtered
    assert "Patience" in seen.chain
    assert not EXTENSIONS_OFF & {*seen.chain, *seen.extensions}
    assert "AutoThrottle" in seen.extensions
    assert "OwnMemory" in seen.extensions
    assert "MemoryUsage" not in seen.extensions
    assert not [name for name in seen.extensions if "Remote" in name]
    assert seen.reactor == "AsyncioSelectorReactor"


@dataclass(frozen=True, slots=True)
class Slow(Behaviour):
    """Every ad page takes a while."""

    touches = frozenset({Kind.AD})
    seconds: float = 0.3

    def reply(self, request: SiteRequest, proceed: Proceed) -> Reply:
        return replace(proceed(), wait=self.seconds)


def test_a_slow_site_is_asked_more_slowly_and_a_quick_one_never_faster_than_the_dossier(
    town: Town, source_of: Make, visit: Make
) -> None:
    source = source_of("sandbox_a", delay=str(DELAY), visits="{conditional: false}")
    gaps = {}
    for pace, behaviour in (("quick", Slow(seconds=0.0)), ("slow", Slow())):
        town._house("sandbox_a").behave(behaviour)
        town.requests.clear()
        assert visit(source).returned.outcome is Outcome.COMPLETE
        at = [hit.at for hit in town.requests.of("sandbox_a", Kind.AD)]
        gaps[pace] = [later - earlier for earlier, later in itertools.pairwise(at)]
    assert min(gaps["quick"]) >= DELAY - 0.02  # until it is noted there
    assert median(gaps["quick"]) < 3 * DELAY
    late = gaps["slow"][len(gaps["slow"]) // 2 :]
    assert median(late) > 2 * median(gaps["quick"])
    assert median(late) > 0.2  # near the time that one page takes, with four that could be asked for at once


@dataclass(frozen=True, slots=True)
class OnceBusy(Behaviour):
    """One ad page is busy, once."""

    touches = frozenset({Kind.AD})
    rewrites = True
    told: list[str] = field(default_factory=list)

    def reply(self, request: SiteRequest, proceed: Proceed) -> Reply:
        if self.told:
            return proceed()
        self.told.append(request.path)
        return Reply(b"", 429, headers=(("Retry-After", "2"),))


def test_one_busy_page_rests_the_whole_crawl(town: Town, source_of: Make, visit: Make) -> None:
    town._house("sandbox_a").behave(OnceBusy(after=5))
    seen = visit(source_of("sandbox_a", delay="0.02"))
    assert seen.returned.outcome is Outcome.COMPLETE, seen.returned.reasons
    hits = town.requests.of("sandbox_a")
    (busy,) = [hit for hit in hits if hit.status == 429]
    later = [hit.at - busy.answered for hit in hits if hit.at > busy.answered]
    assert len([since for since in later if since < 1.9]) <= 3  # what was under way: four at once
    assert not [since for since in later if 0.5 < since < 1.9]
    assert len(later) > 5
