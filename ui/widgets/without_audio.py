"""Recordings whose audio could not be carried away: each by its name, with the next step."""

from collections.abc import Sequence
from typing import Final

from nicegui import ui

from appliance.station.face import WithoutAudio

from ..endings import without_audio_words
from ..i18n import Language
from .row import Row
from .touch import Words

SHOWN: Final = 50
"""More are only counted."""


def show_without_audio(without: Sequence[WithoutAudio], _: Language) -> None:
    """Build the list; nothing if there are none."""
    if not without:
        return
    Words(without_audio_words(len(without), _))
    with ui.element("div").classes("files").props("tabindex=0"):  # so that keys can scroll it
        for one in without[:SHOWN]:
            what, next_step = _.error(one.error)
            with Row(one.name, what, "warning").below:
                Words(next_step)
    if len(without) > SHOWN:
        more = len(without) - SHOWN
        Words(_.plural("and {count} more recording", "and {count} more recordings", more))
