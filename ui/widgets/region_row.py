"""One stretch of speech: when, how long, how sure; to hear it and to have it recognised."""

from collections.abc import Awaitable, Callable

from nicegui import ui

from appliance.domain.audio import to_seconds
from appliance.station.face_speech import SpeechRegion

from ..i18n import Language
from ..wording import length, position
from .touch import TouchButton, Words


class RegionRow(ui.element):
    """``recognise`` returns the text, or None where it could not be had and somebody was told."""

    def __init__(
        self,
        language: Language,
        number: int,
        region: SpeechRegion,
        recognise: Callable[[], Awaitable[str | None]],
    ) -> None:
        super().__init__("div")
        self._language = language
        self._recognise = recognise
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
            self._button = TouchButton(_("Text"), "text", self._ask)
        play.on(
            "click",
            js_handler=(
                "() => window.dispatchEvent(new CustomEvent('tingxia-play', "
                f"{{ detail: {{ from: {start_s}, until: {end_s} }} }}))"
            ),
        )

    async def _ask(self) -> None:
        _ = self._language
        self._button.enable(enabled=False)
        self._said.set_text(_("Being recognised"))
        text = await self._recognise()
        if self.is_deleted:
            return
        self._said.set_text((text or _("No words were heard.")) if text is not None else "")
        self._button.enable()
