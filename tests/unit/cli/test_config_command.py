"""`tingxia config`."""

import tomllib
from pathlib import Path

import pytest
from typer.testing import CliRunner

from appliance import config
from appliance.cli import app
from appliance.cli.config import as_toml
from appliance.config import Settings, load, valid_keys
from appliance.errors import ConfigurationError


@pytest.fixture(autouse=True)
def no_system_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own configuration has no say in tests."""
    monkeypatch.setattr(config, "SYSTEM_FILE", tmp_path / "none.toml")


def test_shown_settings_read_back_the_same(tmp_path: Path) -> None:
    """What `config show` prints is a configuration file that gives the same settings."""
    settings = load(
        environment={
            "TINGXIA_CAPTURE_MIC": 'name:"quoted" \\ 麦克风',
            "TINGXIA_STORAGE_RUN_DIR": "/run/x",
            "TINGXIA_STATION_SCREEN": "false",
        }
    )
    file = tmp_path / "tingxia.toml"
    file.write_text(as_toml(settings), encoding="utf-8")
    assert settings == load(file=file, environment={})


def test_every_setting_is_shown_and_explained() -> None:
    """No key without a comment above it."""
    lines = as_toml(Settings()).splitlines()
    for key in valid_keys():
        name = key.partition(".")[2]
        places = [
            place for place, line in enumerate(lines) if line.lstrip("# ").startswith(f"{name} =")
        ]
        assert places, key
        assert all(len(lines[place - 1]) > len("# ") for place in places), key


def test_show_prints_the_settings_that_hold(tmp_path: Path) -> None:
    """As TOML with the options given; as JSON for programs."""
    shown = CliRunner().invoke(app, ["config", "show", "--data-dir", str(tmp_path)])
    assert 0 == shown.exit_code
    assert str(tmp_path) == tomllib.loads(shown.stdout)["storage"]["data_dir"]
    shown = CliRunner().invoke(app, ["config", "show", "--json"])
    assert 8080 == Settings.model_validate_json(shown.stdout).station.port


def test_check_names_the_file_that_is_right(tmp_path: Path) -> None:
    """Exit status 0 and the file."""
    file = tmp_path / "tingxia.toml"
    file.write_text("[station]\nport = 1\n")
    checked = CliRunner().invoke(app, ["config", "check", str(file)])
    assert (0, f"{file} is right.\n") == (checked.exit_code, checked.stdout)
    assert "defaults are right" in CliRunner().invoke(app, ["config", "check"]).stdout


def test_check_raises_what_is_wrong(tmp_path: Path) -> None:
    """The error of the configuration is the error of the command."""
    file = tmp_path / "tingxia.toml"
    file.write_text("[station]\nport = 0\n")
    checked = CliRunner().invoke(app, ["config", "check", str(file)])
    assert isinstance(checked.exception, ConfigurationError)
