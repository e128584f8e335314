"""What the way to the Record page shows on all other pages: that a recording runs, and how long."""

from nicegui import ui

from appliance.domain.audio import to_seconds

from ..recording_control import Phase, phase_of
from ..visit import Visit
from ..wording import position
from .touch import Sign, Words

LOOK_S = 0.25
"""Seconds are shown, so none is left out."""


class RunningSign:
    """Changes ``way``, which has a sign and words for the time when nothing runs."""

    def __init__(self, visit: Visit, way: ui.element, sign: Sign, words: Words) -> None:
        self._visit, self._way, self._sign, self._words = visit, way, sign, words
        self._idle_words = words.text
        with way:
            self._elapsed = Words(classes="way-elapsed")
        visit.watch(self._draw, every_s=LOOK_S)

    def _draw(self) -> None:
        snapshot, _ = self._visit.station.snapshot(), self._visit.language
        phase, capture = phase_of(snapshot), snapshot.capture
        if phase is Phase.IDLE:
            self._show("record", self._idle_words)
            return
        if capture is not None:
            self._elapsed.set_text(position(to_seconds(capture.recorded_samples)))
        if snapshot.capture_is_late or capture is None:
            # What runs is not known; the time is the last that was.
            kind = "running late" if self._elapsed.text else ""
            self._show("wait", _("One moment"), kind)
        elif phase is Phase.PAUSED:
            self._show("pause", _("Paused"), "running")
        else:
            self._show("record", _("Recording"), "running on-air")

    def _show(self, sign: str, words: str, kind: str = "") -> None:
        if not kind:
            self._elapsed.set_text("")
        self._sign.show(sign)
        self._words.set_text(words)
        self._way.classes(replace=f"tab {kind}")
