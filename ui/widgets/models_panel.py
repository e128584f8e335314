"""The models of the box: which is used for what, on which device, with how much memory."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from nicegui import ui

from appliance.errors import ApplianceError
from appliance.modelstore.installed import Purpose
from appliance.station.face_lock import Permit
from appliance.station.face_settings import InstalledModel

from ..deletions import ModelDeleted
from ..i18n import Language, mark
from ..news import Failed
from ..page_work import PageWork
from ..recogniser import reason_words, recogniser_notices, recogniser_words
from ..visit import Visit
from ..wording import size
from .busy import Busy
from .facts import Fact, FactWords
from .notice_board import NoticeBoard
from .row import Row
from .sure_button import SureButton
from .touch import TouchButton, Words

DELETING = "delete a model"

PURPOSES: Mapping[str, str] = {
    Purpose.RECOGNITION: mark("Text"),
    Purpose.CAPTIONS: mark("Live captions"),
    Purpose.SECOND_PASS: mark("Refined text"),
    Purpose.PUNCTUATION: mark("Punctuation"),
    Purpose.SPEAKER_SEGMENTATION: mark("Who speaks when"),
    Purpose.SPEAKER_EMBEDDING: mark("Voices of speakers"),
    Purpose.VOICE_DETECTION: mark("Finding speech"),
}


class ModelsPanel(ui.element):
    """What works now, then each installed model."""

    def __init__(self, visit: Visit, models: tuple[InstalledModel, ...], memory_bytes: int) -> None:
        super().__init__("section")
        self._visit = visit
        _ = visit.language
        self.classes("setting-card")
        with self:
            Words(_("Models"), classes="label")
            self._now = Row("", "", "text")
            self._notices = NoticeBoard(_)
            with ui.element("div").classes("options"):
                self._unload = TouchButton(_("Free the memory"), "close", self._unloaded)
                self._load = TouchButton(_("Load again"), "again", self._loaded)
            self._busy = ui.element("div")
            self._list = ui.element("div")
        self._memory_bytes = memory_bytes
        self._work = PageWork()
        self._going: frozenset[str] = frozenset()
        """The names of those that are being deleted, whoever asked for it."""

        self._show_models(models)
        self.draw()

    def draw(self) -> None:
        """Show what the recogniser does now; called at every change."""
        _, snapshot = self._visit.language, self._visit.station.snapshot()
        sign, words = recogniser_words(snapshot, _)
        self._now.sign.show(sign)
        self._now.what.set_text(words)
        inference = snapshot.inference
        reason = reason_words(inference.device_reason, _) if inference is not None else ""
        memory = _("Memory: {size}", size=size(self._memory_bytes)) if self._memory_bytes else ""
        self._now.detail.set_text(" · ".join(filter(None, (memory, reason))))
        self._notices.show(tuple(recogniser_notices(snapshot, _)))
        state = inference.state.value if inference is not None else ""
        self._unload.enable(enabled=state == "ready")
        self._load.enable(enabled=state in {"ready", "unloaded", "failed"})
        if (going := self._visit.offers.subjects(DELETING)) != self._going:
            self._going = going
            self._work.begin(self._look(), name="look at the models")

    async def _look(self) -> None:
        models = await self._visit.station.settings.models()
        if not self.is_deleted:
            self._show_models(models)

    def _show_models(self, models: tuple[InstalledModel, ...]) -> None:
        self._going = self._visit.offers.subjects(DELETING)
        self._list.clear()
        with self._list:
            for model in models:
                self._model_row(model)

    def _model_row(self, model: InstalledModel) -> None:
        _ = self._visit.language
        uses = [_purpose(use, _) for use in model.uses]
        said = _("Used for: {uses}", uses=" / ".join(uses)) if uses else _("Not used")
        if model.is_damaged:
            said = _("It cannot be used: damaged, copied by half, or of a newer release")
        is_going = model.name in self._going
        if is_going:
            said = _("Being deleted")
        row = Row(model.title, f"{size(model.size_bytes)} · {said}", _sign(model))
        if is_going:
            return
        with row.end:
            for purpose in model.purposes:
                if purpose not in model.uses:
                    words = _("Use for: {use}", use=_purpose(purpose, _))
                    TouchButton(words, "", partial(self._use, model, purpose))
            if model.stays is None:
                delete = partial(self._delete, model)
                sure = _("Tap again: {size} become free", size=size(model.size_bytes))
                SureButton(_("Delete"), "trash", delete, sure=sure)
        if model.stays is not None and (model.is_damaged or not uses):
            with row.below:
                Fact(FactWords(sign="lock", words=_.error(model.stays)[0]))

    async def _use(self, model: InstalledModel, purpose: str) -> None:
        _, settings = self._visit.language, self._visit.station.settings

        async def deed(permit: Permit | None) -> None:
            await settings.use_model(model.name, purpose, permit)

        words = _("Checking and loading {model}", model=model.title)
        done = _("{model} is in use now.", model=model.title)
        await self._done(lambda: self._visit.guarded(deed), words, done)

    async def _delete(self, model: InstalledModel) -> None:
        """Nothing is removed before the time to undo it is over."""
        _, visit = self._visit.language, self._visit
        approval, room = await visit.lock.approved(), size(model.size_bytes)
        if approval is None:
            return

        async def delete() -> None:
            await visit.station.settings.remove_model(model.name, approval)
            visit.toast.tell(ModelDeleted(title=model.title, size_bytes=model.size_bytes))

        words = _("{model} is being deleted: {size} become free.", model=model.title, size=room)
        visit.toast.announce(words, delete, name=DELETING, subjects=(model.name,))
        if not self.is_deleted:
            self.draw()

    async def _unloaded(self) -> None:
        _, station = self._visit.language, self._visit.station
        done = _("The memory is free. Recording goes on, the text comes later.")
        await self._done(station.unload_recogniser, _("Freeing the memory"), done)

    async def _loaded(self) -> None:
        _, station = self._visit.language, self._visit.station
        await self._done(station.reload_recogniser, _("Loading the model"), _("Text ready"))

    async def _done(self, deed: Callable[[], Awaitable[object]], busy: str, done: str) -> None:
        settings = self._visit.station.settings
        with self._busy:
            shown = Busy(busy)
        try:
            await deed()
            models, self._memory_bytes = (
                await settings.models(),
                await settings.model_memory_bytes(),
            )
        except ApplianceError as error:
            self._visit.toast.tell(Failed(error=error))
            return
        finally:
            if not shown.is_deleted:
                shown.delete()
        if not self.is_deleted:
            self._visit.toast.done(done)
            self._show_models(models)
            self.draw()


def _sign(model: InstalledModel) -> str:
    if model.is_damaged:
        return "warning"
    return "check" if model.uses else "disk"


def _purpose(purpose: str, _: Language) -> str:
    return _(PURPOSES[purpose]) if purpose in PURPOSES else purpose
