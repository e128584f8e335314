"""One stretch of speech: when, how long, how sure; to hear it and to have it recognised."""

from nicegui import ui

from appliance.domain.audio import to_seconds
from appliance.station.face_speech import SpeechRegion

from ..i18n import Language
from ..region_text import RegionText
from ..wording import length, position
from .touch import TouchButton, Words


class RegionRow(ui.element):
    """It may go and come again; its text stays whose it is."""

    def __init__(
        self, language: Language, number: int, region: SpeechRegion, text: RegionText
    ) -> None:
        super().__init__("div")
        self._language = language
        self._spoken = text
        _ = language
        start_s, end_s = to_seconds(region.start_sample), to_seconds(region.end_sample)
        self.classes("region")
        with self:
            with ui.element("div").classes("words"):
                Words(f"{number}. {position(start_s)} – {position(end_s)}", classes="what")
                facts = [
                    length(end_s - start_s, _),
                    _("{percent} % sure", percent=round(100 * region.certainty)),
                ]
                if region.forced:
                    facts.append(_("cut because of its length"))
                Words(" · ".join(facts), classes="detail")
                self._said = Words(classes="said")
            play = TouchButton(_("Hear"), "play")
            self._button = TouchButton(_("Text"), "text", text.ask)
        play.on(
            "click",
            js_handler=(
                "() => window.dispatchEvent(new CustomEvent('tingxia-play', "
                f"{{ detail: {{ from: {start_s}, until: {end_s} }} }}))"
            ),
        )
        text.on_change = self._draw
        self._draw()

    def _draw(self) -> None:
        if self.is_deleted:
            return
        _, said = self._language, self._spoken.said
        is_waited_for = self._spoken.is_being_recognised
        self._button.enable(enabled=not is_waited_for)
        if is_waited_for:
            self._said.set_text(_("Being recognised"))
        else:
            self._said.set_text("" if said is None else said or _("No words were heard."))
