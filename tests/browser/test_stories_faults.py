"""The recorder and the recogniser die and hang while somebody looks at the Record page."""

import os
import re
import signal
import sys
import wave
from array import array
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, expect

from appliance.bootstrap import child_command
from appliance.config import Settings
from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.gap import GapCause
from appliance.domain.process import Role
from appliance.domain.recording import RecordingState
from appliance.recordings.reader import RecordingAudio
from appliance.station.audio_source import AUDIBLE_GAP_S
from appliance.wire.station_client import stored_text, text_progress
from tests.browser.audit import Watchman
from tests.browser.person import Person
from tests.browser.test_stories import start, stop_and_open
from tests.fakes.inference_server import spoken
from tests.fakes.screen import free_port
from tests.fakes.supervised_box import SupervisedBox, supervising

pytestmark = pytest.mark.timeout(240)

FIRST_WORD = 1000
SPEECH_S = 200

LISTEN = """() => {
  window.told = "";
  const places = [...document.querySelectorAll(".state-word, .notices, .captions-late")];
  const note = () => (window.told += places.map((place) => place.innerText).join("\\n"));
  const observer = new MutationObserver(note);
  const everything = { childList: true, characterData: true, subtree: true };
  places.forEach((place) => observer.observe(place, everything));
}"""
"""Keep what the page tells, however soon it is past."""


WORDS = ".captions p:not(.empty)"
LAST_WORD = """([words, least]) =>
  parseInt([...document.querySelectorAll(words)].at(-1)?.innerText) >= least"""


def command(role: Role, settings_file: Path, parent_pid: int) -> list[str]:
    """Run every process as it is, but for the model."""
    if role is not Role.INFERENCE:
        return child_command(role, settings_file, parent_pid)
    module = "tests.fakes.inference_process"
    return [sys.executable, "-m", module, role.value, str(settings_file), str(parent_pid)]


@pytest_asyncio.fixture(loop_scope="session")
async def running(tmp_path: Path) -> AsyncIterator[SupervisedBox]:
    """A box of real processes; its microphone says another word each second."""
    speech = tmp_path / "speech.wav"
    with wave.open(str(speech), "wb") as file:
        file.setparams((1, 2, SAMPLE_RATE_HZ, 0, "NONE", ""))
        file.writeframes(spoken(*range(FIRST_WORD, FIRST_WORD + SPEECH_S)))
    settings = Settings.model_validate(
        {
            "storage": {"data_dir": tmp_path / "data", "run_dir": tmp_path / "run"},
            "station": {"port": free_port(), "welcome": False},
            "capture": {"mic": f"file:{speech}", "preroll_s": 0},
            "text": {"speakers": "off"},
        }
    )
    async with supervising(tmp_path, settings, command, patience_s=90) as box:
        await box.until_running()
        yield box


async def send(box: SupervisedBox, role: Role, number: signal.Signals) -> None:
    """Send a signal to the process with this role."""
    pid = (await box.process(role)).pid
    assert pid is not None
    os.kill(pid, number)


async def told(person: Person, msgid: str) -> None:
    """Wait until the page has told this since it was last asked."""
    await person.page.wait_for_function("said => told.includes(said)", arg=person._(msgid))


async def reads_on(person: Person) -> None:
    """Wait for words that were not said yet, with nothing on the page that calls them late."""
    known = int((await person.seen(WORDS).last.inner_text()).rstrip("?"))
    await person.page.wait_for_function(LAST_WORD, arg=[WORDS, known + 2])
    await expect(person.seen(".captions-late")).to_be_empty()
    await expect(person.seen(".captions[data-stale]")).to_have_count(0)
    await person.page.evaluate("() => (window.told = '')")


async def test_the_page_tells_what_died_or_hangs_and_goes_on_by_itself(
    touchscreen: BrowserContext, running: SupervisedBox
) -> None:
    """Capture and inference are killed, inference is stopped: all of it is told, nothing lost."""
    address = f"http://127.0.0.1:{running.settings.station.port}"
    watchman = Watchman(touchscreen, address)
    person = await Person.at(touchscreen, address)
    await start(person)
    await person.page.evaluate(LISTEN)
    await reads_on(person)

    await send(running, Role.CAPTURE, signal.SIGKILL)
    await told(person, "One moment")
    await person.reads(".state-word", "Recording")
    await reads_on(person)

    await send(running, Role.INFERENCE, signal.SIGKILL)
    await told(person, "The recogniser is starting.")
    await told(person, "The recording goes on.")
    await reads_on(person)

    await send(running, Role.INFERENCE, signal.SIGSTOP)
    await expect(person.seen(".captions[data-stale]")).to_be_visible()
    seconds = person._("{seconds} s", seconds="#")
    late = re.escape(person._("The words are {length} behind.", length=seconds))
    await expect(person.seen(".captions-late")).to_contain_text(
        re.compile(late.replace("\\#", "[0-9]+"))
    )
    await person.reads(".state-word", "Recording")
    await send(running, Role.INFERENCE, signal.SIGCONT)
    await reads_on(person)

    await stop_and_open(person)
    await expect(person.seen(".line").last).to_be_visible()
    await assert_whole(running, person.page.url.rpartition("/")[2])
    assert [] == watchman.noted


async def assert_whole(box: SupervisedBox, recording_id: str) -> None:
    """Check that all audio is there, but for the moment of the kill, and all of it as text."""
    socket, paths = box.settings.paths.station_socket, box.settings.paths
    async for progress in text_progress(socket, recording_id):
        assert progress.recording.text_state != "failed", progress.recording.problem
    audio = RecordingAudio(paths.recording(recording_id))
    recording = audio.recording()
    total = audio.available_samples()
    assert (RecordingState.CLOSED, total) == (recording.state, recording.total_samples)
    assert [GapCause.CAPTURE_RESTARTED] == [gap.cause for gap in recording.gaps]
    samples = array("h", audio.read(0, total))
    heard = [sample for sample in samples if sample]
    assert sorted(heard) == heard
    seams = [gap.at_sample for gap in recording.gaps if gap.duration_s >= AUDIBLE_GAP_S]
    said = [samples[at] for at in sorted({*range(0, total, SAMPLE_RATE_HZ), *seams}) if samples[at]]
    text = await stored_text(socket, recording_id)
    assert [str(word) for word in said] == [segment.text for segment in text.segments]
