"""One stretch of speech: when, how long, how sure, what is said; to hear and to recognise it."""

from collections.abc import Callable

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
        self,
        language: Language,
        number: int,
        region: SpeechRegion,
        text: RegionText,
        on_recognise: Callable[[], object],
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
                self._written = Words(classes="said")
                self._note = Words(classes="detail")
                self._of_its_own = Words(classes="detail")
                self._said = Words(classes="said")
            play = TouchButton(_("Hear"), "play")
            self._button = TouchButton(_("Recognise"), "text", on_recognise)
        play.on(
            "click",
            js_handler=(
                "() => window.dispatchEvent(new CustomEvent('tingxia-play', "
                f"{{ detail: {{ from: {start_s}, until: {end_s} }} }}))"
            ),
        )
        text.on_change = self._draw
        self._draw()

    def point_out(self, *, on: bool) -> None:
        """Show that this is the one that was looked for."""
        if on:
            self.classes("here").props("aria-current=true")
        else:
            self.classes(remove="here").props(remove="aria-current")

    def _draw(self) -> None:
        if self.is_deleted:
            return
        _, text = self._language, self._spoken
        said = text.said
        self._written.set_text(text.written.text)
        self._note.set_text(text.written.note)
        self._button.enable(enabled=not text.is_being_recognised)
        if text.is_being_recognised:
            self._of_its_own.set_text(_("Being recognised"))
            self._said.set_text("")
        else:
            self._of_its_own.set_text("" if said is None else _("Recognised on its own:"))
            self._said.set_text("" if said is None else said or _("No words were heard."))
