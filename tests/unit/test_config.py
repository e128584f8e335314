"""Settings from file, environment and command line."""

import os
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance import config, layers
from appliance.choices import ReadChoices
from appliance.config import Settings, load, valid_keys
from appliance.errors import ConfigurationError
from tests.conftest import FOR_TESTS, pytest_collection_finish

IMAGE: Final = Path(__file__).parents[2] / "image/mkosi.extra/etc/tingxia/tingxia.toml"


@pytest.fixture(autouse=True)
def no_system_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own configuration has no say in tests."""
    monkeypatch.setattr(config, "SYSTEM_FILE", tmp_path / "none.toml")
    # Nor has a box that this user runs: its choices lie where the data is by default.
    monkeypatch.setattr(layers, "read_choices", lambda _data: ReadChoices())


def written(folder: Path, text: str) -> Path:
    """A configuration file."""
    file = folder / "tingxia.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_defaults_need_nothing() -> None:
    """Without file, environment and options the defaults hold."""
    assert Settings() == load(environment={})


def test_an_appliance_encrypts_its_recordings_and_else_begins_with_the_defaults() -> None:
    """The file that the image brings is one that a box takes."""
    settings = load(file=IMAGE, environment={})
    assert (True, {"storage": {"encrypt": True}}) == (
        settings.storage.encrypt,
        settings.model_dump(exclude_unset=True),
    )


def test_command_line_beats_environment_beats_file(tmp_path: Path) -> None:
    """Each later source wins where it says something."""
    file = written(tmp_path, "[station]\nport = 1001\nlocale = 'en'\n[capture]\nmic = 'sample'\n")
    settings = load(
        file=file,
        environment={"TINGXIA_STATION_PORT": "1002", "TINGXIA_CAPTURE_MIC": "silence"},
        overrides={"station.port": 1003, "capture.mic": None},
    )
    assert (1003, "silence", "en") == (
        settings.station.port,
        settings.capture.mic,
        settings.station.locale,
    )


def test_system_file_is_read_if_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """/etc/tingxia/tingxia.toml counts when no other file is named."""
    monkeypatch.setattr(config, "SYSTEM_FILE", written(tmp_path, "[station]\nport = 1001\n"))
    assert 1001 == load(environment={}).station.port


def test_key_with_underscores_comes_from_the_environment() -> None:
    """Only the first underscore separates the section."""
    settings = load(environment={"TINGXIA_SUPERVISION_STOP_TIMEOUT_S": "5", "HOME": "/x"})
    assert 5 == settings.supervision.stop_timeout_s


def test_settings_are_frozen() -> None:
    """Nobody changes settings while the box runs."""
    settings = Settings()
    for name in Settings.model_fields:
        with pytest.raises(ValueError, match="frozen"):
            setattr(settings, name, None)


WRONG = {
    "unknown key": ("[capture]\n\nmik = 1\n", ":3: there is no setting capture.mik", "capture.mic"),
    "unknown section": ("[capt]\nmic = 1\n", ":2: there is no setting capt", "Did you mean"),
    "bad value": ("# x\n[station]\nport = 0\n", ":3: station.port is 0", "default"),
    "wrong type": ("[station]\nport = 'x'\n", ":2: station.port is 'x'", "default"),
    "bad choice": ("[text]\nscript = 'runes'\n", ":2: text.script is 'runes'", "config"),
    "infinity": ("[storage]\nwarn_s = inf\n", ":2: storage.warn_s is inf", "default"),
    "key without section": ("port = 1\n", ":1: there is no setting port", "Did you mean"),
    "dotted key": ("station.port = 0\n", ":1: station.port is 0", "default"),
    "bad syntax": ("[station\n", "cannot be read", "config check"),
}


@pytest.mark.parametrize(("text", "place", "hint"), WRONG.values(), ids=WRONG.keys())
def test_wrong_file_is_refused_with_its_place(
    tmp_path: Path, text: str, place: str, hint: str
) -> None:
    """File and line, what is wrong, and what to do."""
    file = written(tmp_path, text)
    with pytest.raises(ConfigurationError) as caught:
        load(file=file, environment={})
    assert f"{file}" in str(caught.value)
    assert place in str(caught.value)
    assert hint in caught.value.hint


def test_wrong_environment_names_the_variable() -> None:
    """A person finds the variable, not a key they never wrote."""
    with pytest.raises(ConfigurationError, match=r"^TINGXIA_STATION_PROT: .*station\.prot"):
        load(environment={"TINGXIA_STATION_PROT": "1"})


def test_wrong_option_names_the_option() -> None:
    """The command line gives the name its user typed."""
    with pytest.raises(ConfigurationError, match=r"^--port: station\.port is 70000"):
        load(environment={}, overrides={"station.port": (70000, "--port")})


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_unreadable_file_is_refused(tmp_path: Path, content: bytes | None) -> None:
    """A named file that is missing or no text is an error, never ignored."""
    file = tmp_path / "tingxia.toml"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigurationError, match=r"cannot be read|no text file"):
        load(file=file, environment={})


@pytest.mark.parametrize("key", valid_keys())
def test_a_slip_in_any_key_is_answered_with_that_key(tmp_path: Path, key: str) -> None:
    """For every setting there is, a letter too much leads back to it."""
    section, _, name = key.partition(".")
    file = written(tmp_path, f"[{section}]\n{name}x = 1\n")
    with pytest.raises(ConfigurationError) as caught:
        load(file=file, environment={})
    assert f"Did you mean {key}?" == caught.value.hint


@given(text=st.text(max_size=60))
def test_any_text_is_settings_or_a_configuration_error(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    """No file whatever raises anything else."""
    file = tmp_path_factory.mktemp("any") / "tingxia.toml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    try:
        settings = load(file=file, environment={})
    except ConfigurationError:
        return
    assert isinstance(settings, Settings)


def test_children_read_what_the_supervisor_resolved() -> None:
    """Settings survive the way through their JSON file."""
    settings = load(
        environment={"TINGXIA_STORAGE_DATA_DIR": "~/x", "TINGXIA_CAPTURE_MIC": "sample"}
    )
    assert settings == Settings.model_validate_json(settings.model_dump_json())
    assert Path("~/x").expanduser() == settings.paths.data


@pytest.mark.parametrize("name", FOR_TESTS)
def test_what_tests_are_told_is_no_setting_of_a_box_they_start(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It has gone from the environment, which children inherit, before the first test runs."""
    monkeypatch.setenv(name, "full")
    pytest_collection_finish()
    assert load(environment={}) == load(
        environment={told: value for told, value in os.environ.items() if told == name}
    )
