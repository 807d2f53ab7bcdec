"""An archive is unreadable without its key, tells every change, and does not outlive its term."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import BadInput
from storage.archive import FRAME, SUFFIX, erase_archives, new_archive, open_archive
from storage.keys import Keyring

KEYS = Keyring.generate()
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
KEPT = timedelta(days=7)
CLEAR = b"WARC/1.0 " + bytes(range(256)) * 600  # a few frames


def written(folder: Path, clear: bytes = CLEAR) -> Path:
    with new_archive(folder, "markt-2026-W10", KEYS, NOW) as out:
        out.write(clear)
    return max(folder.glob(f"*{SUFFIX}"))


def read(path: Path, keys: Keyring = KEYS, now: datetime = NOW) -> bytes:
    with open_archive(path, keys, KEPT, now) as stream:
        return stream.read()


@given(size=st.sampled_from([0, 1, FRAME - 1, FRAME, FRAME + 1, 3 * FRAME]))
@settings(max_examples=6)
def test_what_was_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, size: int) -> None:
    clear = (CLEAR * 3)[:size]
    assert read(written(tmp_path_factory.mktemp("archives"), clear)) == clear


def test_the_file_is_closed_to_others_and_holds_nothing_clear(tmp_path: Path) -> None:
    path = written(tmp_path / "archives")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert CLEAR[:24] not in path.read_bytes()


@pytest.mark.parametrize("cut", [1, 30, FRAME + 40])
def test_a_file_that_breaks_off_is_told_after_what_is_whole(tmp_path: Path, cut: int) -> None:
    path = written(tmp_path)
    path.write_bytes(path.read_bytes()[:-cut])
    with pytest.raises(BadInput, match="afgebroken"):
        read(path)


def test_any_changed_byte_a_swapped_frame_and_another_key_are_told(tmp_path: Path) -> None:
    path = written(tmp_path)
    whole = path.read_bytes()
    for place in range(40, len(whole), len(whole) // 12):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        with pytest.raises(BadInput):
            read(path)
    head, frame = len(whole) - len(whole[29:]), FRAME + 16 + 5
    path.write_bytes(whole[:head] + whole[head + frame : head + 2 * frame] + whole[head : head + frame] + whole[-9:])
    with pytest.raises(BadInput):
        read(path)
    path.write_bytes(whole)
    with pytest.raises(BadInput, match="andere installatie"):
        read(path, Keyring.generate())


def test_past_its_term_it_is_refused_before_the_nightly_job_and_erased_by_it(tmp_path: Path) -> None:
    path = written(tmp_path)
    late = NOW + KEPT + timedelta(seconds=1)
    with pytest.raises(BadInput, match="bewaartermijn"):
        read(path, now=late)
    assert erase_archives(tmp_path, NOW - timedelta(seconds=1)) == 0
    assert erase_archives(tmp_path, late - KEPT) == 1
    assert not path.exists()


def test_a_plain_warc_file_is_read_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "oud.warc"
    path.write_bytes(CLEAR)
    assert read(path, now=NOW + timedelta(days=900)) == CLEAR


def test_each_run_of_a_crawl_has_a_file_of_its_own(tmp_path: Path) -> None:
    written(tmp_path)
    written(tmp_path)
    assert len(list(tmp_path.glob(f"*{SUFFIX}"))) == 2
