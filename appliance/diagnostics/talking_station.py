"""A station that hears a talk of hours in minutes: its page shows whether memory grows with it.

``python -m appliance.diagnostics.talking_station PORT FOLDER TIMES PARENT_PID`` serves the
real screen over a library that is empty; only what is heard is made up. Nothing is recorded.
"""

import asyncio
import math
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final

from appliance.bootstrap import station_app
from appliance.config import load
from appliance.diagnostics.synthetic_speech import SyntheticSpeech
from appliance.domain.audio import to_samples
from appliance.domain.marker import Marker, MarkerKind
from appliance.library import Library
from appliance.orphans import die_with_parent
from appliance.paths import prepare
from appliance.station.background import background
from appliance.station.box import BoxStation
from appliance.station.captions import LiveCaptions
from appliance.station.changes import Changes
from appliance.station.face import Snapshot
from appliance.station.port import bind
from appliance.station.web import WebServer
from appliance.wire.capture import CaptureState, CaptureStatus, MicrophoneState
from appliance.wire.inference import FinalHypothesis, PartialHypothesis

RECORDING_ID: Final = "20250512-093000-a1b2"
TICK_S: Final = 0.1
"""A microphone is told of ten times a second; so often the page is drawn."""

_MARKER_EVERY_S: Final = 600.0


class Talk:
    """What one who never stops has said so far."""

    def __init__(self, *, times: float, changed: Changes) -> None:
        self._times = times
        self._changed = changed
        self._speech = SyntheticSpeech(3)
        self._captions = LiveCaptions(RECORDING_ID, followed_samples=0, on_change=changed.notify)
        self._said_s = 0.0
        self._markers: tuple[Marker, ...] = ()

    async def go_on(self) -> None:
        """Speak for ever."""
        loop = asyncio.get_running_loop()
        began_s, utterance = loop.time(), 0
        open_one = self._speech.utterance(0)
        while True:
            await asyncio.sleep(TICK_S)
            self._said_s = (loop.time() - began_s) * self._times
            while open_one.end_sample <= to_samples(self._said_s):
                final = FinalHypothesis(
                    utterance=utterance,
                    start_sample=open_one.start_sample,
                    end_sample=open_one.end_sample,
                    text=open_one.text,
                    raw_text=open_one.raw_text,
                    language=open_one.language,
                    engine="",
                    model="",
                    model_sha256="",
                    decode_s=0.0,
                )
                self._captions.understood(final)
                self._captions.decided([final], open_one.end_sample)
                utterance += 1
                open_one = self._speech.utterance(open_one.end_sample)
            self._guess(utterance, open_one.text, open_one.start_sample)
            if self._said_s > _MARKER_EVERY_S * (len(self._markers) + 1):
                marker = Marker(at_sample=to_samples(self._said_s), kind=MarkerKind.DECISION)
                self._markers = (*self._markers, marker)
            self._changed.notify()

    def _guess(self, utterance: int, text: str, start_sample: int) -> None:
        end_sample = to_samples(self._said_s)
        half = len(text) // 2
        self._captions.guessed(
            PartialHypothesis(
                utterance=utterance,
                start_sample=start_sample,
                end_sample=max(start_sample, end_sample),
                stable_text=text[:half],
                tentative_text=text[half:],
                decode_s=0.0,
            )
        )

    def shown_in(self, snapshot: Snapshot) -> Snapshot:
        """Return the snapshot as of a box that records this."""
        recorded_samples = to_samples(self._said_s)
        return replace(
            snapshot,
            capture=CaptureStatus(
                state=CaptureState.RECORDING,
                recording_id=RECORDING_ID,
                recorded_samples=recorded_samples,
                microphone="Built-in sample",
                microphone_state=MicrophoneState.LISTENING,
                level_dbfs=-30.0 + 20.0 * math.sin(self._said_s),
                recordable_s=36_000.0,
            ),
            captions=self._captions.view(recorded_samples),
            markers=self._markers,
        )


class TalkingStation(BoxStation):
    """The real one, but for what it hears."""

    talk: Talk

    def snapshot(self) -> Snapshot:
        """Return the present state of the talk."""
        return self.talk.shown_in(super().snapshot())

    def changes(self) -> Changes:
        """Return where its listeners are told."""
        return self._changes


async def run(port: int, folder: Path, *, times: float) -> None:
    """Serve until killed."""
    settings = load(
        environment={}, overrides={"storage.data_dir": str(folder), "station.port": port}
    )
    prepare(settings.paths)
    with closing(bind(port)) as listener:
        async with Library.open(settings.paths) as library, background() as work:
            station = TalkingStation(settings, library, work)
            station.talk = Talk(times=times, changed=station.changes())
            work.start(station.talk.go_on())
            await WebServer(station_app(station, settings)).serve(sockets=[listener])


if __name__ == "__main__":
    die_with_parent(int(sys.argv[4]))
    asyncio.run(run(int(sys.argv[1]), Path(sys.argv[2]), times=float(sys.argv[3])))
