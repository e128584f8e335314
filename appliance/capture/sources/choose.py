"""Which kind of microphone ``capture.mic`` means."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path

from appliance.capture.sources.portaudio import PortAudioOpener
from appliance.capture.sources.source import Opener, Source, SourceUnavailableError
from appliance.capture.sources.virtual import FileOpener, SilenceOpener
from appliance.config import Capture
from appliance.samples.built_in import sample_file

log = logging.getLogger(__name__)


def choose(settings: Capture, *, announced: Callable[[], Sequence[tuple[str, str]]]) -> Opener:
    """Return what opens the microphone; ``announced`` gives identities and names of real ones."""
    kind, _, argument = settings.mic.partition(":")
    match kind:
        case "sample":
            return _sample(settings)
        case "auto-or-sample":
            return FirstOf(PortAudioOpener(announced=announced), _sample(settings))
        case "file":
            path = Path(argument).expanduser()
            return FileOpener(path, name=path.name, speed=settings.speed)
        case "silence":
            return SilenceOpener(speed=settings.speed)
        case "name":
            return PortAudioOpener(wanted=argument, announced=announced)
        case _:
            return PortAudioOpener(announced=announced)


class FirstOf:
    """Opens a real microphone, or the simulated one that stands in for it from the start.

    Once a real one was heard nothing stands in any more: words that nobody spoke must not get
    into the recording of a meeting whose microphone was unplugged.
    """

    def __init__(self, real: Opener, stand_in: Opener) -> None:
        self._real = real
        self._stand_in = stand_in
        self._was_real = False

    def open(self) -> Source:
        """Open the first that can be opened. Raises SourceUnavailableError."""
        try:
            source = self._real.open()
        except SourceUnavailableError as problem:
            if self._was_real:
                raise
            log.info("a stand-in is heard: %s", problem, extra={"event": "microphone-stand-in"})
            return self._stand_in.open()
        self._was_real = True
        return source


def _sample(settings: Capture) -> Opener:
    return FileOpener(sample_file("meeting_zh"), name="Built-in sample", speed=settings.speed)
