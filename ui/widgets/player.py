"""The player at the foot of a page: play, jump, speed, time."""

from nicegui import ui

from ..i18n import Language
from .moments import MOMENTS
from .touch import apart_ms


class Player(ui.element, component="player.js", esm=MOMENTS):
    """Plays one recording; what else is on the page asks it by events of the browser.

    With ``keeps_place`` the address of the page has where it is, as ``at``.
    """

    def __init__(
        self,
        language: Language,
        *,
        recording_id: str,
        begin_s: float = 0.0,
        is_here: bool = True,
        keeps_place: bool = False,
    ) -> None:
        """``is_here``: its audio was not lost with a disk."""
        super().__init__()
        _ = language
        self.props["begin"] = begin_s
        self.props["keeps"] = keeps_place
        self.props["apart"] = apart_ms()
        self.props["src"] = f"/api/recordings/{recording_id}/audio"
        self._language = language
        self._is_here: bool | None = None
        self.tell(is_here=is_here)

    def tell(self, *, is_here: bool) -> None:
        """Tell whether its audio is on this box, by what is known now."""
        if is_here == self._is_here:
            return
        self._is_here, _ = is_here, self._language
        self.props["words"] = {
            "play": _("Play"),
            "pause": _("Pause"),
            "back": _("10 s back"),
            "forward": _("10 s on"),
            "speed": _("How fast it plays"),
            "trouble": _("The sound cannot be played. Tap Play to try again.")
            if is_here
            else _("The sound of this recording is not on this box. Its text is."),
        }
        self.update()

    def show(self, duration_s: float) -> None:
        """Tell how long the recording is."""
        if self.props.get("duration") != duration_s:
            self.props["duration"] = duration_s
            self.update()
