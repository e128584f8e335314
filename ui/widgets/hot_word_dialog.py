"""From a correction to a hot word: what was put right once is recognised from then on."""

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

    def open(self, term: str) -> None:
        """Open it with a proposal."""
        _ = self._visit.language
        with self._dialog.filled("plus", _("Add a hot word")):
            Words(_("The recogniser listens for it from the next sentence on."))
            field = TextField(_("Word"), value=term, longest=40)

            async def add() -> None:
                term = field.value.strip()
                if not term:
                    return
                try:
                    await self._add(term)
                except ApplianceError as error:
                    field.fail(" ".join(_.error(error)))
                    return
                self._dialog.close()

            with self._dialog.actions():
                TouchButton(_("Cancel"), "close", self._dialog.close)
                TouchButton(_("Add"), "check", add, classes="strong")
        self._dialog.open()

    async def _add(self, term: str) -> None:
        _, settings = self._visit.language, self._visit.station.settings
        before = (await settings.hot_words()).text
        known = [line.strip() for line in before.splitlines()]
        if term not in known:
            text = "\n".join([*filter(None, known), term]) + "\n"
            await self._visit.guarded(lambda permit: settings.write_hot_words(text, permit))

        async def undo() -> None:
            await self._visit.guarded(lambda permit: settings.write_hot_words(before, permit))

        self._visit.toast.done(_("{term} is a hot word now.", term=term), undo=undo)
