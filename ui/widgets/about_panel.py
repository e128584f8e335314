"""What this box is, its clock, and where help is."""

from importlib.metadata import version

from nicegui import ui

from ..place import Place
from ..visit import Visit
from .row import Row


class AboutPanel(ui.element):
    """What this is, and the ways to what tells more."""

    def __init__(self, visit: Visit) -> None:
        super().__init__("section")
        _ = visit.language
        self.classes("setting-card")
        with self:
            what = _("Tingxia {version}", version=version("tingxia"))
            Row(what, _("Offline: nothing leaves this box by a network."), "information")
            Row(
                _("Doctor"),
                _("Is something wrong? It looks and helps."),
                "doctor",
                href=Place.DOCTOR,
            )
            Row(
                _("First steps"), _("Language, microphone, clock, PIN"), "again", href=Place.WELCOME
            )
            Row(
                _("Licences"),
                _("Models and packages of others"),
                "list",
                href=Place.LICENCES,
            )
