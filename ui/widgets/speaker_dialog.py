"""Who speaks: names for the speakers of a recording, and another speaker for one line."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from ..i18n import Language
from ..lines import speaker_name
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
        speakers: Sequence[int],
        names: Mapping[int, str],
        on_names: Callable[[Mapping[int, str]], Any],
    ) -> None:
        """Ask what these speakers are called; tells those that were changed."""
        _ = self._language
        fields: dict[int, TextField] = {}
        with self._dialog.filled("speakers", _("Who speaks?")):
            Words(_("A name stands wherever this speaker speaks, also in exports."))
            for speaker in speakers:
                fields[speaker] = TextField(
                    _("Speaker {number}", number=speaker), value=names.get(speaker, ""), longest=60
                )
            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._dialog.close)
                keep = partial(self._keep, fields, names, on_names)
                TouchButton(_("Keep"), "check", keep, classes="strong")
        self._dialog.open()

    def choose(
        self,
        speakers: Sequence[int],
        names: Mapping[int, str],
        current: int | None,
        on_speaker: Callable[[int | None], Any],
    ) -> None:
        """Ask who speaks in one line; a new speaker can be chosen as well."""
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
                TouchButton(_("Cancel"), "close", self._dialog.close)
        self._dialog.open()

    def _keep(
        self,
        fields: Mapping[int, TextField],
        names: Mapping[int, str],
        on_names: Callable[[Mapping[int, str]], Any],
    ) -> Any:
        self._dialog.close()
        changed = {
            speaker: field.value.strip()
            for speaker, field in fields.items()
            if field.value.strip() != names.get(speaker, "")
        }
        return on_names(changed) if changed else None
