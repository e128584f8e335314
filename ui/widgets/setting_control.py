"""One setting: what it does, a way to change it, where its value comes from, the way back."""

import asyncio
from collections.abc import Awaitable, Callable

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face_lock import Permit
from appliance.station.face_settings import Kind, Setting, Source, Value

from ..setting_words import GB, SPOKEN, facts, option_words, unit_words, value_words
from ..spoken_languages import can_be_found_out, spoken_languages
from ..visit import Visit
from .choice import Choice
from .facts import Fact, FactWords
from .language_choice import LanguageChoice
from .slider import Slider
from .switch import Switch
from .text_field import TextField
from .touch import TouchButton, Words

AUTO = "auto"
"""The model finds out which language is spoken."""

MOST_STEPS = 200
"""With more of them from end to end a number is typed, not tapped."""


class SettingControl(ui.element):
    """Asks for the PIN where it is needed; what is refused is said below, and the value stays."""

    def __init__(
        self, visit: Visit, setting: Setting, on_changed: Callable[[Setting], Awaitable[None]]
    ) -> None:
        super().__init__("div")
        self._visit = visit
        self._setting = setting
        self._on_changed = on_changed
        self._show_value: Callable[[Value], None] = lambda _value: None
        self._kept_button: TouchButton | None = None
        self._changing = asyncio.Lock()
        _ = visit.language
        self.classes("setting-card").props["data-key"] = setting.key
        with self:
            if setting.source is Source.FIXED:
                self._build_fixed()
            else:
                self._build()
            self._error = ui.element("div").classes("setting-error").props("role=alert")
            with ui.element("div").classes("setting-foot"):
                self._facts = ui.element("div").classes("facts")
                self._reset_button = TouchButton(_("Back to default"), "undo", self._reset)
        self._drawn: object = None
        self.show(setting)

    def show(self, setting: Setting) -> None:
        """Show it as it is now."""
        self._setting = setting
        self._show_value(setting.value)
        snapshot = self._visit.station.snapshot()
        is_recording = snapshot.capture is not None and snapshot.capture.state != "idle"
        can_diarise = snapshot.inference is None or snapshot.inference.can_diarise
        said = list(
            facts(
                setting,
                self._visit.language,
                is_recording=is_recording,
                can_diarise=can_diarise,
            )
        )
        if said != self._drawn:
            self._drawn = said
            self._facts.clear()
            with self._facts:
                for sign, words in said:
                    Fact(FactWords(sign=sign, words=words))
        self._reset_button.set_visibility(setting.source is Source.SCREEN)

    def follow(self, setting: Setting) -> None:
        """Show what was changed elsewhere; what is just changed here shows by itself."""
        if not self._changing.locked():
            self.show(setting)

    @property
    def is_pending(self) -> bool:
        """Whether it waits to take effect."""
        return self._setting.is_pending

    def _build_fixed(self) -> None:
        _, setting = self._visit.language, self._setting
        Words(_(setting.title), classes="label")
        Words(_(setting.what), classes="hint")
        Words(value_words(setting, setting.value, _), classes="fixed-value")

    def _build(self) -> None:
        _, setting = self._visit.language, self._setting
        title, what = _(setting.title), _(setting.what)
        match setting.kind:
            case Kind.SWITCH:
                switch = Switch(_, title, self._change, is_on=bool(setting.value), hint=what)
                self._show_value = lambda value: switch.show(is_on=bool(value))
            case Kind.CHOICE if setting.key == SPOKEN:
                self._build_languages(title, what)
            case Kind.CHOICE:
                self._build_choice(title, what)
            case Kind.NUMBER if _is_short(setting):
                self._build_slider(title, what)
            case _:
                self._build_field(title, what)

    def _build_choice(self, title: str, what: str) -> None:
        setting = self._setting
        values = {str(option.value): option.value for option in setting.options}
        choice = Choice(
            title,
            option_words(setting, self._visit.language),
            str(setting.value),
            lambda chosen: self._change(values.get(chosen, chosen)),
        )
        with choice:
            Words(what, classes="hint").move(choice, 1)
        self._show_value = lambda value: choice.show(str(value))

    def _build_languages(self, title: str, what: str) -> None:
        """Offer what the model in use tells, in place of what the table of settings knows."""
        _, value = self._visit.language, str(self._setting.value)
        snapshot = self._visit.station.snapshot()
        offers_auto = value == AUTO or can_be_found_out(snapshot)
        choice = LanguageChoice(
            _,
            spoken_languages(snapshot, _),
            value,
            self._change,
            label=title,
            hint=what,
            last={AUTO: option_words(self._setting, _)[AUTO]} if offers_auto else None,
        )
        self._show_value = lambda value: choice.show(str(value))

    def _build_slider(self, title: str, what: str) -> None:
        setting = self._setting
        assert setting.least is not None
        assert setting.most is not None
        slider = Slider(
            self._visit.language,
            title,
            lambda value: self._change(_number(setting, value)),
            value=float(setting.value),
            lowest=setting.least,
            highest=setting.most,
            step=setting.step,
            unit=unit_words(setting.unit, self._visit.language),
            hint=what,
        )
        self._show_value = lambda value: slider.show(float(value))

    def _build_field(self, title: str, what: str) -> None:
        _, setting = self._visit.language, self._setting
        is_number = setting.kind is Kind.NUMBER
        unit = unit_words(setting.unit, _)
        with ui.element("div").classes("kept-field"):
            field = TextField(
                f"{title} ({unit})" if unit and setting.unit != "days" else title,
                lambda text: keep.set_visibility(text.strip() != self._written()),
                value=self._written(),
                hint=what,
                input_mode="decimal" if is_number else "text",
                on_enter=lambda _text: kept(),
            )

            async def kept() -> None:
                await self._change(self._read(field.value.strip()))

            keep = TouchButton(_("Keep"), "check", kept, classes="strong")
        keep.set_visibility(False)

        def show(_value: Value) -> None:
            # What somebody is just typing is theirs, also while nothing of it was heard yet.
            if not keep.visible and field.value.strip() != self._written():
                field.show(self._written())

        self._show_value = show
        self._kept_button = keep

    def _written(self) -> str:
        setting = self._setting
        if setting.kind is not Kind.NUMBER:
            return str(setting.value)
        return f"{float(setting.value) / (GB if setting.unit == 'bytes' else 1):g}"

    def _read(self, text: str) -> Value:
        """Return what was typed; what is no number is refused by the station, in its words."""
        setting = self._setting
        if setting.kind is not Kind.NUMBER:
            return text
        try:
            number = float(text)
        except ValueError:
            return text
        return _number(setting, number * (GB if setting.unit == "bytes" else 1))

    async def _change(self, value: Value) -> None:
        settings, key = self._visit.station.settings, self._setting.key

        async def deed(permit: Permit | None) -> Setting:
            return await settings.change(key, value, permit)

        await self._done(deed)

    async def _reset(self) -> None:
        _, settings, former = self._visit.language, self._visit.station.settings, self._setting

        async def deed(permit: Permit | None) -> Setting:
            return await settings.reset(former.key, permit)

        async def undo() -> None:
            await self._visit.guarded(
                lambda permit: settings.change(former.key, former.value, permit)
            )

        if await self._done(deed):
            words = _("{title}: back to the default", title=_(former.title))
            self._visit.toast.done(words, undo)

    async def _done(self, deed: Callable[[Permit | None], Awaitable[Setting]]) -> bool:
        async with self._changing:
            try:
                setting = await self._visit.guarded(deed)
            except ApplianceError as error:
                self._fail(error)
                return False
        if not self.is_deleted:
            self._error.clear()
            if self._kept_button is not None:
                self._kept_button.set_visibility(False)
            self.show(setting)
        await self._on_changed(setting)
        return True

    def _fail(self, error: ApplianceError) -> None:
        if self.is_deleted:
            self._visit.toast.failed(error)
            return
        self._error.clear()
        with self._error:
            Fact(FactWords(sign="warning", words=" ".join(self._visit.language.error(error))))
        self._show_value(self._setting.value)


def _is_short(setting: Setting) -> bool:
    if setting.least is None or setting.most is None:
        return False
    return (setting.most - setting.least) / setting.step <= MOST_STEPS


def _number(setting: Setting, value: float) -> Value:
    """Return a number of the kind that the setting has; the slider knows only one."""
    return round(value) if isinstance(setting.value, int) else round(value, 6)
