"""A copy of the library on a stick: what it holds, and how to make it."""

from nicegui import ui

from ..visit import Visit
from .backup_dialog import BackupDialog
from .row import Row
from .touch import TouchButton, Words


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
            again = _("Whoever looks after the box puts it back, by a command.")
            with Row(_("Back up to a stick"), again, "stick").end:
                TouchButton(_("Back up"), "export", dialog.open)
