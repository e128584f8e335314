"""Who speaks: names for the speakers of a recording, and another speaker for one line."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial
from typing import Any

from nicegui import ui

from appliance.errors import ApplianceError

from ..i18n import Language
from ..lines import speaker_name
from ..quotes import Quote
from .choice import Choice
from .dialog import Dialog
from .text_field import TextField
from .touch import TouchButton, Words

NOBODY = "0"
"""The option for a line whose speaker nobody knows."""


class SpeakerDialog:
    """Asks for it."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._dialog = Dialog()

    def name(
        self,
        quotes: Sequence[Quote],
        names: Mapping[int, str],
        on_name: Callable[[int, str], Awaitable[None]],
        *,
        can_hear: bool,
    ) -> None:
        """Ask what those are called who said this; tells each that was changed.

        With ``can_hear`` the player of the page plays what they said. Where ``on_name`` raises
        ApplianceError, the sheet stays and says so.
        """
        _, kept = self._language, dict(names)
        fields: dict[int, TextField] = {}

        async def keep() -> None:
            for field in fields.values():
                field.fail("")
            for speaker, field in fields.items():
                name = field.value.strip()
                if name == kept.get(speaker, ""):
                    continue
                try:
                    await on_name(speaker, name)
                except ApplianceError as error:
                    field.fail(" ".join(_.error(error)))
                    return
                kept[speaker] = name
            self._dialog.close_filling(filling)

        with self._dialog.filled("speakers", _("Who speaks?")):
            filling = self._dialog.filling
            Words(_("A name stands wherever this speaker speaks, also in exports."))
            for quote in quotes:
                with ui.element("div").classes("speaker"):
                    with ui.element("div").classes("speaker-said"):
                        Words(f"“{quote.text}”", classes="said")
                        if can_hear:
                            TouchButton(_("Hear"), "play", partial(_play, quote))
                    fields[quote.speaker] = TextField(
                        _("Speaker {number}", number=quote.speaker),
                        value=names.get(quote.speaker, ""),
                        longest=60,
                    )
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._dialog.close)
                TouchButton(_("Keep"), "check", keep, classes="strong")
        self._dialog.open()

    def choose(
        self,
        speakers: Sequence[int],
        names: Mapping[int, str],
        current: int | None,
        on_speaker: Callable[[int | None], Any],
        on_names: Callable[[], None],
    ) -> None:
        """Ask who speaks in one line; a new speaker can be chosen as well, or all be named."""
        _ = self._language
        new = max(speakers, default=0) + 1
        options = {str(number): speaker_name(number, names, _) for number in speakers}
        options[str(new)] = _("Somebody else")
        options[NOBODY] = _("Nobody knows")

        def chosen(option: str) -> Any:
            self._dialog.close()
            return on_speaker(int(option) or None)

        with self._dialog.filled("speakers", _("Who speaks here?")):
            value = NOBODY if current is None else str(current)
            Choice(_("Speaker"), options, value, chosen, is_list=True)
            with self._dialog.actions():
                if speakers:
                    TouchButton(_("Name speakers"), "speakers", on_names)
                TouchButton(_("Cancel"), "close", self._dialog.close)
        self._dialog.open()


def _play(quote: Quote) -> None:
    detail = json.dumps({"from": quote.start_s, "until": quote.end_s})
    ui.run_javascript(f"dispatchEvent(new CustomEvent('tingxia-play', {{detail: {detail}}}))")
