"""Scrapy's settings for one crawl. Each one that differs from the default has its reason beside it."""

from __future__ import annotations

from typing import Any

from domain.sources import Render
from legal.gate import Gate

BASE = "scrapy.downloadermiddlewares"


def settings_for(gate: Gate, user_agent: str, timeout: float, browser: str = "") -> dict[str, Any]:
    """Settings for the source behind `gate`; `timeout` in seconds, `browser` the executable to render with."""
    delay = gate.policy.delay
    settings: dict[str, Any] = {
        "BOT_NAME": "peilmoment",
        "USER_AGENT": user_agent,  # honest: product, organisation, information page, mailbox
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.5",
            "Accept-Language": "nl",
        },
        # --- doors that stay shut
        "TELNETCONSOLE_ENABLED": False,  # a console in a process that holds clear numbers
        "REMOTE_CONTROL_ENABLED": False,  # the same, over HTTP
        "DOWNLOAD_VERIFY_CERTIFICATES": True,  # off by default: anyone in between could write our series
        "HTTPPROXY_ENABLED": False,  # never through somebody else's address, also not by environment
        "COOKIES_ENABLED": False,  # no session, so no agreement by clicking on
        "METAREFRESH_ENABLED": False,  # a page must not send us on
        "DOWNLOAD_HANDLERS": {
            "http": "crawler.wire.WireHandler",  # asks the gate again, at the wire
            "https": "crawler.wire.WireHandler",
            "file": None,  # a link to file:///etc/passwd is not an ad
            "data": None,
            "ftp": None,
            "s3": None,
        },
        "DOWNLOADER_MIDDLEWARES": {
            "crawler.gatekeeper.GatekeeperMiddleware": 1,  # before everything else
            f"{BASE}.offsite.OffsiteMiddleware": None,  # lets dont_filter requests pass; the gate does not
            f"{BASE}.robotstxt.RobotsTxtMiddleware": None,  # on 503, timeout or HTML it crawls everything
            f"{BASE}.retry.RetryMiddleware": None,  # retries one request while all others go on asking
            "crawler.patience.Patience": 550,
            f"{BASE}.httpauth.HttpAuthMiddleware": None,  # nothing here logs in
            f"{BASE}.stats.DownloaderStats": None,  # the certificate counts
        },
        "ITEM_PIPELINES": {  # what happens to an ad page, in this order
            "pipelines.steps.RequireAd": 100,  # a page with neither title nor text is no ad
            "pipelines.steps.Observe": 200,  # read, mask, key and seal: past this step nothing is clear
            "crawler.sink.Store": 300,  # in small batches, each of them one transaction
        },
        # --- limits
        "DOWNLOAD_MAXSIZE": 5_000_000,  # a 200 MB page took 7.9 GB of memory
        "DOWNLOAD_WARNSIZE": 0,  # its warning prints the address
        "DOWNLOAD_TIMEOUT": timeout,  # slow bodies included; the default of 180 s blocks a slot for long
        "DNS_TIMEOUT": 15,
        "REDIRECT_MAX_TIMES": 5,
        "DOWNLOAD_DELAY": delay,  # the dossier's; the wire keeps it exactly, jitter comes on top
        "CONCURRENT_ITEMS": 1,  # a page gives one item; by default each page starts a hundred workers for it
        "SPIDER_MIDDLEWARES": {  # about requests that a page yields, and ours yield none
            "scrapy.spidermiddlewares.urllength.UrlLengthMiddleware": None,
            "scrapy.spidermiddlewares.depth.DepthMiddleware": None,
        },
        "REFERRER_POLICY": "no-referrer",  # no address of one page goes along to the next
        "WARN_ON_GENERATOR_RETURN_VALUE": False,  # reads a callback's source again for every page; mypy checks ours
        "CONCURRENT_REQUESTS": 4,  # gentle, and a killed crawl repeats little; parsing is the limit anyway
        "CONCURRENT_REQUESTS_PER_DOMAIN": 4,
        "AUTOTHROTTLE_ENABLED": delay > 0,  # slower when the site is slow, never faster than the dossier
        "AUTOTHROTTLE_START_DELAY": delay,
        # --- what must not be lost or logged
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",  # an ad is its code: the plan knows no doubles
        "LOG_FORMATTER": "crawler.quiet.QuietLogFormatter",  # default lines carry addresses and items
        "LOG_ENABLED": False,  # app sets logging up, once
        "LOG_INSTALL_ROOT_HANDLER": False,
        "STATS_DUMP": False,  # the certificate says it better
        "EXTENSIONS": {"scrapy.extensions.memusage.MemoryUsage": None, "crawler.memory.OwnMemory": 0},
        "MEMUSAGE_ENABLED": True,
        "MEMUSAGE_LIMIT_MB": 1200,  # stop with a partial week rather than be killed
        # --- the reactor stays: without it scrapy-playwright failed every page and still ended "finished"
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
        "TWISTED_REACTOR_ENABLED": True,
    }
    return settings | (_browser_settings(user_agent, timeout, browser) if gate.source.render is Render.BROWSER else {})


def _browser_settings(user_agent: str, timeout: float, browser: str) -> dict[str, Any]:
    from crawler.browser import ARGUMENTS

    handlers = {"http": "crawler.browser.BrowserHandler", "https": "crawler.browser.BrowserHandler"}
    return {
        "DOWNLOAD_HANDLERS": handlers | dict.fromkeys(("file", "data", "ftp", "s3")),
        "PLAYWRIGHT_LAUNCH_OPTIONS": {"executable_path": browser, "args": ARGUMENTS},
        "PLAYWRIGHT_CONTEXTS": {
            "default": {
                "user_agent": user_agent,  # as honest as without a browser
                "service_workers": "block",  # their requests pass no route
                "accept_downloads": False,
            }
        },
        "PLAYWRIGHT_MAX_PAGES_PER_CONTEXT": 4,
        "PLAYWRIGHT_DEFAULT_NAVIGATION_TIMEOUT": timeout * 1000,
    }
