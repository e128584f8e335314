"""The Doctor page: what is wrong, and what to do about it."""

import logging
from collections.abc import Sequence
from datetime import datetime

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face_doctor import Finding, Verdict

from ..frame import frame
from ..i18n import Language, mark
from ..page_work import PageWork
from ..place import Place
from ..visit import Visit
from ..widgets.busy import Busy
from ..widgets.failure import UNSHOWN
from ..widgets.findings import Findings, distinct
from ..widgets.log_dialog import LogDialog
from ..widgets.microphone_chain import MicrophoneChain
from ..widgets.selftest_panel import SelfTestPanel
from ..widgets.support_dialog import SupportDialog
from ..widgets.touch import Sign, TouchButton, Words
from ..wording import moment

log = logging.getLogger(__name__)

EVERY_S = 60.0
"""A page that stays open examines by itself; it takes a second and disturbs nobody."""

UNEXAMINED = ApplianceError(mark("The box could not be examined."), hint=UNSHOWN.hint)


def doctor_page(visit: Visit) -> None:
    """Build the page."""
    with frame(visit, Place.DOCTOR):
        _DoctorPage(visit)


class _DoctorPage:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._work = PageWork()
        self._is_examining = False
        self._is_awaited = False
        self._is_outdated = False
        self._found: Sequence[Finding] = ()
        self._examined: datetime | None = None
        _ = visit.language
        logs, support = LogDialog(visit), SupportDialog(visit)
        with ui.element("div").classes("scroll"), ui.element("div").classes("doctor"):
            with ui.element("div").classes("doctor-found"):
                self._headline = ui.element("div").classes("headline").props("role=status")
                self._moment = Words(classes="quiet")
                with ui.element("div").classes("actions"):
                    self._again = TouchButton(_("Examine again"), "again", self._examine)
                    TouchButton(_("Logs"), "list", logs.open)
                    TouchButton(_("Support bundle"), "stick", support.open)
                self._findings = Findings(_, self._unmute)
            with ui.element("div").classes("doctor-tried"):
                MicrophoneChain(visit)
                SelfTestPanel(visit)
        self._examine()
        ui.timer(EVERY_S, self._begin, immediate=False)

    async def _unmute(self) -> None:
        visit, _ = self._visit, self._visit.language
        try:
            await visit.guarded(visit.station.doctor.unmute)
        except ApplianceError as error:
            visit.toast.failed(error)
        else:
            visit.toast.done(_("The microphone is switched on."))
        if not visit.is_over:
            self._examine()

    def _examine(self) -> None:
        """Examine for somebody who waits for it."""
        _ = self._visit.language
        self._is_awaited = True
        self._again.enable(enabled=False)
        self._headline.clear()
        with self._headline:
            Busy(_("Examining the box"))
        self._begin(is_asked=True)

    def _begin(self, *, is_asked: bool = False) -> None:
        if self._is_examining:
            # What runs may have looked before somebody mended what it looks at.
            self._is_outdated = self._is_outdated or is_asked
        else:
            self._is_examining, self._is_outdated = True, False
            self._work.begin(self._read(), name="examine the box")

    async def _read(self) -> None:
        try:
            findings = distinct(await self._visit.station.doctor.examine())
        except ApplianceError as error:
            self._fail(error)
        except Exception:
            log.exception("the box cannot be examined", extra={"event": "examination-failed"})
            self._fail(UNEXAMINED)
        else:
            if self._is_wanted:
                self._examined = datetime.now().astimezone()
                self._show(findings)
        finally:
            self._is_examining = False
            self._tell_moment()
        if self._is_outdated and not self._visit.is_over:
            self._begin()

    @property
    def _is_wanted(self) -> bool:
        return not self._visit.is_over and not self._is_outdated

    def _tell_moment(self) -> None:
        # What stays because nothing newer is known may be of another day by now.
        if self._examined is not None and not self._visit.is_over:
            _, now = self._visit.language, datetime.now().astimezone()
            at = moment(self._examined, now, _)
            self._moment.set_text(_("Examined at {moment}", moment=at))

    def _fail(self, error: ApplianceError) -> None:
        # Where nobody asked, what was found last stays, with its time.
        if self._is_awaited and self._is_wanted:
            self._visit.toast.failed(error)
            self._show(self._found)

    def _show(self, findings: Sequence[Finding]) -> None:
        if self._is_awaited or findings != self._found:
            self._headline.clear()
            if self._examined is not None:
                sign, words, more = verdict_of(findings, self._visit.language)
                with self._headline:
                    Sign(sign)
                    with ui.element("div"):
                        with ui.element("h1"):
                            Words(words)
                        Words(more)
            self._findings.show(findings)
        self._found, self._is_awaited = findings, False
        self._again.enable()


def verdict_of(findings: Sequence[Finding], _: Language) -> tuple[str, str, str]:
    """Return sign and sentence for all findings together, and what there is besides the worst."""
    broken = sum(each.verdict is Verdict.BROKEN for each in findings)
    odd = sum(each.verdict is Verdict.ATTENTION for each in findings)
    if broken:
        words = _.plural("{count} thing does not work", "{count} things do not work", broken)
        more = _.plural("{count} more thing to look at", "{count} more things to look at", odd)
        return "close", words, more if odd else ""
    if odd:
        words = _.plural("{count} thing to look at", "{count} things to look at", odd)
        return "warning", words, ""
    return "check", _("Everything is in order"), ""
