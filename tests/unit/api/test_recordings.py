"""Recordings, their sound and the health over HTTP."""

import io
import wave
from pathlib import Path

import httpx
import numpy as np
import pytest

from appliance.config import Settings
from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.recordings import RecordingWriter
from appliance.wire.inference import InferenceStatus, ModelState
from tests.fakes.clock import FakeClock
from tests.fakes.screen import fill, write_tone
from tests.fakes.station import FakeStation

ID = "20250512-093000-a1b2"


@pytest.fixture
async def api(http: httpx.AsyncClient, token: dict[str, str]) -> httpx.AsyncClient:
    """Return a client with the token."""
    http.headers.update(token)
    return http


@pytest.fixture
async def audio(api: httpx.AsyncClient, station: FakeStation, settings: Settings) -> bytes:
    """Return the whole sound of a recording of three seconds in two files."""
    station.add_recording(ID, texts=("一", "二"), duration_s=3)
    write_tone(settings.paths, ID, 3)
    return (await api.get(f"/api/recordings/{ID}/audio")).content


async def test_the_list_comes_in_pages(
    api: httpx.AsyncClient, station: FakeStation, settings: Settings
) -> None:
    """Newest first; ``next`` leads on and ends with null."""
    fill(station, settings.paths)
    first = (await api.get("/api/recordings", params={"limit": 3})).json()
    rest = (await api.get("/api/recordings", params={"limit": 3, "before": first["next"]})).json()
    ids = [recording["id"] for recording in first["recordings"] + rest["recordings"]]
    assert sorted(station.views, reverse=True) == ids
    assert rest["next"] is None
    assert first["recordings"][0]["text_state"] == "complete"


async def test_one_recording_has_text_markers_and_gaps(
    api: httpx.AsyncClient, station: FakeStation, settings: Settings
) -> None:
    """Times are seconds of the recording."""
    fill(station, settings.paths)
    recording = (await api.get(f"/api/recordings/{ID}")).json()
    assert [22.0, 45.0] == [marker["at_s"] for marker in recording["markers"]]
    assert [{"at_s": 31.0, "duration_s": 12.4, "cause": "microphone-lost"}] == recording["gaps"]
    assert recording["transcript"]["segments"][0]["text"].startswith("我们开始")
    assert recording["transcript"]["complete"]


async def test_what_is_not_there_is_a_problem(api: httpx.AsyncClient) -> None:
    """RFC 9457, with our code and the next step."""
    for path in ("", "/audio"):
        answer = await api.get(f"/api/recordings/{ID}{path}")
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "unknown-recording"
        assert answer.json()["hint"]


@pytest.mark.parametrize(
    "bad", ["..%2f..%2fetc%2fpasswd", "20250512-093000-a1b2%2f..", "20250512", "x" * 300, "%00"]
)
async def test_an_id_is_nothing_but_an_id(
    api: httpx.AsyncClient, station: FakeStation, bad: str
) -> None:
    """No path of the disk can be asked for; the station is not even troubled."""
    station.views[bad] = station.add_recording(ID)
    for path in (f"/api/recordings/{bad}", f"/api/recordings/{bad}/audio"):
        assert (await api.get(path)).status_code in {404, 422}


async def test_the_sound_is_one_wav(audio: bytes) -> None:
    """The files of a recording come as one that any player takes."""
    with wave.open(io.BytesIO(audio)) as sound:
        assert sound.getframerate() == SAMPLE_RATE_HZ
        assert sound.getnchannels() == 1
        assert sound.getnframes() == 3 * SAMPLE_RATE_HZ
        assert sound.readframes(10)[4:] != bytes(16)


@pytest.mark.parametrize(
    ("header", "first", "end"),
    [
        ("bytes=0-43", 0, 44),
        ("bytes=0-44", 0, 45),
        ("bytes=43-50", 43, 51),
        ("bytes=45-46", 45, 47),
        ("bytes=1001-50002", 1001, 50003),
        ("bytes=-7", -7, None),
        ("bytes=64000-", 64000, None),
    ],
)
async def test_ranges_are_parts_of_the_whole(
    api: httpx.AsyncClient, audio: bytes, header: str, first: int, end: int | None
) -> None:
    """Within the header, across it, at odd bytes and over the border of two files."""
    answer = await api.get(f"/api/recordings/{ID}/audio", headers={"Range": header})
    assert answer.status_code == 206
    assert answer.content == audio[first:end]
    start = first % len(audio)
    last = start + len(answer.content) - 1
    assert answer.headers["Content-Range"] == f"bytes {start}-{last}/{len(audio)}"
    assert answer.headers["Accept-Ranges"] == "bytes"


async def test_a_range_beyond_the_end_is_416(api: httpx.AsyncClient, audio: bytes) -> None:
    """The size is told, so that a player can ask again."""
    answer = await api.get(f"/api/recordings/{ID}/audio", headers={"Range": f"bytes={len(audio)}-"})
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(audio)}"


async def test_head_tells_the_size(api: httpx.AsyncClient, audio: bytes) -> None:
    """Without sending anything."""
    answer = await api.head(f"/api/recordings/{ID}/audio")
    assert answer.headers["Content-Length"] == str(len(audio))
    assert answer.content == b""


async def test_a_running_recording_can_be_heard(
    api: httpx.AsyncClient, station: FakeStation, settings: Settings
) -> None:
    """As long as it is at the moment of the request."""
    station.add_recording(ID, duration_s=1)
    writer = RecordingWriter.create(
        settings.paths.recording(ID),
        recording_id=ID,
        segment_samples=60 * SAMPLE_RATE_HZ,
        clock=FakeClock(),
    )
    for seconds in (1, 2):
        writer.append(b"\x01\x02" * SAMPLE_RATE_HZ)
        answer = await api.get(f"/api/recordings/{ID}/audio")
        assert len(answer.content) == 44 + seconds * 2 * SAMPLE_RATE_HZ
    writer.close("asked")


async def test_health_says_alive_and_ready_says_model(
    http: httpx.AsyncClient, station: FakeStation
) -> None:
    """Both without a token: the page and the supervisor's friends poll them."""
    assert (await http.get("/healthz")).status_code == 200
    assert (await http.get("/readyz")).status_code == 200
    station.inference = InferenceStatus(state=ModelState.FAILED, error="Broken.", hint="Fix it.")
    answer = await http.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["detail"] == "Broken."
    assert answer.json()["hint"] == "Fix it."
    station.inference = None
    assert (await http.get("/readyz")).status_code == 503
    assert (await http.get("/healthz")).status_code == 200


def test_no_name_of_a_client_becomes_a_path(tmp_path: Path) -> None:
    """The folder of a recording comes from a checked id only; anything else is refused by type."""
    from appliance.paths import Paths

    with pytest.raises(ValueError, match="Invalid isoformat"):
        Paths(data=tmp_path, run=tmp_path).recording("../../../etc/passwd")


async def test_the_outline_of_the_sound_comes_as_pairs_of_bytes(
    api: httpx.AsyncClient, audio: bytes
) -> None:
    """As many points as were asked for, over the stretch that was asked for."""
    del audio
    answer = await api.get(
        f"/api/recordings/{ID}/peaks", params={"first_s": 1, "end_s": 2, "points": 10}
    )
    outline = np.frombuffer(answer.content, np.int8).reshape(-1, 2)
    assert 10 == len(outline)
    assert {(-47, 46)} == {(int(low), int(high)) for low, high in outline}


async def test_the_outline_tells_where_the_sound_ends(api: httpx.AsyncClient, audio: bytes) -> None:
    """What was asked for may be longer than what there is, or all of it."""
    address = f"/api/recordings/{ID}/peaks"
    del audio
    ends = [
        float((await api.get(address, params={"end_s": end_s})).headers["Outline-End-S"])
        for end_s in (0.5, 100_000)
    ]
    assert [0.5, 3.0] == ends


async def test_the_outline_of_an_unknown_recording_is_a_problem(api: httpx.AsyncClient) -> None:
    """No folder is looked for by what stands in an address."""
    answer = await api.get("/api/recordings/20250512-093000-ffff/peaks")
    assert 404 == answer.status_code
