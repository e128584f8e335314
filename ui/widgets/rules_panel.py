"""The rules of speech as sliders: tried at once, kept in the settings by a tap."""

from collections.abc import Callable
from dataclasses import replace

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face_speech import EndpointRules

from ..kept_rules import changed, keep, put_back
from ..setting_words import unit_words
from ..visit import Visit
from .slider import Slider
from .touch import TouchButton, Words


class RulesPanel(ui.element):
    """Begins with those of the settings."""

    def __init__(self, visit: Visit, on_try: Callable[[], object]) -> None:
        """``on_try`` is called when other ``rules`` were chosen."""
        super().__init__("section")
        self.classes("rules")
        self._visit = visit
        self._on_try = on_try
        self.rules = visit.station.speech.rules()
        self._build()

    def _build(self) -> None:
        _, rules = self._visit.language, self.rules
        self.clear()
        with self:
            Slider(
                _,
                _("Surely speech from"),
                lambda value: self._try(replace(self.rules, threshold=value / 100)),
                value=round(rules.threshold * 100),
                lowest=5,
                highest=95,
                step=5,
                unit="%",
                hint=_("Higher leaves noise out; lower hears quiet voices."),
            )
            Slider(
                _,
                _("Pause that ends a line"),
                lambda value: self._try(replace(self.rules, trailing_silence_s=value)),
                value=rules.trailing_silence_s,
                lowest=0.3,
                highest=5,
                step=0.1,
                unit=unit_words("s", _),
                hint=_("0.5 to 1 s for talks, 2 to 3 s for speeches."),
            )
            Slider(
                _,
                _("Shortest speech"),
                lambda value: self._try(replace(self.rules, min_speech_s=value)),
                value=rules.min_speech_s,
                lowest=0.05,
                highest=2,
                step=0.05,
                unit=unit_words("s", _),
                hint=_("Shorter sounds are taken for noise."),
            )
            Slider(
                _,
                _("Longest line"),
                lambda value: self._try(replace(self.rules, max_segment_s=value)),
                value=rules.max_segment_s,
                lowest=5,
                highest=28,
                step=1,
                unit=unit_words("s", _),
                hint=_("Longer speech is cut at its quietest place."),
            )
            TouchButton(_("As in the settings"), "undo", self._reset)
            self._keep_button = TouchButton(_("Keep in the settings"), "check", self._keep)
            Words(_("Only tried here. Nothing of the recording is changed."), classes="quiet")
        self._draw_keep()

    def _try(self, rules: EndpointRules) -> None:
        self.rules = rules
        self._draw_keep()
        self._on_try()

    def _reset(self) -> None:
        self.rules = self._visit.station.speech.rules()
        self._build()
        self._on_try()

    def _draw_keep(self) -> None:
        if not self._visit.is_over:
            configured = self._visit.station.speech.rules()
            self._keep_button.set_visibility(bool(changed(configured, self.rules)))

    async def _keep(self) -> None:
        _, visit, settings = self._visit.language, self._visit, self._visit.station.settings
        values = changed(visit.station.speech.rules(), self.rules)
        try:
            former = await visit.guarded(lambda permit: keep(settings, values, permit))
        except ApplianceError as error:
            visit.toast.failed(error)
            return

        async def undo() -> None:
            await visit.guarded(lambda permit: put_back(settings, former, permit))
            self._draw_keep()

        visit.toast.done(_("Kept in the settings."), undo)
        self._draw_keep()
