"""A copy of the library on a stick: what it holds, how to make it, where to read on."""

from nicegui import ui

from ..visit import Visit
from .backup_dialog import BackupDialog
from .row import Row
from .touch import TouchButton, Words

HOW_TO = "docs/how-to/back-up-the-library.md"


class BackupPanel(ui.element):
    """It is put back from the command line only: that needs a box that is stopped."""

    def __init__(self, visit: Visit) -> None:
        super().__init__("section")
        self.classes("setting-card")
        _ = visit.language
        with self:
            dialog = BackupDialog(visit)
            Words(_("Backup of the library"), classes="label")
            Words(
                _("All texts, titles, names and tags, without sound. Sound is taken by an export."),
                classes="hint",
            )
            again = _("It is put back from the command line: {how_to}", how_to=HOW_TO)
            with Row(_("Back up to a stick"), again, "stick").end:
                TouchButton(_("Back up"), "export", dialog.open)
