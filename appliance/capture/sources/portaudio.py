"""Real microphones through PortAudio, at their native rate."""

import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any

from appliance.capture.sources.resampler import resampler
from appliance.capture.sources.source import (
    PIECE_SAMPLES,
    Cue,
    Heard,
    Source,
    SourceInfo,
    SourceLostError,
    SourceUnavailableError,
)
from appliance.domain.audio import SAMPLE_RATE_HZ
from appliance.domain.microphone_choice import SoundInput, identity, rank

log = logging.getLogger(__name__)

_QUEUE_PIECES = 600
"""About 30 s; the callback drops beyond that and says so."""


class PortAudioSource:
    """An open input. Its callback only copies and hands over."""

    def __init__(self, sounddevice: Any, item: SoundInput, *, known_as: str) -> None:
        self.info = SourceInfo(
            name=item.plain_name,
            identity=known_as,
            native_rate_hz=item.native_rate_hz,
            is_virtual=False,
        )
        self._pieces: queue.Queue[tuple[bytes, int, bool]] = queue.Queue(_QUEUE_PIECES)
        self._dropped = False
        self._ended = threading.Event()
        self._stream, channels = self._open_stream(sounddevice, item)
        self._resampler = resampler(rate_hz=item.native_rate_hz, channels=channels)

    def read(self, timeout_s: float) -> Heard | None:
        """Wait for the next piece. Raises SourceLostError when PortAudio ended the stream."""
        try:
            raw, at_ns, overflowed = self._pieces.get(timeout=timeout_s)
        except queue.Empty:
            if self._ended.is_set():
                raise SourceLostError(f"{self.info.name} stopped.") from None
            return None
        return Heard(pcm=self._resampler.feed(raw), at_ns=at_ns, overflowed=overflowed)

    def cue(self, cue: Cue | None) -> None:
        """Do nothing: a real room speaks when it likes."""

    def close(self) -> None:
        """Abort the stream; may hang with a broken driver, which the supervisor notices."""
        self._stream.abort(ignore_errors=True)
        self._stream.close(ignore_errors=True)

    def _open_stream(self, sounddevice: Any, item: SoundInput) -> tuple[Any, int]:
        """Open with one channel if the device allows it, else with as many as it insists on."""
        counts = dict.fromkeys((1, min(2, item.channels), item.channels))
        failure: Exception | None = None
        for channels in counts:
            stream = None
            try:
                stream = sounddevice.RawInputStream(
                    device=item.index,
                    samplerate=item.native_rate_hz,
                    channels=channels,
                    dtype="int16",
                    blocksize=item.native_rate_hz * PIECE_SAMPLES // SAMPLE_RATE_HZ,
                    callback=self._copy,
                    finished_callback=self._ended.set,
                )
                stream.start()
            except sounddevice.PortAudioError as error:
                failure = error
                if stream is not None:
                    stream.close(ignore_errors=True)
            else:
                return stream, channels
        raise SourceUnavailableError(f"{item.plain_name}: {failure}")

    def _copy(self, data: Any, _frames: int, _time: Any, status: Any) -> None:
        overflowed = self._dropped or bool(status and status.input_overflow)
        try:
            self._pieces.put_nowait((bytes(data), time.monotonic_ns(), overflowed))
            self._dropped = False
        except queue.Full:
            self._dropped = True


class PortAudioOpener:
    """Chooses by name and identity, from a fresh list each time."""

    def __init__(
        self, *, wanted: str = "", announced: Callable[[], Sequence[tuple[str, str]]]
    ) -> None:
        """``wanted`` is part of the name, "" takes the best; ``announced`` asks the hardware."""
        self._wanted = wanted
        self._announced = announced
        self._previous = ""
        self._is_initialised = True
        """Importing the library did it."""

        self._was_listed = False

    def open(self) -> Source:
        """Open the best input that can be opened. Raises SourceUnavailableError."""
        sounddevice = self._library()
        inputs = self._inputs(sounddevice)
        ranked = rank(inputs, wanted=self._wanted, previous=self._previous)
        problems = []
        for item in ranked:
            known_as = identity(item, self._announced())
            try:
                source = PortAudioSource(sounddevice, item, known_as=known_as)
            except SourceUnavailableError as problem:
                problems.append(str(problem))
            else:
                self._previous = item.plain_name
                return source
        raise SourceUnavailableError(self._explain(inputs, problems))

    def _library(self) -> Any:
        try:
            import sounddevice
        except OSError as error:
            raise SourceUnavailableError(
                "The library PortAudio is missing. Whoever looks after the box installs it "
                "(`sudo apt install libportaudio2`), or uses the virtual microphone: --mic sample."
            ) from error
        except Exception as error:  # its own class, which is not there before the import succeeds
            raise _silent_system(error) from error
        return sounddevice

    def _inputs(self, sounddevice: Any) -> list[SoundInput]:
        """List the inputs. PortAudio looks at the devices only when it is initialised."""
        try:
            if self._was_listed and self._is_initialised:
                sounddevice._terminate()  # noqa: SLF001 - the documented way to a fresh list
                self._is_initialised = False
            if not self._is_initialised:
                sounddevice._initialize()  # noqa: SLF001 - see above
                self._is_initialised = True
            self._was_listed = True
            default = sounddevice.default.device[0]
            return [
                SoundInput(
                    index=int(device["index"]),
                    name=str(device["name"]),
                    channels=int(device["max_input_channels"]),
                    native_rate_hz=int(device["default_samplerate"]),
                    is_default=int(device["index"]) == default,
                )
                for device in sounddevice.query_devices()
            ]
        except sounddevice.PortAudioError as error:
            raise _silent_system(error) from error

    def _explain(self, inputs: Sequence[SoundInput], problems: Sequence[str]) -> str:
        names = ", ".join(item.plain_name for item in inputs if item.channels > 0)
        if problems:
            return (
                f"No microphone can be opened ({'; '.join(problems)}). Plug it in again, close "
                "programs that use it, or use the virtual microphone: --mic sample."
            )
        if names:
            return f"No microphone is called {self._wanted}. There is: {names}."
        return (
            "No microphone is connected. Connect one; it is used at once. Or use the virtual "
            "microphone: --mic sample."
        )


def _silent_system(error: Exception) -> SourceUnavailableError:
    return SourceUnavailableError(
        f"The sound system does not answer: {error}. Start the box again; if it stays so, whoever "
        "looks after the box checks the sound driver with `arecord -l`, or uses the virtual "
        "microphone: --mic sample."
    )
