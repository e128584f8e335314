"""What today's hot words would make of a recording: looked at first, then perhaps taken over."""

from collections.abc import Awaitable, Callable, Iterator

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.station.face import RecordingView
from appliance.station.face_lexicon import CountedPlace, Replayed

from ..file_words import pack_words
from ..i18n import Language
from ..page_work import PageWork
from ..visit import Visit
from .dialog import Dialog
from .facts import Fact, FactWords
from .failure import Failure
from .hot_words_panel import PLACED
from .progress_bar import ProgressBar
from .row import Row
from .touch import TouchButton, Words

PAGE_ROWS = 30


class ReplayDialog:
    """Looking changes nothing. ``again`` has the text made again and tells whether it is."""

    def __init__(self, visit: Visit, again: Callable[[], Awaitable[bool]]) -> None:
        self._visit = visit
        self._again = again
        self._looking = PageWork()
        self._dialog = Dialog()

    def open(self, view: RecordingView) -> None:
        """Open it for a recording, and look."""
        _ = self._visit.language
        with self._dialog.filled("text", _("Today's hot words on this text")):
            self._place = ui.element("div").classes("choices")
            with self._dialog.actions():
                self._take = TouchButton(_("Make the text again"), "again", self._taken)
                TouchButton(_("Close"), "close", self._close, classes="strong")
        self._take.set_visibility(False)
        self._dialog.open()
        self._look(view)

    def _look(self, view: RecordingView) -> None:
        self._looking.end()
        self._looking.begin(self._looked(view), name="replay hot words")

    async def _looked(self, view: RecordingView) -> None:
        _ = self._visit.language
        with self._emptied():
            progress = ProgressBar(_("Trying today's hot words"), 0.0)
        told: Replayed | ApplianceError
        try:
            told = await self._visit.station.lexicon.replay(view.summary.id, progress.show)
        except ApplianceError as error:
            told = error
        if isinstance(told, ApplianceError):
            with self._emptied():
                Failure(_, told, lambda: self._look(view))
            return
        # What has no audio on this box cannot be listened to again.
        can_take = bool(told.places and view.recording.segments)
        with self._emptied():
            self._tell(told, can_take=can_take)
        self._take.set_visibility(can_take)

    def _emptied(self) -> ui.element:
        self._place.clear()
        return self._place

    def _tell(self, told: Replayed, *, can_take: bool) -> None:
        _ = self._visit.language
        if not told.entries:
            Words(_("No hot words are in use. Write some in the settings."))
        if not told.places:
            Words(_("Nothing of this text would change."), classes="what")
            return
        count = sum(place.count for place in told.places)
        many = _.plural("{count} place would change.", "{count} places would change.", count)
        Words(many, classes="what")
        self._show_rows(ui.element("div"), told.places)
        Words(_("Only tried here. Nothing of the recording is changed."), classes="quiet")
        if can_take:
            price = _(
                "To take it over the recording is listened to again; other words may change too."
            )
            Words(price, classes="quiet")
        if can_take and told.is_edited:
            stays = _("The corrected text stays as it is; the new one is a version under “Text”.")
            Words(stays, classes="quiet")

    def _show_rows(self, rows: ui.element, places: tuple[CountedPlace, ...]) -> None:
        _ = self._visit.language
        with rows:
            for place in places[:PAGE_ROWS]:
                with Row(_place_words(place, _), place.example, classes="replaced").below:
                    for fact in _facts(place, _):
                        Fact(fact)
            if len(places) > PAGE_ROWS:
                more = TouchButton(_("Show more"), "down")

                def show_more() -> None:
                    more.delete()
                    self._show_rows(rows, places[PAGE_ROWS:])

                more.on("click", show_more, [])

    def _close(self) -> None:
        self._looking.end()
        self._dialog.close()

    async def _taken(self) -> None:
        if await self._again():
            self._dialog.close()


def _place_words(place: CountedPlace, _: Language) -> str:
    nothing = _("(nothing)")
    return f"{place.before or nothing} → {place.after or nothing}"


def _facts(place: CountedPlace, _: Language) -> Iterator[FactWords]:
    many = _.plural("{count} place", "{count} places", place.count)
    yield FactWords(sign="text", words=many)
    for cause in place.causes:
        placed = PLACED.fullmatch(cause)
        entry = placed[3] if placed else cause
        words = (
            _("Rule: {rule}", rule=entry) if "=>" in entry else _("Hot word: {term}", term=entry)
        )
        yield FactWords(sign="list", words=f"{words} · {_pack(placed and placed[1], _)}")
    if not place.causes:
        yield FactWords(
            sign="information",
            words=_("No hot word of today: other settings, or a word that was removed"),
        )


def _pack(file: str | None, _: Language) -> str:
    if file is None:
        return _("came with the recording")
    return pack_words(file.removesuffix(".txt"), _)
