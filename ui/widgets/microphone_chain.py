"""The way of the sound, step by step, as it is at this moment."""

from nicegui import ui

from appliance.station.face_doctor import Finding, Verdict

from ..visit import Visit
from .findings import LIGHTS, said
from .level_meter import LevelMeter
from .touch import Sign, Words

EVERY_S = 0.25


class MicrophoneChain(ui.element):
    """Six steps under a live meter; the first that does not work says what to do."""

    def __init__(self, visit: Visit) -> None:
        super().__init__("section")
        self._visit = visit
        self._steps: list[_Step] = []
        _ = visit.language
        self.classes("panel")
        with self:
            with ui.element("h2").classes("heading"):
                Sign("microphone")
                Words(_("Microphone, step by step"))
            self._meter = LevelMeter(_)
            with ui.element("ol").classes("chain"):
                for finding in visit.station.doctor.microphone_chain():
                    self._steps.append(_Step(finding, visit))
        visit.watch(self._draw, every_s=EVERY_S)

    def _draw(self) -> None:
        self._meter.show(self._visit.station.snapshot())
        findings = self._visit.station.doctor.microphone_chain()
        for step, finding in zip(self._steps, findings, strict=True):
            step.show(finding)


class _Step:
    def __init__(self, finding: Finding, visit: Visit) -> None:
        self._visit = visit
        self._verdict: Verdict | None = None
        with ui.element("li").classes("chain-step") as self._item:
            self._sign = Sign("later")
            with ui.element("span").classes("words"):
                Words(visit.language(finding.title), classes="what")
                self._what = Words(classes="detail")
                self._fix = Words(classes="fix")
            self._light = Words(classes="light")
        self.show(finding)

    def show(self, finding: Finding) -> None:
        """Tell the browser what has changed."""
        _ = self._visit.language
        if finding.verdict is not self._verdict:
            self._verdict = finding.verdict
            sign, word = LIGHTS[finding.verdict]
            self._sign.show(sign)
            waits = finding.verdict is Verdict.NOT_APPLICABLE
            self._light.set_text("" if waits else _(word))
            self._item.classes(replace=f"chain-step {finding.verdict}")
        what, fix = said(finding, _)
        self._what.set_text(what)
        self._fix.set_text(fix)
