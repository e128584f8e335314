"""Models and packages of this box with their licences; a tap shows the text."""

from collections.abc import Callable
from functools import partial

from nicegui import ui

from appliance.station.face_licences import LicencesTold, Licensed
from appliance.station.face_settings import Group

from ..filling import Filling
from ..frame import frame
from ..place import Place
from ..visit import Visit
from ..widgets.dialog import Dialog
from ..widgets.row import Row
from ..widgets.settings_head import SettingsHead
from ..widgets.touch import TouchButton, Words


async def licences_page(visit: Visit) -> None:
    """Build the page."""
    with frame(visit, Place.SETTINGS):
        page = _LicencesPage(visit)
    await page.fill()


class _LicencesPage:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        _ = visit.language
        body = ui.element("div").classes("scroll licences")
        self._filling = Filling(visit, body, _("Reading the licences"))
        self._dialog = Dialog()

    async def fill(self) -> None:
        """Read what is installed."""
        await self._filling.fill(self._read)

    async def _read(self) -> Callable[[], None]:
        return partial(self._build, await self._visit.station.licences.told())

    def _build(self, told: LicencesTold) -> None:
        _ = self._visit.language
        SettingsHead(_, Group.ABOUT, _("Licences"))
        Words(_("Models"), classes="label")
        for model in told.models:
            Row(model.title, model.licence or _("Not told"), "text")
        Words(_("Packages"), classes="label")
        for package in told.packages:
            show = partial(self._show, package)
            Row(package.title, package.licence or _("Not told"), "disk", on_tap=show)

    async def _show(self, package: Licensed) -> None:
        _ = self._visit.language
        text = await self._visit.station.licences.text(package.name)
        if self._visit.is_over:
            return
        with self._dialog.filled("information", package.title):
            if text:
                with ui.element("div").classes("log licence").props("lang=en tabindex=0"):
                    Words(text)
            else:
                Words(_("This package brings no text of its licence."))
            with self._dialog.actions():
                TouchButton(_("Close"), "close", self._dialog.close, classes="strong")
        self._dialog.open()
