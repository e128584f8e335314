"""The self-test: begin, progress, result, and how it was before."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from datetime import datetime
from functools import partial

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face_doctor import (
    SelfTestProgress,
    SelfTestResult,
    SelfTestVerdict,
)

from ..filling import Filling
from ..i18n import Language, mark
from ..page_work import PageWork
from ..visit import Visit
from ..wording import size
from .facts import Fact, FactWords
from .progress_bar import ProgressBar
from .touch import Sign, TouchButton, Words

VERDICTS: Mapping[SelfTestVerdict, tuple[str, str]] = {
    SelfTestVerdict.PASSED: ("check", mark("Passed")),
    SelfTestVerdict.TOO_MANY_ERRORS: ("close", mark("Not passed: the text has too many errors")),
    SelfTestVerdict.TOO_SLOW: ("close", mark("Not passed: slower than speech")),
    SelfTestVerdict.WORSE_THAN_USUAL: ("warning", mark("Passed, with more errors than usual")),
    SelfTestVerdict.SLOWER_THAN_USUAL: ("warning", mark("Passed, but slower than usual")),
}

NIGHTS = 14
"""So many results make the trend."""

TALLEST_RTF = 1.0
"""Fills a bar of the trend: as slow as speech itself."""


class SelfTestPanel(ui.element):
    """Ends with the page; the result is kept by the box."""

    def __init__(self, visit: Visit) -> None:
        super().__init__("section")
        self._visit = visit
        self._work = PageWork()
        self._is_running = False
        _ = visit.language
        self.classes("panel")
        with self:
            with ui.element("h2").classes("heading"):
                Sign("doctor")
                Words(_("Self-test"))
            Words(_("The box listens to a built-in meeting of one minute and checks its own text."))
            self._place = ui.element("div").classes("panel-place")
            results = ui.element("div").classes("panel-place")
        self._filling = Filling(visit, results, _("Reading the results"))
        self._offer()
        self._work.begin(self._filling.fill(self._read), name="read the self-tests")

    def _offer(self) -> None:
        _ = self._visit.language
        self._place.clear()
        with self._place:
            TouchButton(_("Test now"), "play", self._begin)

    def _begin(self) -> None:
        # Not in the event's own task, so that a test that is cancelled ends where it stands.
        if not self._is_running:
            self._is_running = True
            self._work.begin(self._run(), name="test the box")

    async def _run(self) -> None:
        _ = self._visit.language
        self._place.clear()
        with self._place:
            bar = ProgressBar(_("Listening to the built-in meeting"), 0.0)
            TouchButton(_("Cancel"), "close", self._work.end)
        try:
            async with aclosing(self._visit.station.doctor.selftest()) as steps:
                async for progress in steps:
                    if not self._visit.is_over:
                        bar.show(_share(progress))
        except ApplianceError as error:
            self._visit.toast.failed(error)
        finally:
            self._is_running = False
            if not self._visit.is_over:
                self._offer()
        await self._filling.fill(self._read)

    async def _read(self) -> Callable[[], None]:
        results = await self._visit.station.doctor.selftests()
        return partial(self._show, results[-NIGHTS:])

    def _show(self, results: Sequence[SelfTestResult]) -> None:
        if not results:
            return
        _, last = self._visit.language, results[-1]
        sign, word = VERDICTS[last.verdict]
        with ui.element("div").classes("selftest-result"):
            Fact(FactWords(sign=sign, words=_(word), classes="verdict"))
            Fact(FactWords(sign="clock", words=_moment(last, _)))
        with ui.element("div").classes("selftest-figures"):
            _figure(_("Wrong characters"), f"{100 * last.cer:.1f} %")
            speed = 1 / last.rtf if last.rtf else 0.0
            _figure(_("Speed"), _("{speed} × speech", speed=f"{speed:.1f}"))
            if last.peak_bytes:
                _figure(_("Memory at most"), size(last.peak_bytes))
        if len(results) > 1:
            Words(_("Time needed, the last {count} tests", count=len(results)), classes="quiet")
            with ui.element("div").classes("trend").props("aria-hidden=true"):
                for result in results:
                    share = min(1.0, result.rtf / TALLEST_RTF)
                    bar = ui.element("div").classes(
                        "trend-bar" if result.passed else "trend-bar not"
                    )
                    bar.style(f"height: {max(0.04, share):.0%}")


def _figure(label: str, value: str) -> None:
    with ui.element("div").classes("figure"):
        Words(value, classes="value")
        Words(label, classes="quiet")


def _share(progress: SelfTestProgress) -> float | None:
    return progress.done_s / progress.total_s if progress.total_s else None


def _moment(result: SelfTestResult, _: Language) -> str:
    moment = datetime.fromisoformat(result.at).astimezone()
    return f"{_.date(moment)} {_.clock(moment)}"
