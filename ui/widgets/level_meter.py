"""How loud it is, with words for too loud and for silence."""

import time

from nicegui import ui

from appliance.station.face import Snapshot

from ..i18n import Language
from ..notices import SILENCE_ALARM_S
from .meter import Meter
from .touch import Words, set_flag

QUIETEST_DBFS = -60.0
CLIP_HOLD_S = 3.0
"""Clipping lasts milliseconds; a person needs longer to read that."""


class LevelMeter(ui.element):
    """A bar from -60 dBFS to full scale."""

    def __init__(self, language: Language) -> None:
        super().__init__("div")
        self._language = language
        self._clipped_samples: int | None = None
        """As seen last; what was clipped before somebody looked is no news."""

        self._clip_until_s = 0.0
        self.classes("input")
        with self, ui.element("div").classes("input-line"):
            self._name = Words()
            self._verdict = Words().style("font-weight: 700; flex: none")
        with self:
            self._meter = Meter()

    def show(self, snapshot: Snapshot) -> None:
        """Show the level of this snapshot."""
        _, capture = self._language, snapshot.capture
        is_heard = capture is not None and capture.microphone_state == "listening"
        level_dbfs = capture.level_dbfs if capture is not None and is_heard else QUIETEST_DBFS
        self._meter.show(1 - level_dbfs / QUIETEST_DBFS)
        self._name.set_text(_.told(capture.microphone) if capture is not None else "")
        set_flag(self._meter, "data-stale", on=snapshot.capture_is_late)
        has_clipped = self._has_clipped_more(snapshot)
        if snapshot.capture_is_late:
            verdict = _("Not up to date")
        else:
            verdict = self._judge(snapshot, has_clipped) if is_heard else _("Not heard")
        self._verdict.set_text(verdict)

    def _has_clipped_more(self, snapshot: Snapshot) -> bool:
        if snapshot.capture is None:
            return False
        before, self._clipped_samples = self._clipped_samples, snapshot.capture.clipped_samples
        return before is not None and self._clipped_samples > before

    def _judge(self, snapshot: Snapshot, has_clipped: bool) -> str:
        _, capture, now_s = self._language, snapshot.capture, time.monotonic()
        assert capture is not None
        if has_clipped:
            self._clip_until_s = now_s + CLIP_HOLD_S
        if now_s < self._clip_until_s:
            return _("Too loud: move the microphone away")
        if capture.silent_s > SILENCE_ALARM_S:
            return _("Silence")
        return _("Heard")
