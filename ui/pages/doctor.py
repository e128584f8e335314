"""The Doctor page: what is wrong, and what to do about it."""

from collections.abc import Sequence

from nicegui import background_tasks, ui

from appliance.errors import ApplianceError
from appliance.station.face_doctor import Finding, Verdict

from ..frame import Place, frame
from ..i18n import Language
from ..visit import Visit
from ..widgets.busy import Busy
from ..widgets.findings import Findings, distinct
from ..widgets.log_dialog import LogDialog
from ..widgets.microphone_chain import MicrophoneChain
from ..widgets.selftest_panel import SelfTestPanel
from ..widgets.support_dialog import SupportDialog
from ..widgets.touch import Sign, TouchButton, Words


def doctor_page(visit: Visit) -> None:
    """Build the page."""
    with frame(visit, Place.DOCTOR):
        _DoctorPage(visit)


class _DoctorPage:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._is_examining = False
        _ = visit.language
        logs, support = LogDialog(visit), SupportDialog(visit)
        with ui.element("div").classes("scroll"), ui.element("div").classes("doctor"):
            with ui.element("div").classes("doctor-found"):
                self._headline = ui.element("div").classes("headline").props("role=status")
                with ui.element("div").classes("actions"):
                    self._again = TouchButton(_("Examine again"), "again", self._examine)
                    TouchButton(_("Logs"), "list", logs.open)
                    TouchButton(_("Support bundle"), "stick", support.open)
                self._findings = Findings(_)
            with ui.element("div").classes("doctor-tried"):
                MicrophoneChain(visit)
                SelfTestPanel(visit)
        self._examine()

    def _examine(self) -> None:
        _ = self._visit.language
        if not self._is_examining:
            self._is_examining = True
            self._again.enable(enabled=False)
            self._headline.clear()
            with self._headline:
                Busy(_("Examining the box"))
            background_tasks.create(self._read(), name="examine the box")

    async def _read(self) -> None:
        try:
            findings = distinct(await self._visit.station.doctor.examine())
        except ApplianceError as error:
            if not self._visit.is_over:
                self._headline.clear()
                self._visit.toast.failed(error)
            return
        finally:
            self._is_examining = False
            if not self._visit.is_over:
                self._again.enable()
        if self._visit.is_over:
            return
        self._headline.clear()
        sign, words = verdict_of(findings, self._visit.language)
        with self._headline:
            Sign(sign)
            with ui.element("h1"):
                Words(words)
        self._findings.show(findings)


def verdict_of(findings: Sequence[Finding], _: Language) -> tuple[str, str]:
    """Return sign and sentence for all findings together."""
    broken = sum(each.verdict is Verdict.BROKEN for each in findings)
    odd = sum(each.verdict is Verdict.ATTENTION for each in findings)
    if broken:
        words = _.plural("{count} thing does not work", "{count} things do not work", broken)
        return "close", words
    if odd:
        return "warning", _.plural("{count} thing to look at", "{count} things to look at", odd)
    return "check", _("Everything is in order")
