"""A support bundle: say what happened, then it goes to a stick."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path

from appliance.station.face import ExportProgress

from ..i18n import mark
from ..visit import Visit
from .several import Several
from .text_field import TextField
from .touch import Words
from .written_dialog import WrittenDialog

MARKS = (
    mark("The microphone hears nothing"),
    mark("No text comes, or the wrong text"),
    mark("The screen does not answer"),
    mark("A stick is not taken"),
    mark("The box restarts by itself"),
)
"""What can be ticked; whoever helps reads them in English."""

LONGEST_NOTE = 2000


class SupportDialog(WrittenDialog):
    """Asks what was seen and gathers what helps to understand it."""

    heading = mark("Support bundle")
    gathering = mark("Gathering what helps")
    writing = mark("Writing the support bundle. Leave the stick in.")
    failed = mark("No support bundle was written")
    advice = mark("Give the whole folder to whoever helps.")

    def __init__(self, visit: Visit) -> None:
        super().__init__(visit)
        self._marked: tuple[str, ...] = ()
        self._note = ""

    async def open(self) -> None:
        """Open it with nothing said yet."""
        self._marked, self._note = (), ""
        await super().open()

    def _ask(self) -> None:
        _ = self._visit.language
        Words(
            _(
                "Logs, state, settings and pictures of the screen for whoever helps."
                " No audio, no text, no names."
            )
        )
        Several(
            _("What is wrong?"),
            {each: _(each) for each in MARKS},
            self._marked,
            self._mark,
            least=0,
        )
        TextField(
            _("What did you do, and what happened?"),
            self._take_note,
            value=self._note,
            lines=3,
            longest=LONGEST_NOTE,
        )

    def _mark(self, marked: tuple[str, ...]) -> None:
        self._marked = marked

    def _take_note(self, note: str) -> None:
        self._note = note

    async def _steps(self, target: Path) -> AsyncGenerator[ExportProgress, None]:
        steps = self._visit.station.doctor.support(
            target,
            note=self._note,
            marks=self._marked,
            pictures=await self._visit.pictures.all(),
            permit=self._visit.lock.permit,
        )
        async with aclosing(steps):
            async for progress in steps:
                yield progress
