"""What makes sense with a stick that was just plugged in, over whatever page is open."""

from enum import StrEnum
from urllib.parse import urlencode

from nicegui import ui

from appliance.domain.stick_contents import StickContents
from appliance.station.face import Volume

from ..i18n import Language
from ..place import Place
from ..stick_words import audio_words, bundle_words, pack_list_words
from ..visit import Visit
from ..wording import stick_name
from .dialog import Dialog
from .row import Row
from .stick_choices import read_only_row, room_on
from .stick_watch import StickWatch
from .touch import TouchButton, Words


class StickDeed(StrEnum):
    """What the page of sticks can begin with: it stands in its address."""

    EXPORT = "export"
    ADD = "add"

    def way(self, stick: Volume) -> str:
        """Return the address at which the page begins with it."""
        return f"{Place.STICK}?{urlencode({'stick': stick.identity, 'deed': self.value})}"


class StickSheet:
    """Does nothing itself: it leads to the page of sticks, and goes with its stick."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._dialog = Dialog()
        self.stick: Volume | None = None
        """The one that it is open for."""

    def open(self, stick: Volume, found: StickContents, *, is_library_empty: bool) -> None:
        """Offer what can be taken away on it, and brought in from it."""
        _ = self._visit.language
        self.stick = stick
        heading = _("Stick plugged in: {label}", label=stick_name(stick, _))
        with self._dialog.filled("stick", heading):
            room = Words()
            with ui.element("div"):
                if not stick.writable:
                    read_only_row(_)
                elif not is_library_empty:
                    Row(
                        _("Export what is new"),
                        _("All with text that was not exported before"),
                        "export",
                        href=StickDeed.EXPORT.way(stick),
                    )
                if found.audio:
                    way = StickDeed.ADD.way(stick)
                    Row(*audio_words(found, _), "wave", href=way)
                Row(_("Open the Stick page"), _more_on(found, _), "stick", href=Place.STICK)
            with self._dialog.actions():
                TouchButton(_("Not now"), "close", self.close)

            def follow(stick: Volume | None) -> None:
                if stick is None:
                    self.close()
                else:
                    room.set_text(room_on(stick, _))

            self._dialog.open()  # first: the stick may be gone already
            StickWatch(self._visit, stick.identity, follow)

    def close(self) -> None:
        """Take it away."""
        self.stick = None
        self._dialog.close()


def _more_on(found: StickContents, _: Language) -> str:
    """Return what else is on it that can be brought in."""
    parts = []
    if found.lexicons:
        parts.append(pack_list_words(found, _))
    if found.bundles:
        parts.append(bundle_words(found, _))
    return " · ".join(parts)
