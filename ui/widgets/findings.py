"""What the doctor found: a light, what it is, what was found, why it matters, what to do."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face_doctor import Area, Finding, Remedy, Verdict, Way
from appliance.station.face_settings import Group

from ..i18n import Language, mark
from ..place import Place, settings_of
from ..recogniser import reason_words
from .facts import Fact, FactWords
from .row import Row
from .touch import Sign, TouchButton, Words

LIGHTS: Mapping[Verdict, tuple[str, str]] = {
    Verdict.BROKEN: ("close", mark("Does not work")),
    Verdict.ATTENTION: ("warning", mark("Look at this")),
    Verdict.OK: ("check", mark("In order")),
    Verdict.NOT_APPLICABLE: ("later", mark("Does not apply")),
}
"""Sign and word of each verdict, worst first; no colour says it."""

AREAS: Mapping[Area, str] = {
    Area.MICROPHONE: mark("Microphone"),
    Area.RECOGNISER: mark("Recogniser"),
    Area.BOX: mark("The box"),
    Area.MACHINE: mark("The machine"),
}

WAYS: Mapping[Way, tuple[str, str, str]] = {
    Way.HISTORY: (Place.HISTORY, "list", mark("Open the history")),
    Way.STICK: (Place.STICK, "stick", mark("Open the Stick page")),
    Way.RECOGNITION: (
        settings_of(Group.RECOGNITION),
        "settings",
        mark("Open the settings: Recognition"),
    ),
    Way.STORAGE: (
        settings_of(Group.STORAGE),
        "settings",
        mark("Open the settings: Storage"),
    ),
    Way.THIS_BOX: (
        settings_of(Group.ABOUT),
        "settings",
        mark("Open the settings: This box"),
    ),
}
"""Address, sign and words of the page on which a next step is."""

WORTH_SHOWING = frozenset({Verdict.BROKEN, Verdict.ATTENTION})


def said(finding: Finding, _: Language) -> tuple[str, str]:
    """Return what was found and what to do, in this language."""
    fields = {
        name: reason_words(value, _) if name == "reason" else value
        for name, value in finding.fields.items()
    }
    whole = ApplianceError(finding.what, hint=finding.fix or finding.what, **fields)
    what, fix = _.error(whole)
    return what, _("What to do: {step}", step=fix) if finding.fix else ""


def distinct(findings: Sequence[Finding]) -> list[Finding]:
    """Leave out what repeats the cause that an earlier step has named already."""
    told: set[tuple[str, str]] = set()
    found = []
    for finding in findings:
        cause = (finding.what, finding.fix)
        if finding.verdict not in WORTH_SHOWING or cause not in told:
            found.append(finding)
        if finding.fix:
            told.add(cause)
    return found


class Findings(ui.element):
    """What needs somebody comes first; everything else is shown when it is asked for."""

    def __init__(self, language: Language, on_unmute: Callable[[], Any]) -> None:
        super().__init__("div")
        self._language = language
        self._on_unmute = on_unmute
        self._found: Sequence[Finding] = ()
        self._shows_all = False
        self.classes("findings")

    def show(self, findings: Sequence[Finding]) -> None:
        """Show these."""
        self._found = findings
        self._draw()

    def _toggle(self) -> None:
        self._shows_all = not self._shows_all
        self._draw()

    def _draw(self) -> None:
        _ = self._language
        self.clear()
        urgent = [each for each in self._found if each.verdict in WORTH_SHOWING]
        urgent.sort(key=lambda each: list(LIGHTS).index(each.verdict))
        rest = [each for each in self._found if each.verdict not in WORTH_SHOWING]
        with self:
            for finding in urgent:
                self._row(finding)
            if rest:
                with ui.element("div").classes("findings-rest"):
                    for fact in _sum(rest, _):
                        Fact(fact)
                    TouchButton(
                        _("Show less") if self._shows_all else _("Show all"),
                        "minus" if self._shows_all else "plus",
                        self._toggle,
                    )
            if self._shows_all:
                for area, name in AREAS.items():
                    of_area = [each for each in rest if each.area is area]
                    if of_area:
                        with ui.element("h2").classes("label"):
                            Words(_(name))
                        for finding in of_area:
                            self._row(finding)

    def _row(self, finding: Finding) -> None:
        _ = self._language
        sign, word = LIGHTS[finding.verdict]
        what, fix = said(finding, _)
        with Row(_(finding.title), what, sign, classes=f"finding {finding.verdict}") as row:
            with row.below:
                Words(_(finding.why), classes="why")
                if fix:
                    Words(fix, classes="fix")
                if finding.remedy is Remedy.UNMUTE:
                    TouchButton(_("Unmute"), "microphone", self._on_unmute)
                if finding.way is not None:
                    href, way_sign, words = WAYS[finding.way]
                    with ui.element("a").classes("tap").props(f'href="{href}"'):
                        Sign(way_sign)
                        Words(_(words))
            with row.end:
                Words(_(word), classes="light")


def _sum(rest: Sequence[Finding], _: Language) -> Iterator[FactWords]:
    """Yield how many are in order and how many do not apply: as many as there are rows."""
    fine = sum(each.verdict is Verdict.OK for each in rest)
    if fine:
        words = _.plural("{count} check is in order", "{count} checks are in order", fine)
        yield FactWords(sign="check", words=words)
    if idle := len(rest) - fine:
        words = _.plural("{count} does not apply here", "{count} do not apply here", idle)
        yield FactWords(sign="later", words=words)
