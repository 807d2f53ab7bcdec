"""Keys: outside the database, closed to others, one per purpose."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import SetupError
from storage.keys import PURPOSES, Keyring, complete_keys, create_keys, read_keys

KEYS = Keyring.generate()


def test_keys_are_written_closed_and_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    created = create_keys(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert read_keys(path) == created
    with pytest.raises(SetupError, match="nooit overschreven"):
        create_keys(path)


def test_keys_that_others_can_read_are_refused_with_the_remedy(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    create_keys(path)
    path.chmod(0o644)
    with pytest.raises(SetupError, match="chmod 600"):
        read_keys(path)


@pytest.mark.parametrize("damage", ["", "{}", "[]", '{"code": "zz"}'])
def test_a_damaged_key_file_is_refused(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "keys.json"
    path.write_text(damage)
    path.chmod(0o600)
    with pytest.raises(SetupError, match="geen volledig sleutelbestand"):
        read_keys(path)


def test_a_purpose_that_came_later_gets_its_key_and_the_others_stay(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    before = create_keys(path)
    stored = json.loads(path.read_text())
    del stored["archive"]
    path.write_text(json.dumps(stored))
    completed = complete_keys(path)
    assert {**completed.keys, "archive": b""} == {**before.keys, "archive": b""}
    assert len(completed.keys["archive"]) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert complete_keys(path) == completed


def test_a_lost_key_is_damage_and_never_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    create_keys(path)
    stored = json.loads(path.read_text())
    del stored["suppress"]
    path.write_text(json.dumps(stored))
    with pytest.raises(SetupError, match="geen volledig sleutelbestand"):
        complete_keys(path)
    assert "suppress" not in json.loads(path.read_text())


def test_every_purpose_has_its_own_key(tmp_path: Path) -> None:
    create_keys(tmp_path / "keys.json")
    stored = json.loads((tmp_path / "keys.json").read_text())
    assert len(set(stored.values())) == len(PURPOSES)


def test_the_same_number_has_different_keys_in_different_installations_and_purposes() -> None:
    number = "+31600000012"
    keyed = {KEYS.phone(number), KEYS.suppressed(number), KEYS.contact_register(number), KEYS.content(number)}
    assert len(keyed) == 4
    assert Keyring.generate().phone(number) not in keyed


@pytest.mark.parametrize("spelling", ["Mariëlle  K.", "marielle k", "MARIËLLE-K"])
def test_a_name_is_the_same_over_case_accents_and_punctuation(spelling: str) -> None:
    assert KEYS.name(spelling) == KEYS.name("Marielle K")
    assert KEYS.tokens(spelling) == KEYS.tokens("k marielle")


def test_the_same_code_on_two_sources_is_two_ads() -> None:
    assert KEYS.code("a", "1") != KEYS.code("b", "1")
    assert KEYS.code("a", "b1") != KEYS.code("ab", "1")


@given(st.text())
def test_what_is_sealed_opens_again_and_never_looks_the_same(text: str) -> None:
    assert KEYS.open(KEYS.seal(text)) == text
    assert KEYS.seal(text) != KEYS.seal(text)


def test_a_seal_of_another_installation_does_not_open() -> None:
    with pytest.raises(SetupError, match="past niet bij de sleutel"):
        KEYS.open(Keyring.generate().seal("x"))


def test_a_keyring_does_not_show_its_keys() -> None:
    assert KEYS.keys["phone"].hex() not in repr(KEYS)
    assert repr(KEYS.keys["phone"]) not in repr(KEYS)
