"""The command line tells whether recordings begin by themselves."""

import asyncio
import json
from pathlib import Path

import pytest

from appliance.cli.status import NotRunningError
from appliance.domain.voice_activation import VoiceActivationState
from appliance.errors import ApplianceError
from appliance.station.face_voice_activation import VoiceActivationView
from appliance.wire.capture import CaptureState
from tests.fakes.command_box import command_folder, holding, invoke

ID = "20250512-093000-a1b2"
FULL = ApplianceError("The disk is full.", hint="Make room.")


async def test_what_is_recorded_and_why_is_told(tmp_path: Path) -> None:
    """In words, and as JSON."""
    paths = command_folder(tmp_path)
    async with holding(paths) as station:
        by_hand = await asyncio.to_thread(invoke, paths.data, "record", "state")
        station.voice_activation = VoiceActivationView(
            state=VoiceActivationState.LISTENING, end_after_s=300, refusal=FULL
        )
        refused = await asyncio.to_thread(invoke, paths.data, "record", "state")
        station.voice_activation = VoiceActivationView(
            state=VoiceActivationState.RECORDING, end_after_s=300
        )
        station.hear(state=CaptureState.RECORDING, recording_id=ID)
        running = await asyncio.to_thread(invoke, paths.data, "record", "state", "--json")
    assert "Recording: nothing\nBy speech: off" in by_hand.output
    assert "but no recording begins: The disk is full. Make room." in refused.output
    told = json.loads(running.output)
    assert ("recording", ID, 300) == (told["state"], told["recording_id"], told["end_after_s"])


def test_without_a_box_nothing_can_be_told(tmp_path: Path) -> None:
    """As for any other question to it."""
    paths = command_folder(tmp_path)
    with pytest.raises(NotRunningError):
        invoke(paths.data, "record", "state")
