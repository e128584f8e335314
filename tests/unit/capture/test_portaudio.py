"""Real microphones, with a sound system made by hand."""

import sys
from array import array
from pathlib import Path

import pytest

from appliance.capture.sources import SourceLostError, SourceUnavailableError
from appliance.capture.sources.portaudio import PortAudioOpener
from tests.fakes.sound_system import FakeSoundSystem


@pytest.fixture
def sound(monkeypatch: pytest.MonkeyPatch) -> FakeSoundSystem:
    """A sound system in the place of sounddevice."""
    system = FakeSoundSystem()
    monkeypatch.setitem(sys.modules, "sounddevice", system)
    return system


def opener(wanted: str = "") -> PortAudioOpener:
    """Return an opener that hears of one USB microphone."""
    return PortAudioOpener(wanted=wanted, announced=lambda: [("usb-1", "USB Mic")])


def test_opens_at_the_native_rate_and_resamples(sound: FakeSoundSystem) -> None:
    """A second at 48 kHz comes out as a second at 16 kHz, in steps of its callbacks."""
    sound.plug("USB Mic: Audio (hw:1,0)")
    source = opener().open()
    (stream,) = sound.streams
    assert (stream.rate_hz, stream.channels) == (48_000, 1)
    assert (source.info.name, source.info.identity) == ("USB Mic: Audio", "usb-1")
    assert (source.info.native_rate_hz, source.info.is_virtual) == (48_000, False)
    audio = b""
    for _ in range(20):
        stream.deliver(array("h", [8000] * 2400).tobytes())
        heard = source.read(0)
        assert heard is not None
        audio += heard.pcm
    assert len(audio) // 2 == pytest.approx(16_000, abs=400)
    assert array("h", audio)[8000] == pytest.approx(8000, abs=2)


def test_a_replugged_device_is_found_under_another_index(sound: FakeSoundSystem) -> None:
    """After a loss the list is read afresh and the same name is taken, wherever it is."""
    sound.plug("USB Mic: Audio (hw:1,0)")
    microphones = opener()
    microphones.open()
    sound.plugged.clear()
    sound.plug("USB Webcam: Audio (hw:1,0)")
    sound.plug("USB Mic: Audio (hw:3,0)")
    assert microphones.open().info.name == "USB Mic: Audio"
    assert sound.streams[-1].name == "USB Mic: Audio (hw:3,0)"


def test_a_busy_device_gives_way_to_the_next(sound: FakeSoundSystem) -> None:
    """What cannot be opened is passed over; if nothing can, every reason is told."""
    sound.plug("USB Mic (hw:1,0)")
    sound.plug("Built-in (hw:0,0)")
    sound.busy.add("USB Mic (hw:1,0)")
    assert opener().open().info.name == "Built-in"
    sound.busy.add("Built-in (hw:0,0)")
    with pytest.raises(SourceUnavailableError, match=r"USB Mic: Device unavailable.*--mic sample"):
        opener().open()


def test_a_stereo_only_device_is_mixed_down(sound: FakeSoundSystem) -> None:
    """A device that insists on two channels is opened with two and becomes mono."""
    sound.plug("Line In (hw:0,0)", channels=2, mono=False, rate=16_000)
    source = opener().open()
    assert sound.streams[0].channels == 2
    sound.streams[0].deliver(array("h", [1000, 3000] * 8000).tobytes())
    heard = source.read(0)
    assert heard is not None
    assert array("h", heard.pcm)[4000] == pytest.approx(2000, abs=2)


def test_the_end_of_the_stream_is_a_loss_after_the_last_piece(sound: FakeSoundSystem) -> None:
    """What was delivered before the device went is still heard; overflow is passed on."""
    sound.plug("USB Mic", rate=16_000)
    source = opener().open()
    sound.streams[0].deliver(bytes(1600), overflow=True)
    sound.streams[0].finish()
    heard = source.read(0)
    assert heard is not None
    assert (heard.pcm, heard.overflowed) == (bytes(1600), True)
    with pytest.raises(SourceLostError, match="USB Mic stopped"):
        source.read(0)


def test_a_silent_callback_is_no_piece(sound: FakeSoundSystem) -> None:
    """Without a callback a read ends with nothing."""
    sound.plug("USB Mic")
    assert opener().open().read(0.01) is None


@pytest.mark.parametrize(
    ("wanted", "plugged", "problem"),
    [
        ("", [], "No microphone is connected.*--mic sample"),
        ("Jabra", ["USB Mic"], "No microphone is called Jabra. There is: USB Mic"),
    ],
)
def test_nothing_to_open_tells_the_next_step(
    sound: FakeSoundSystem, wanted: str, plugged: list[str], problem: str
) -> None:
    """No microphone, or none of that name, is explained."""
    for name in plugged:
        sound.plug(name)
    with pytest.raises(SourceUnavailableError, match=problem):
        opener(wanted).open()


def test_a_sound_system_that_was_away_is_used_again(sound: FakeSoundSystem) -> None:
    """A refused initialisation is tried again at each attempt until it succeeds."""
    sound.plug("USB Mic (hw:1,0)")
    microphones = opener()
    microphones.open()
    sound.refuses = True
    for _ in range(3):
        with pytest.raises(SourceUnavailableError, match="Error initializing PortAudio"):
            microphones.open()
    sound.refuses = False
    assert "USB Mic" == microphones.open().info.name


def test_a_sound_system_that_fails_at_the_import_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The library initialises PortAudio when it is imported; its refusal does not end capture."""
    program = "class PortAudioError(Exception): pass\nraise PortAudioError('host error')\n"
    (tmp_path / "sounddevice.py").write_text(program, encoding="utf-8")
    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(SourceUnavailableError, match="does not answer: host error"):
        opener().open()
