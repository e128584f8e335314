"""In place of a page that cannot be built: what to do, and all the ways out."""

from nicegui import ui

from ..frame import frame
from ..place import Place
from ..visit import Visit
from ..widgets.failure import UNSHOWN, Failure
from ..widgets.touch import Sign, Words


def broken_page(visit: Visit) -> None:
    """Build the page."""
    _ = visit.language
    with (
        frame(visit, None),
        Failure(_, UNSHOWN, ui.navigate.reload),
        ui.element("a").classes("tap").props(f"href={Place.RECORD}"),
    ):
        Sign("record")
        Words(_("Record"))
