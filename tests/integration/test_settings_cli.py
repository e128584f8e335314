"""`tingxia config set`, `config reset` and `tingxia pin`, with a box and without one."""

import asyncio
import json
from pathlib import Path

import pytest

from appliance import config
from appliance.choices import read_choices
from appliance.errors import ApplianceError
from tests.fakes.command_box import command_folder, holding, invoke

PIN = "271828"


@pytest.fixture(autouse=True)
def no_system_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's own configuration has no say in tests."""
    monkeypatch.setattr(config, "SYSTEM_FILE", tmp_path / "none.toml")


def test_a_box_that_is_off_takes_a_choice(tmp_path: Path) -> None:
    """It holds at the next start; JSON for programs; a reset brings the default back."""
    data = command_folder(tmp_path).data
    said = invoke(data, "config", "set", "inference.language", "en").stdout
    told = json.loads(invoke(data, "config", "set", "text.itn", "off", "--json").stdout)
    chosen = dict(read_choices(data).choices.settings)
    reset = invoke(data, "config", "reset", "inference.language").stdout

    assert "inference.language = en (chosen)\n" == said
    assert (False, True, "screen") == (told["value"], told["default"], told["source"])
    assert {"inference.language": "en", "text.itn": False} == chosen
    assert "inference.language = zh (the default)\n" == reset


@pytest.mark.parametrize(
    ("key", "value"), [("text.itn", "perhaps"), ("capture.preroll_s", "long"), ("nope", "1")]
)
def test_a_wrong_choice_is_refused_with_what_helps(tmp_path: Path, key: str, value: str) -> None:
    """Nothing is written."""
    data = command_folder(tmp_path).data
    with pytest.raises(ApplianceError) as refused:
        invoke(data, "config", "set", key, value)

    assert refused.value.hint
    assert not read_choices(data).choices.settings


def test_the_owner_sets_and_forgets_a_pin_of_a_box_that_is_off(tmp_path: Path) -> None:
    """The former one is not asked for, and needs no permit."""
    data = command_folder(tmp_path).data
    invoke(data, "pin", "set", entered=f"{PIN}\n")
    again = json.loads(invoke(data, "pin", "set", "--json", entered="314159\n").stdout)
    said = invoke(data, "pin", "status").stdout
    reset = invoke(data, "pin", "reset").stdout

    assert again["has_pin"]
    assert said.startswith("There is a PIN.")
    assert reset.startswith("There is no PIN")
    assert not (data / "keys" / "pin.json").exists()


async def test_a_running_box_is_asked(tmp_path: Path) -> None:
    """It is the only one that writes its data folder."""
    paths = command_folder(tmp_path)
    async with holding(paths) as station:
        await asyncio.to_thread(invoke, paths.data, "config", "set", "text.itn", "off")
        await asyncio.to_thread(invoke, paths.data, "config", "reset", "text.itn")
        await asyncio.to_thread(invoke, paths.data, "pin", "set", entered=f"{PIN}\n")
        set_pin = station.lock.pin
        await asyncio.to_thread(invoke, paths.data, "pin", "reset")

    assert [("change", "text.itn", False), ("reset", "text.itn")] == station.settings.asked
    assert (PIN, "") == (set_pin, station.lock.pin)
    assert not read_choices(paths.data).choices.settings
