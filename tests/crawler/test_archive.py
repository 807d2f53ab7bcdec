"""An archived page gives the same listing as the page on the wire; anything else is told."""

from __future__ import annotations

import gc
import re
import warnings
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from config.settings import CONFIG
from config.sources import find_source, read_source
from crawler.archived import Passed, read_archive
from domain.errors import BadInput
from legal.policy import policy_of

SOURCE = find_source(CONFIG / "sources", "sandbox_b")
KIOSK = Path(__file__).parents[2] / "docs" / "example"
PAGE = (Path(__file__).parents[1] / "fixtures" / "sandbox_b" / "ad" / "page.html").read_text(encoding="utf-8")


def archive(path: Path, *pages: tuple[str, str, str]) -> Path:
    with path.open("wb") as out, warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # warcio's writer leaves its temporary files to the collector
        writer = WARCWriter(out, gzip=True)
        for url, status, html in pages:
            head = StatusAndHeaders(status, [("Content-Type", "text/html; charset=utf-8")], protocol="HTTP/1.1")
            dated = {"WARC-Date": "2024-03-04T12:00:00Z"}
            body = BytesIO(html.encode())
            writer.write_record(
                writer.create_warc_record(url, "response", payload=body, http_headers=head, warc_headers_dict=dated)
            )
        del writer
        gc.collect()
    return path


def test_old_snapshots_are_read_again(tmp_path: Path) -> None:
    passed = Passed()
    here = "http://127.0.0.1:18702"
    path = archive(
        tmp_path / "maart.warc.gz",
        (f"{here}/advertentie/b1q1n1u.html", "200 OK", PAGE),
        (f"{here}/advertentie/weg.html", "404 Not Found", "weg"),
        ("http://elders.example/advertentie/x.html", "200 OK", PAGE),
        (f"{here}/aanbod/", "200 OK", "<html><body>overzicht</body></html>"),
    )
    (listing,) = read_archive(path, SOURCE, policy_of(SOURCE, None), passed)
    assert (listing.code, listing.seen_at.year) == ("b1q1n1u", 2024)
    assert listing.fields["municipality"][0].value == "Amsterdam"
    assert passed.reasons["status 404"] == 1
    assert sum(passed.reasons.values()) == 3


def test_codes_that_only_the_overview_shows_are_taken_from_the_archived_overview(tmp_path: Path) -> None:
    kiosk = read_source(KIOSK / "kiosk.yml")
    here = "http://127.0.0.1:18704/index.php?p="
    ads = {
        code: page
        for path in sorted((KIOSK / "kiosk").glob("advertentie-*.html"))
        if (code := re.search(r"nr\. (\w+)", page := path.read_text(encoding="utf-8"))[1])
    }
    overview = (here + "lijst", "200 OK", (KIOSK / "kiosk" / "overzicht.html").read_text(encoding="utf-8"))
    pages = [(f"{here}toon&id={code}", "200 OK", page) for code, page in ads.items()]
    policy = replace(policy_of(kiosk, None), fields_off=frozenset({"age", "phone"}))
    read = list(read_archive(archive(tmp_path / "kiosk.warc.gz", *pages, overview), kiosk, policy, Passed()))
    assert sorted(one.code for one in read) == sorted(ads)
    assert all({"age", "phone"}.isdisjoint(one.fields) for one in read)  # what a dossier puts off stays off
    passed = Passed()
    assert not list(read_archive(archive(tmp_path / "zonder.warc.gz", *pages), kiosk, policy, passed))
    assert sum(passed.reasons.values()) == len(ads)


def test_a_file_that_is_no_archive_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "x.warc").write_bytes(b"%PDF-1.4 not an archive\n\n")
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html></html>"
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://127.0.0.1:18702/x\r\n"
    undated = head + b"Content-Type: application/http; msgtype=response\r\nContent-Length: %d\r\n\r\n" % len(page)
    (tmp_path / "zonder-datum.warc").write_bytes(undated + page + b"\r\n\r\n")
    for name in ("x.warc", "niets.warc", "zonder-datum.warc"):
        with pytest.raises(BadInput, match=name):
            list(read_archive(tmp_path / name, SOURCE, policy_of(SOURCE, None), Passed()))
