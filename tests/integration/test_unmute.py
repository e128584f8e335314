"""Switching on what a mixer has muted, with made-up programs in place of the system's."""

import os
from pathlib import Path

import pytest

from appliance.config import Settings, Storage
from appliance.diagnostics.readers import MachineReader
from appliance.library import Library
from appliance.station.doctor import BoxDoctor
from appliance.station.errors import LockedError, StationError
from tests.integration.test_doctor import examined_box

AMIXER = """#!/bin/sh
case "$3" in
scontents)
    echo "Simple mixer control 'Mic',0"
    echo "  Mono: Capture 12 [43%] [6.00dB] [$(cat {folder}/alsa)]" ;;
sset) [ "$4 $5" = "'Mic',0 cap" ] && echo on > {folder}/alsa ;;
esac
"""
WPCTL = """#!/bin/sh
case "$1" in
get-volume) echo "Volume: 0.40$(cat {folder}/pipewire)" ;;
set-mute) echo > {folder}/pipewire ;;
esac
"""


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a machine whose mixers both mute its one microphone."""
    card = tmp_path / "proc/asound/card1/pcm0c"
    card.mkdir(parents=True)
    cards = " 1 [USB            ]: USB-Audio - Jabra SPEAK 510 USB\n"
    (card.parents[1] / "cards").write_text(cards)
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "alsa").write_text("off\n")
    (tools / "pipewire").write_text(" [MUTED]\n")
    for name, script in {"amixer": AMIXER, "wpctl": WPCTL}.items():
        (tools / name).write_text(script.replace("{folder}", str(tools)))
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


async def test_a_muted_microphone_is_switched_on(root: Path, tmp_path: Path) -> None:
    """In both mixers, with the PIN in kiosk mode; then nothing is muted any more."""
    async with examined_box(tmp_path / "box") as (box, station), Library.open(box.paths) as library:
        settings = Settings(storage=Storage(data_dir=box.paths.data, run_dir=box.paths.run))
        reader = MachineReader(settings, root=root)
        doctor = BoxDoctor(station, library, box.paths, settings, reader=reader)
        before = {each.name: each for each in await doctor.examine()}["microphone-mixer"]
        permit = await station.lock.set_pin("271828")
        await station.settings.change("station.kiosk", True, permit)
        with pytest.raises(LockedError):
            await doctor.unmute()
        await doctor.unmute(permit)
        after = {each.name: each for each in await doctor.examine()}["microphone-mixer"]
    assert "The system's mixer has muted: Mic, PipeWire." == before.what_in_english
    assert "No mixer mutes the microphone." == after.what_in_english


async def test_what_stays_muted_is_said(root: Path, tmp_path: Path) -> None:
    """With what else can be done; a mixer may be kept muted by another program."""
    (root / "tools/amixer").write_text(
        (root / "tools/amixer").read_text().replace("echo on", "echo off")
    )
    async with examined_box(tmp_path / "box") as (box, station), Library.open(box.paths) as library:
        settings = Settings(storage=Storage(data_dir=box.paths.data, run_dir=box.paths.run))
        reader = MachineReader(settings, root=root)
        doctor = BoxDoctor(station, library, box.paths, settings, reader=reader)
        with pytest.raises(StationError, match="still mutes: Mic") as refused:
            await doctor.unmute()
    assert refused.value.hint
