"""Encrypted recordings over HTTP."""

from pathlib import Path

import httpx
import pytest

from appliance.config import Settings
from appliance.recordings import KeyFolder, RecordingWriter, wav
from tests.fakes.audio import ramp
from tests.fakes.clock import FakeClock
from tests.fakes.station import FakeStation

ID = "20250512-093000-a1b2"
SAMPLES = 24_000


@pytest.fixture
async def api(
    http: httpx.AsyncClient, token: dict[str, str], station: FakeStation, settings: Settings
) -> httpx.AsyncClient:
    """Return a client with the token, and an encrypted recording in two files."""
    station.add_recording(ID, duration_s=SAMPLES / 16_000)
    writer = RecordingWriter.create(
        settings.paths.recording(ID),
        recording_id=ID,
        segment_samples=16_000,
        clock=FakeClock(),
        keys=KeyFolder(settings.paths.keys),
    )
    writer.append(ramp(0, SAMPLES))
    writer.close("asked")
    http.headers.update(token)
    return http


@pytest.mark.parametrize(
    ("header", "first", "end"),
    [("bytes=0-", 0, None), ("bytes=45-46", 45, 47), ("bytes=31001-40002", 31001, 40003)],
)
async def test_a_player_notices_nothing(
    api: httpx.AsyncClient, header: str, first: int, end: int | None
) -> None:
    """Ranges are parts of a plain WAV, at odd bytes and over the borders of chunks and files."""
    answer = await api.get(f"/api/recordings/{ID}/audio", headers={"Range": header})
    assert 206 == answer.status_code
    assert (wav.header(SAMPLES) + ramp(0, SAMPLES))[first:end] == answer.content


async def test_without_its_key_it_is_a_problem_and_no_broken_stream(
    api: httpx.AsyncClient, settings: Settings
) -> None:
    """The answer says which file is missing before anything is sent."""
    assert KeyFolder(settings.paths.keys).destroy(ID)
    answer = await api.get(f"/api/recordings/{ID}/audio")
    assert 409 == answer.status_code
    assert "recordings" == answer.json()["code"]
    assert str(Path("keys", ID)) in answer.json()["hint"]
