"""The questions of the first run: language, microphone, clock, PIN. Each can be left and redone."""

from collections.abc import Callable
from functools import partial

from nicegui import ui

from appliance.errors import ApplianceError

from ..frame import frame
from ..i18n import NAMES, mark
from ..place import Place
from ..visit import Visit
from ..welcome import Hearing, Welcome
from ..widgets.clock_panel import ClockPanel
from ..widgets.microphone_pick import MicrophonePick
from ..widgets.microphone_test import MicrophoneTest
from ..widgets.touch import Sign, TouchButton, Words

STEPS = (
    mark("Language"),
    mark("Microphone"),
    mark("Clock"),
    mark("PIN"),
    mark("Done"),
)
LANGUAGE, MICROPHONE, CLOCK, PIN, DONE = range(len(STEPS))


def welcome_page(visit: Visit, step: int, welcome: Welcome) -> None:
    """Build the page at one of its steps."""
    with frame(visit, Place.WELCOME):
        _WelcomePage(visit, min(step, DONE), welcome)


class _WelcomePage:
    def __init__(self, visit: Visit, step: int, welcome: Welcome) -> None:
        self._visit = visit
        self._welcome = welcome
        self._hearing = welcome.hearing
        self._step = step
        self._draw_step: Callable[[], None] = lambda: None
        with ui.element("div").classes("welcome"):
            self._steps = ui.element("ol").classes("welcome-steps")
            # So that keys can scroll it.
            self._body = ui.element("div").classes("welcome-body").props("tabindex=0")
            self._ways = ui.element("div").classes("welcome-ways")
        self._show()
        visit.watch(self._draw, every_s=0.2)
        ui.timer(1.0, self._draw, immediate=False)

    def _draw(self) -> None:
        self._draw_step()
        if self._welcome.hearing is not self._hearing:
            self._hearing = self._welcome.hearing
            if self._step == DONE:
                self._show()
            else:
                self._show_steps()

    def _go(self, step: int) -> None:
        self._step = step
        # A page that loads itself again, in another language or after a restart, stays where it is.
        ui.navigate.history.replace(f"{Place.WELCOME}?step={step}")
        self._show()

    def _show(self) -> None:
        self._draw_step = lambda: None
        self._show_steps()
        self._body.clear()
        self._ways.clear()
        build = (self._language, self._microphone, self._clock, self._pin, self._done)[self._step]
        with self._body:
            build()

    def _show_steps(self) -> None:
        _ = self._visit.language
        self._steps.clear()
        with self._steps:
            for number, name in enumerate(STEPS):
                kind = "now" if number == self._step else "past" if number < self._step else ""
                unheard = self._unheard() if kind == "past" and number == MICROPHONE else ""
                with ui.element("li").classes(f"step {kind}") as item:
                    Sign("warning" if unheard else "check" if kind == "past" else "later")
                    Words(unheard or _(name))
                if kind == "now":
                    item.props("aria-current=step")

    def _unheard(self) -> str:
        """Say why the step of the microphone is not done; nothing if it is."""
        _ = self._visit.language
        return {
            Hearing.HEARD: "",
            Hearing.UNHEARD: _("Microphone: not heard"),
            Hearing.NONE: _("No microphone"),
        }[self._hearing]

    def _build_ways(self, words: str, *, sign: str = "forward", skip: str = "") -> None:
        """Build the way back and the way on."""
        _ = self._visit.language
        with self._ways:
            if self._step:
                TouchButton(_("Back"), "back", partial(self._go, self._step - 1))
            go_on = partial(self._go, self._step + 1)
            if skip:
                TouchButton(skip, "forward", go_on)
            if words:
                TouchButton(words, sign, go_on, classes="strong")

    def _head(self, words: str, hint: str) -> Words:
        with ui.element("h1").classes("heading"):
            Words(words)
        return Words(hint, classes="lead")

    def _language(self) -> None:
        _ = self._visit.language
        with ui.element("h1").classes("heading"):
            for code, words in (("zh-CN", "选择语言"), ("en", "Choose your language")):
                Words(words).props(f"lang={code}").style("display: block")
        Words(_("It can be changed at any time."), classes="lead")
        with ui.element("div").classes("welcome-languages"):
            for code, name in NAMES.items():
                button = TouchButton(name, on_tap=partial(self._speak, code))
                button.props(f"lang={code}").classes("strong" if code == _.code else "")
        self._build_ways(_("Go on"))

    async def _speak(self, code: str) -> None:
        settings = self._visit.station.settings
        try:
            await self._visit.guarded(
                lambda permit: settings.change("station.locale", code, permit)
            )
        except ApplianceError as error:
            self._visit.toast.failed(error)
            return
        if code == self._visit.language.code:
            self._go(MICROPHONE)
        else:
            self._visit.speak(code, f"{Place.WELCOME}?step={MICROPHONE}")

    def _microphone(self) -> None:
        _ = self._visit.language
        speak = self._head(
            _("Is the microphone heard?"), _("Say a few words where people will speak.")
        )
        MicrophonePick(self._visit)
        test = MicrophoneTest(self._visit)

        def draw() -> None:
            test.draw()
            self._welcome.heard_by = test.heard_by or self._welcome.heard_by
            speak.set_visibility(self._welcome.hearing is not Hearing.NONE)

        self._draw_step = draw
        draw()
        self._build_ways(_("Go on"))

    def _clock(self) -> None:
        _ = self._visit.language
        self._head(_("Is this the right time?"), _("Recordings carry it."))
        panel = ClockPanel(self._visit)
        self._draw_step = panel.draw
        self._build_ways(_("Go on"))

    def _pin(self) -> None:
        _, has_pin = self._visit.language, self._visit.lock.has_pin
        self._head(
            _("A PIN for this box?"),
            _(
                "It guards advanced settings, models, emptying the trash and switching off; in"
                " kiosk mode all settings and deletion. Recording never needs it."
            ),
        )
        Words(_("Write it down: only whoever looks after the box can remove a forgotten PIN."))
        if has_pin:
            Words(_("A PIN is set"), classes="lead")
            self._build_ways(_("Go on"))
            return
        TouchButton(_("Set a PIN"), "lock", self._ask_pin, classes="strong")
        self._build_ways("", skip=_("Without a PIN"))

    def _ask_pin(self) -> None:
        self._visit.lock.dialog.choose(self._set_pin)

    async def _set_pin(self, pin: str) -> None:
        lock = self._visit.lock
        lock.keep(await self._visit.station.lock.set_pin(pin, lock.permit))
        self._go(DONE)

    def _done(self) -> None:
        _ = self._visit.language
        is_heard = self._hearing is Hearing.HEARD
        if is_heard:
            self._head(_("The box is ready"), _("Tap Start on the Record page, and speak."))
        elif self._hearing is Hearing.UNHEARD:
            self._head(
                _("The microphone was not heard"),
                _("Go back to it and say a few words: is it switched on, and not muted?"),
            )
        else:
            self._head(
                _("The box has no microphone yet"),
                _("What is said in the room is not recorded until one is connected."),
            )
        self._build_ways("")
        with self._ways:
            if not is_heard:
                again = partial(self._go, MICROPHONE)
                TouchButton(_("To the microphone"), "microphone", again, classes="strong")
            classes = "strong" if is_heard else ""
            TouchButton(_("To the Record page"), "record", self._finish, classes=classes)

    async def _finish(self) -> None:
        try:
            await self._visit.station.settings.finish_welcome()
        except ApplianceError as error:
            self._visit.toast.failed(error)
            return
        ui.navigate.to(Place.RECORD.value)
