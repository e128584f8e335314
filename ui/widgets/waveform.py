"""The sound of a recording as one sees it; a tap plays from there."""

from collections.abc import Callable, Sequence

from nicegui import ui

from ..i18n import Language
from .moments import MOMENTS

Stretch = tuple[float, float]
"""From and up to, in seconds."""


class Waveform(ui.element, component="waveform.js", esm=MOMENTS):
    """Outline, speech, marks and gaps; a Player on the same page plays it."""

    def __init__(
        self,
        language: Language,
        *,
        recording_id: str,
        on_sought: Callable[[float], object] | None = None,
    ) -> None:
        """``on_sought`` gets the second that somebody chose."""
        super().__init__()
        _ = language
        self._shown: tuple[object, ...] = ()
        if on_sought is not None:
            self.on("sought", lambda event: on_sought(float(event.args)))
        self.props["src"] = f"/api/recordings/{recording_id}/peaks"
        self.props["words"] = {
            "seek": _("Place in the recording"),
            "wider": _("See more at once"),
            "closer": _("See it closer"),
            "earlier": _("See what is before"),
            "later": _("See what comes after"),
            "drawing": _("Drawing the sound"),
            "trouble": _(
                "The picture of the sound could not be read. It can be played all the same."
            ),
            "again": _("Try again"),
        }

    def show(
        self,
        *,
        duration_s: float,
        regions: Sequence[Stretch] = (),
        marks_s: Sequence[float] = (),
        gaps_s: Sequence[float] = (),
    ) -> None:
        """Show these; the browser hears of it only if they changed."""
        shown = (duration_s, tuple(regions), tuple(marks_s), tuple(gaps_s))
        if shown != self._shown:
            self._shown = shown
            self.props["duration"] = duration_s
            self.props["regions"] = [list(region) for region in regions]
            self.props["marks"] = list(marks_s)
            self.props["gaps"] = list(gaps_s)
            self.update()
