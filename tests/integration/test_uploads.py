"""Files from a browser, over HTTP, into the queue of a real station."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.api import create_app
from appliance.config import Settings, Storage
from appliance.config import Station as StationSettings
from appliance.domain.batch import JobState
from appliance.domain.upload_name import SUFFIX_CHARACTERS, TITLE_CHARACTERS, upload_name
from appliance.station import upload
from appliance.station.box import BoxStation
from tests.fakes.box import fake_box, until
from tests.fakes.inference_server import spoken
from tests.fakes.screen import free_port, serving
from tests.integration.test_station_control import wav_file

ENDLESS = 1 << 60


@dataclass(frozen=True, kw_only=True)
class Door:
    """A station that can be sent files."""

    station: BoxStation
    settings: Settings
    http: httpx.AsyncClient
    port: int

    @property
    def inbox(self) -> list[str]:
        """Folders that lie in the inbox."""
        return sorted(path.name for path in self.settings.paths.inbox.iterdir() if path.is_dir())

    @property
    def names(self) -> list[str]:
        """What the queue shows."""
        return [file.job.name for file in self.station.files.view().files]

    @property
    def token(self) -> str:
        """What our own page has as a cookie."""
        return self.settings.paths.api_token.read_text()

    async def send(
        self, content: bytes, **query: str | list[str]
    ) -> tuple[httpx.Response, list[str]]:
        """Send a file; returns the answer and what lies in the inbox then."""
        answer = await self.http.post("/api/uploads", content=content, params=query)
        return answer, self.inbox


@pytest.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    """Serve a paused queue, so that what comes stays as it came."""
    async with fake_box(tmp_path) as box, box.station() as station:
        await station.files.pause()
        port = free_port()
        settings = Settings(
            storage=Storage(data_dir=box.paths.data, run_dir=box.paths.run),
            station=StationSettings(port=port),
        )
        app = create_app(station, settings)
        async with serving(app, port) as address:
            token = settings.paths.api_token.read_text()
            async with httpx.AsyncClient(
                base_url=address, headers={"Authorization": f"Bearer {token}"}
            ) as http:
                yield Door(station=station, settings=settings, http=http, port=port)


async def test_a_file_becomes_a_recording(door: Door, tmp_path: Path) -> None:
    """It has its name, its language and its hot words, and its text in the end."""
    sound = wav_file(tmp_path / "any.wav", spoken(1, 0, 11)).read_bytes()
    answer, _ = await door.send(sound, name="早会.wav", language="zh", hot_word=["听匣", "夹具"])
    (file,) = door.station.files.view().files
    assert (201, file.job.id) == (answer.status_code, answer.json()["job_id"])
    assert ("早会.wav", "zh", ("听匣", "夹具")) == (
        file.job.name,
        file.job.language,
        file.job.hot_words,
    )
    await door.station.files.resume()
    async with asyncio.timeout(30):
        await until(
            door.station, lambda: door.station.files.view().files[0].job.state is JobState.DONE
        )


@pytest.mark.parametrize(
    ("sent", "packs"),
    [
        ({}, None),
        ({"pack": ["workshop", "车间"]}, ("workshop", "车间")),
        ({"pack": ""}, ()),
        ({"pack": "../../etc/passwd"}, ("../../etc/passwd",)),
    ],
)
async def test_a_file_has_the_packs_that_were_chosen(
    door: Door, sent: dict[str, str | list[str]], packs: tuple[str, ...] | None, tmp_path: Path
) -> None:
    """All, some or none; a name is only ever compared with those that are there."""
    sound = wav_file(tmp_path / "any.wav", spoken(1)).read_bytes()
    answer, _ = await door.send(sound, name="a.wav", **sent)
    (file,) = door.station.files.view().files
    assert (201, packs) == (answer.status_code, file.job.packs)


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\wang\\会议.mp3", "会议.mp3"),
        ("/", "audio"),
        ("..", ".."),
        ("a\0b.wav", "a\\x00b.wav"),
        ("gpj.\u202ewav", "gpj.\\xe2\\x80\\xaewav"),
        ("", "audio"),
        ("x" * 900, "x" * 200),
    ],
)
async def test_a_name_is_only_shown(door: Door, told: str, shown: str) -> None:
    """No name leads anywhere, hides its end or fills the screen."""
    before = sorted(path for path in door.settings.paths.data.rglob("*") if path.is_file())
    answer, inbox = await door.send(b"RIFF", name=told)
    assert 201 == answer.status_code
    assert [shown] == door.names
    assert [answer.json()["job_id"]] == inbox
    new = {path for path in door.settings.paths.data.rglob("*") if path.is_file()} - set(before)
    assert {"job.json", "source"} <= {path.name for path in new}
    assert "passwd" not in {path.name for path in new}


@given(st.text(max_size=400))
def test_every_name_can_be_shown(told: str) -> None:
    """Whatever a browser says: some characters, all of them visible, no folder."""
    name = upload_name(told)
    assert name
    assert "/" not in name
    assert all(character.isprintable() or character == "\u3000" for character in name)
    assert len(name) <= TITLE_CHARACTERS + SUFFIX_CHARACTERS


async def test_without_the_token_nothing_is_taken(door: Door) -> None:
    """Only our own page and programs of this user."""
    answer = await door.http.post(
        "/api/uploads", content=b"RIFF", headers={"Authorization": "Bearer other"}
    )
    assert 401 == answer.status_code
    assert ([], []) == (door.names, door.inbox)


async def test_too_large_a_file_is_refused(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """By what it announces, and also if it announces nothing."""
    monkeypatch.setattr(upload, "LARGEST_BYTES", 1000)

    async def parts() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b"x" * 100

    announced, _ = await door.send(b"x" * 1001, name="a.wav")
    silent = await door.http.post("/api/uploads?name=b.wav", content=parts())
    for answer in (announced, silent):
        assert (413, "upload-too-large") == (answer.status_code, answer.json()["code"])
        assert answer.json()["hint"].startswith("Save it as FLAC or MP3; or whoever looks after")
    assert ([], []) == (door.names, door.inbox)


async def test_recordings_go_before_uploads(tmp_path: Path) -> None:
    """A file for which the disk has no room is refused before it is sent."""
    async with fake_box(tmp_path) as box, box.station() as station:
        port = free_port()
        settings = Settings(
            storage=Storage(data_dir=box.paths.data, run_dir=box.paths.run, reserve_bytes=ENDLESS),
            station=StationSettings(port=port),
        )
        async with serving(create_app(station, settings), port) as address:
            headers = {"Authorization": f"Bearer {settings.paths.api_token.read_text()}"}
            async with httpx.AsyncClient(base_url=address, headers=headers) as http:
                answer = await http.post("/api/uploads?name=a.wav", content=b"RIFF")
        assert (507, "no-room") == (answer.status_code, answer.json()["code"])
        assert () == station.files.view().files


async def test_what_is_cut_off_leaves_nothing(door: Door) -> None:
    """The cable, the browser or the person leaves midway."""
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(
        f"POST /api/uploads?name=a.wav HTTP/1.1\r\nHost: 127.0.0.1:{door.port}\r\n"
        f"Authorization: Bearer {door.token}\r\nContent-Length: 5000000\r\n\r\n".encode()
        + b"x" * 100_000
    )
    await writer.drain()
    async with asyncio.timeout(10):
        while not any(name.startswith("importing-upload-") for name in door.inbox):
            await asyncio.sleep(0)
        writer.close()
        await writer.wait_closed()
        while door.inbox:
            await asyncio.sleep(0)
    del reader
    assert [] == door.names


async def test_a_browser_that_falls_silent_is_let_go(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told so, and nothing stays."""
    monkeypatch.setattr(upload, "STALL_S", 0.05)
    reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
    writer.write(
        f"POST /api/uploads?name=a.wav HTTP/1.1\r\nHost: 127.0.0.1:{door.port}\r\n"
        f"Authorization: Bearer {door.token}\r\nContent-Length: 5000000\r\n\r\nabc".encode()
    )
    async with asyncio.timeout(10):
        answer = await reader.readline()
    writer.close()
    assert b"400" in answer
    assert ([], []) == (door.names, door.inbox)
