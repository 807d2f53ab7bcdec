"""What an installation may be told, and what it refuses."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from config.settings import read_deployment, read_settings
from domain.errors import ConfigError, Refused

GOOD = """\
type: aid
organisation: Voorbeeld
information_page: https://voorbeeld.example
mailbox: post@voorbeeld.example
"""


def deployment(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "deployment.yml"
    path.write_text(text)
    return path


def test_the_shipped_deployment_is_a_demo_and_names_itself_honestly(tmp_path: Path) -> None:
    settings = read_settings({"PEIL_HOME": str(tmp_path)})
    assert settings.deployment.type == "demo"
    assert settings.deployment.mailbox in settings.deployment.user_agent
    assert settings.database_url.startswith("sqlite:///")


def test_the_installations_own_file_is_read_from_its_home(tmp_path: Path) -> None:
    deployment(tmp_path, GOOD)
    settings = read_settings({"PEIL_HOME": str(tmp_path), "PEIL_DATABASE_URL": "postgresql://x/y"})
    assert (settings.deployment.organisation, settings.database_url) == ("Voorbeeld", "postgresql://x/y")


@pytest.mark.parametrize("kind", ["police", "prosecution", "inspection", "politie", "municipality", ""])
def test_police_and_supervision_are_refused_at_start_up(tmp_path: Path, kind: str) -> None:
    with pytest.raises(Refused, match="Politie, justitie en toezicht"):
        read_deployment(deployment(tmp_path, GOOD.replace("type: aid", f"type: '{kind}'")))


@pytest.mark.parametrize("days", [15, 0, -1])
def test_retention_goes_down_only_and_the_line_is_named(tmp_path: Path, days: int) -> None:
    path = deployment(tmp_path, GOOD + f"retention:\n  text_days: {days}\n")
    with pytest.raises(ConfigError, match=r"deployment\.yml:6: text_days"):
        read_deployment(path)


@pytest.mark.parametrize(("days", "allowed"), [(179, False), (180, True), (365, True), (366, False)])
def test_messages_are_remembered_long_enough_for_the_rule_of_180_days(tmp_path: Path, days: int, allowed: bool) -> None:
    path = deployment(tmp_path, GOOD + f"retention: {{message_days: {days}}}\n")
    if allowed:
        assert read_deployment(path).retention.message == timedelta(days=days)
    else:
        with pytest.raises(ConfigError, match="message_days: mag alleen korter, 180 tot 365"):
            read_deployment(path)


@pytest.mark.parametrize("days", [0, 366])
def test_a_referral_is_kept_a_year_at_most(tmp_path: Path, days: int) -> None:
    path = deployment(tmp_path, GOOD + f"retention: {{referral_days: {days}}}\n")
    with pytest.raises(ConfigError, match="referral_days: mag alleen korter, 1 tot 365"):
        read_deployment(path)


def test_a_shorter_retention_is_kept(tmp_path: Path) -> None:
    assert read_deployment(deployment(tmp_path, GOOD + "retention: {vault_days: 3}\n")).retention.vault_days == 3


def test_a_misspelt_key_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r":5: mailbx: deze sleutel bestaat niet"):
        read_deployment(deployment(tmp_path, GOOD + "mailbx: x\n"))


def test_broken_yaml_names_its_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r":[56]: did not find"):
        read_deployment(deployment(tmp_path, GOOD + "retention: {vault_days: 3\n"))
