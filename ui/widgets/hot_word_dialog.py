"""From a correction to a hot word: what was put right once is recognised from then on."""

from collections.abc import Callable
from functools import partial

from appliance.errors import ApplianceError

from ..visit import Visit
from .dialog import Dialog
from .text_field import TextField
from .touch import TouchButton, Words


class HotWordDialog:
    """Asks which word, and adds it to the screen's own list."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._dialog = Dialog()

    def open(self, term: str, on_added: Callable[[], None]) -> None:
        """Open it with a proposal; ``on_added`` is called once the word is in the list."""
        _, settings = self._visit.language, self._visit.station.settings
        with self._dialog.filled("plus", _("Add a hot word")):
            filling = self._dialog.filling
            Words(_("The recogniser listens for it from the next sentence on."))
            field = TextField(_("Word"), value=term, longest=40)

            async def add() -> None:
                term = field.value.strip()
                if not term:
                    return
                try:
                    is_new = await self._visit.guarded(partial(settings.add_hot_word, term))
                except ApplianceError as error:
                    field.fail(" ".join(_.error(error)))
                    return
                self._dialog.close_filling(filling)
                on_added()
                back = partial(self._visit.guarded, partial(settings.remove_hot_word, term))
                told = _("{term} is a hot word now.", term=term)
                self._visit.toast.done(told, undo=back if is_new else None)

            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._dialog.close)
                TouchButton(_("Add"), "check", add, classes="strong")
        self._dialog.open()
