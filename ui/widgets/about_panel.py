"""What this box is, its clock, and where help is."""

from importlib.metadata import version

from nicegui import Client, ui

from ..visit import Visit
from .row import Row


class AboutPanel(ui.element):
    """Ways that are not served are not shown."""

    def __init__(self, visit: Visit) -> None:
        super().__init__("section")
        _, served = visit.language, set(Client.page_routes.values())
        self.classes("setting-card")
        with self:
            what = _("Tingxia {version}", version=version("tingxia"))
            Row(what, _("Offline: nothing leaves this box by a network."), "information")
            if "/doctor" in served:
                Row(
                    _("Doctor"),
                    _("Is something wrong? It looks and helps."),
                    "doctor",
                    href="/doctor",
                )
            Row(_("First steps"), _("Language, microphone, clock, PIN"), "again", href="/welcome")
            Row(
                _("Licences"),
                _("Models and packages of others"),
                "list",
                href="/settings/licences",
            )
