"""Which text of a recording is shown: a version, and with or without what was put right in it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from appliance.domain.transcript import TranscriptKind
from appliance.station.face import RecordingView

from ..i18n import Language
from ..wording import VERSIONS
from .choice import Choice
from .dialog import Dialog
from .switch import Switch
from .touch import TouchButton


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What somebody wants to read."""

    version: TranscriptKind | None = None
    """None is the best there is."""

    is_raw: bool = False
    """As it was recognised, before numbers became digits and terms were put right."""


class TextDialog:
    """Asks for it; tells every change at once."""

    def __init__(
        self, language: Language, on_change: Callable[[Shown], Any], *, on_replay: Callable[[], Any]
    ) -> None:
        """Call ``on_replay`` if somebody wants to see what today's hot words would change."""
        self._language = language
        self._on_change = on_change
        self._on_replay = on_replay
        self._shown = Shown()
        self._dialog = Dialog()

    def open(self, view: RecordingView) -> None:
        """Open it with the versions that there are."""
        _ = self._language
        current = view.transcript.kind if view.transcript is not None else None
        with self._dialog.filled("text", _("Which text?")):
            if current is not None:
                Choice(
                    _("Version"),
                    {kind.value: _(VERSIONS[kind]) for kind in view.versions},
                    current.value,
                    self._choose_version,
                    is_list=True,
                )
            Switch(
                _,
                _("As it was recognised"),
                self._choose_raw,
                is_on=self._shown.is_raw,
                hint=_("Numbers in words, terms as they were heard."),
            )
            with self._dialog.actions():
                TouchButton(_("Try today's hot words"), "list", self._replay)
                TouchButton(_("Done"), "check", self._dialog.close, classes="strong")
        self._dialog.open()

    def _replay(self) -> None:
        self._dialog.close()
        self._on_replay()

    def _choose_version(self, version: str) -> Any:
        self._shown = Shown(version=TranscriptKind(version), is_raw=self._shown.is_raw)
        return self._on_change(self._shown)

    def _choose_raw(self, is_on: bool) -> Any:
        self._shown = Shown(version=self._shown.version, is_raw=is_on)
        return self._on_change(self._shown)
