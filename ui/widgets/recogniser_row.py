"""Which model makes the text of the files that are added, and where another one is chosen."""

from collections.abc import Sequence

from nicegui import ui

from appliance.station.face_settings import Group, InstalledModel

from ..place import settings_of
from ..visit import Visit
from .row import Row
from .touch import Sign, Words


class RecogniserRow(Row):
    """The box has one model in use, so that a batch cannot have its own: see batch.md.

    Whoever may not go to the settings has no way there.
    """

    def __init__(self, visit: Visit, models: Sequence[InstalledModel]) -> None:
        _, inference = visit.language, visit.station.snapshot().inference
        name = (inference.second_pass_model or inference.model) if inference is not None else ""
        titles = {model.name: model.title for model in models}
        super().__init__(
            _("Recognised with {model}", model=titles.get(name, name))
            if name
            else _("Recognised once a model is ready"),
            _("The one of all recordings. It is changed in the settings, under Recognition."),
            "text",
        )
        if not visit.lock.hides:
            with self.end, ui.element("a").classes("tap") as way:
                way.props(f"href={settings_of(Group.RECOGNITION)}")
                Sign("settings")
                Words(_("Settings"))
