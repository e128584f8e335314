"""Of sticks, in the settings: who can read an export, and where sticks are used."""

from nicegui import ui

from ..place import Place
from ..visit import Visit
from .row import Row


class StickPanel(ui.element):
    """The key of exports itself is an advanced setting."""

    def __init__(self, visit: Visit) -> None:
        super().__init__("section")
        self._visit = visit
        self.classes("setting-card")
        _ = visit.language
        with self:
            self._exports = Row("", "", "lock")
            Row(_("Stick"), _("Take recordings away, bring files in"), "stick", href=Place.STICK)
        self.draw()

    def draw(self) -> None:
        """Show what holds now."""
        _ = self._visit.language
        if self._visit.station.export_recipient:
            what, detail = _("Exports are encrypted"), _("Only the owner of the key can read them.")
        else:
            what = _("Exports are not encrypted")
            detail = _("Whoever has the stick can read them, unless a key is set below.")
        self._exports.what.set_text(what)
        self._exports.detail.set_text(detail)
        self._exports.sign.show("lock" if self._visit.station.export_recipient else "unlocked")
