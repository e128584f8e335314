"""The settings that the screen may change: chosen, checked, stored, noted, applied."""

import asyncio
import logging
from collections.abc import Callable, Collection, Coroutine
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import Any, Final, TypeVar

from appliance.config import Settings
from appliance.errors import ApplianceError, ConfigurationError
from appliance.layers import Layers
from appliance.library.audit import AuditLog
from appliance.library.errors import NotNotedError
from appliance.modelstore.errors import ModelError
from appliance.paths import Paths
from appliance.recordings.clock import Clock, SystemClock, utc
from appliance.station.choice_store import ChoiceStore
from appliance.station.clock_told import clock_told
from appliance.station.errors import SettingError
from appliance.station.face_lock import Permit
from appliance.station.face_settings import (
    ClockTold,
    HotWords,
    InstalledModel,
    Kind,
    Option,
    Pack,
    Setting,
    SettingsView,
    Source,
    Value,
)
from appliance.station.lock import BoxLock
from appliance.station.screen_models import ScreenModels
from appliance.station.screen_words import ScreenWords
from appliance.station.setting_shape import described, require_known, shape, shown, storable
from appliance.station.settings_table import TABLE
from appliance.wire import WireError, request
from appliance.wire.inference import InferenceStatus
from appliance.wire.supervision import (
    ApplySettings,
    GetSystemStatus,
    HardwareStatus,
    SystemStatus,
)

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")
Written = TypeVar("Written", HotWords, HotWords | None)

SUPERVISOR_S: Final = 5.0
PRESET: Final = "endpointing.preset"
SET_BY_PRESET: Final = frozenset(
    f"endpointing.{name}"
    for name in ("threshold", "trailing_silence_ms", "min_speech_ms", "preroll_ms")
)


class BoxSettings:
    """Implements face_settings.SettingsFace; without a supervisor nothing but files changes."""

    def __init__(
        self,
        paths: Paths,
        *,
        layers: Layers,
        audit: AuditLog,
        lock: BoxLock,
        load_model: Callable[[], Coroutine[Any, Any, InferenceStatus]] | None = None,
        loaded_models: Callable[[], Collection[str]] = tuple,
        files_wanting: Callable[[str], int] = lambda _: 0,
        hardware: Callable[[], HardwareStatus | None] = lambda: None,
        clock: Clock | None = None,
    ) -> None:
        """``load_model`` has a running recogniser take up the model in use.

        ``loaded_models`` tells what it works with now, ``files_wanting`` how many files of the
        queue wait to be heard with a pack, ``hardware`` the microphones that are connected.
        """
        self._paths = paths
        self._layers = layers
        self._audit = audit
        self._lock = lock
        lock.is_kiosk = lambda: self.in_force.station.kiosk
        self.on_applied: Callable[[Settings], None] = lambda _: None
        """Hears what is in force after a change."""

        self._load_model = load_model
        self._hardware = hardware
        self._clock = clock or SystemClock()
        self._store = ChoiceStore(paths.data)
        self._words = ScreenWords(paths.lexicons)
        self._models = ScreenModels(
            paths.models,
            configured=lambda: self.in_force.inference.model,
            loaded=loaded_models,
        )
        self._files_wanting = files_wanting
        self._changing = asyncio.Lock()
        self._deeds: set[asyncio.Task[Any]] = set()
        found = layers.resolve_possible(self._chosen())
        self.in_force = found.settings
        self._notice = self._store.notice
        if found.refused:
            self._notice = SettingError(
                "What was chosen on this screen is possible no longer: {keys}.",
                hint="The settings of the configuration file hold. Choose again what you need.",
                keys=", ".join(found.refused),
            )

    @property
    def is_new(self) -> bool:
        """See SettingsFace."""
        return self.in_force.station.welcome and not self._store.choices.welcomed

    @property
    def locale(self) -> str:
        """See SettingsFace."""
        return self.in_force.station.locale

    async def tidy(self) -> None:
        """Remove what an earlier station or a power cut left of packs and models."""
        try:
            await asyncio.to_thread(self._words.forget)
            await asyncio.to_thread(self._models.clear_up)
        except OSError as error:
            log.warning("not tidied: %s", error, extra={"event": "tidy-failed"})

    async def tell_supervisor(self) -> None:
        """Have it read what is stored: an earlier station may have died before it could say so."""
        await self._supervisor_status(apply=True)

    async def view(self) -> SettingsView:
        """See SettingsFace."""
        pending = await self._pending()
        return SettingsView(
            settings=tuple(self._setting(key, pending) for key in TABLE),
            notice=self._notice,
        )

    async def change(self, key: str, value: Value, permit: Permit | None = None) -> Setting:
        """See SettingsFace."""
        await self._require(key, permit)
        now = self._setting(key, frozenset())
        if now.source is Source.FIXED:
            raise SettingError(
                "{key} is fixed by {place} and cannot be changed here.",
                hint="Remove it there, then start the box again.",
                key=key,
                place=now.place,
            )
        if key == "station.kiosk" and value is True and not (await self._lock.state()).has_pin:
            raise SettingError(
                "Kiosk mode needs a PIN.", hint="Set a PIN first, then switch kiosk mode on."
            )
        forgotten = SET_BY_PRESET if key == PRESET else frozenset[str]()

        async def deed() -> Setting:
            async with self._changing:
                chosen = {**self._chosen(), key: storable(key, value)}
                checked = await asyncio.to_thread(self._checked, key, chosen)
                stored = {key: storable(key, shown(checked, key))}
                await asyncio.to_thread(self._store.choose, stored, forgotten)
                await self._note("change-setting", key, value=shown(checked, key))
                return await self._applied(key)

        return await self._done(deed())

    async def reset(self, key: str, permit: Permit | None = None) -> Setting:
        """See SettingsFace."""
        await self._require(key, permit)

        async def deed() -> Setting:
            async with self._changing:
                if key in self._chosen():
                    await asyncio.to_thread(self._store.choose, {}, frozenset({key}))
                    await self._note("reset-setting", key)
                return await self._applied(key)

        return await self._done(deed())

    async def packs(self) -> tuple[Pack, ...]:
        """See SettingsFace."""
        return await asyncio.to_thread(self._words.packs)

    async def remove_pack(self, name: str, permit: Permit | None = None) -> None:
        """See SettingsFace."""
        await self._lock.require(permit)

        async def deed() -> None:
            async with self._changing:
                waiting = self._files_wanting(name)
                if waiting:
                    raise SettingError(
                        "The list of words {pack} is chosen for files that wait for their text: "
                        "{count}.",
                        hint="Wait until they are done, or give them up on the Files page; then "
                        "delete it.",
                        pack=name,
                        count=waiting,
                    )
                await asyncio.to_thread(self._words.remove, name)
                await self._note_removal("remove-lexicon", name)

        await self._done(deed())

    async def hot_words(self) -> HotWords:
        """See SettingsFace."""
        return await asyncio.to_thread(self._words.read)

    async def write_hot_words(
        self, text: str, permit: Permit | None = None, *, was: str
    ) -> HotWords:
        """See SettingsFace."""
        return await self._write_words(lambda: self._words.write(text, was=was), permit)

    async def add_hot_word(self, term: str, permit: Permit | None = None) -> bool:
        """See SettingsFace."""
        return await self._write_words(lambda: self._words.add(term), permit) is not None

    async def remove_hot_word(self, term: str, permit: Permit | None = None) -> None:
        """See SettingsFace."""
        await self._write_words(lambda: self._words.take_out(term), permit)

    async def models(self) -> tuple[InstalledModel, ...]:
        """See SettingsFace."""
        return await asyncio.to_thread(self._models.installed)

    async def use_model(self, name: str, purpose: str, permit: Permit | None = None) -> None:
        """See SettingsFace."""
        await self._lock.require(permit)

        async def deed() -> None:
            async with self._changing:
                await asyncio.to_thread(self._models.use, name, purpose)
                await self._note("use-model", name, purpose=purpose)
            if self._load_model is not None:
                status = await self._load_model()
                if status.error:
                    raise SettingError(
                        "{model} cannot be loaded: {reason}",
                        hint="{present} stays in use.",
                        model=name,
                        reason=status.error,
                        present=status.model,
                    )

        await self._done(deed())

    async def remove_model(self, name: str, permit: Permit | None = None) -> None:
        """See SettingsFace."""
        await self._lock.require(permit)

        async def deed() -> None:
            async with self._changing:
                try:
                    await asyncio.to_thread(self._models.remove, name)
                except ModelError:
                    if not await asyncio.to_thread(self._models.is_there, name):
                        await self._note_removal("remove-model", name)
                    raise
                await self._note_removal("remove-model", name)

        await self._done(deed())

    async def model_memory_bytes(self) -> int:
        """See SettingsFace."""
        status = await self._supervisor_status()
        processes = status.processes if status else ()
        return next((one.rss_bytes for one in processes if one.role == "inference"), 0)

    def clock(self) -> ClockTold:
        """See SettingsFace."""
        return clock_told(self._clock.now())

    async def finish_welcome(self) -> None:
        """See SettingsFace."""

        async def deed() -> None:
            async with self._changing:
                welcomed = replace(self._store.choices, welcomed=utc(self._clock.now()))
                await asyncio.to_thread(self._store.write, welcomed)
                await self._note("finish-welcome", "settings")

        await self._done(deed())

    def _chosen(self) -> dict[str, object]:
        return dict(self._store.choices.settings)

    def _resolved(self) -> Settings:
        return self._layers.resolve_possible(self._chosen()).settings

    def _checked(self, key: str, chosen: dict[str, object]) -> Settings:
        """Return the settings with these choices. Raises SettingError if ``key`` is at fault."""
        found = self._layers.resolve_possible(chosen)
        error = found.refused.get(key)
        if error is not None:
            raise _refused(key, error) from error
        return found.settings

    async def _require(self, key: str, permit: Permit | None) -> None:
        require_known(key)
        if TABLE[key].is_advanced:
            await self._lock.require(permit)
        else:
            await self._lock.require_in_kiosk(permit)

    async def _applied(self, key: str) -> Setting:
        """Have everybody take the settings up; returns one as it is then."""
        self.in_force = await asyncio.to_thread(self._resolved)
        self.on_applied(self.in_force)
        status = await self._supervisor_status(apply=True)
        return self._setting(key, _outdated(status))

    def _setting(self, key: str, pending: frozenset[str]) -> Setting:
        more: tuple[Option, ...] = ()
        if key == "capture.mic":
            status = self._hardware()
            names = dict.fromkeys(one.name for one in status.microphones) if status else ()
            more = tuple(Option(value=f"name:{name}", title=name, is_name=True) for name in names)
        return described(key, self._layers, self._chosen(), pending=pending, more_options=more)

    async def _pending(self) -> frozenset[str]:
        return _outdated(await self._supervisor_status())

    async def _supervisor_status(self, *, apply: bool = False) -> SystemStatus | None:
        question = ApplySettings() if apply else GetSystemStatus()
        socket = self._paths.supervisor_socket
        if not socket.exists():
            return None
        try:
            return await request(socket, question, SystemStatus, timeout_s=SUPERVISOR_S)
        except WireError as error:  # it takes them up at its next start
            log.warning("the supervisor: %s", error, extra={"event": "supervisor-away"})
            return None

    async def _write_words(self, writing: Callable[[], Written], permit: Permit | None) -> Written:
        """Write the screen's own list and note that, unless nothing is another."""
        await self._lock.require_in_kiosk(permit)

        async def deed() -> Written:
            async with self._changing:
                told = await asyncio.to_thread(writing)
                if told is not None:
                    facts = {"terms": told.terms, "rules": told.rules}
                    await self._note("write-hot-words", "screen", **facts)
                return told

        return await self._done(deed())

    async def _note(self, deed: str, subject: str, **facts: object) -> None:
        await asyncio.to_thread(partial(self._audit.note, deed, subject=subject, **facts))

    async def _note_removal(self, deed: str, subject: str) -> None:
        # A full disk must not keep anybody from making room; the audit logs what it misses.
        with suppress(NotNotedError):
            await self._note(deed, subject)

    async def _done(self, deed: Coroutine[Any, Any, Answer]) -> Answer:
        """Carry it out to its end, whoever leaves meanwhile."""
        task = asyncio.create_task(deed)
        self._deeds.add(task)
        task.add_done_callback(self._deeds.discard)
        return await asyncio.shield(task)


def _outdated(status: SystemStatus | None) -> frozenset[str]:
    processes = status.processes if status else ()
    return frozenset(key for process in processes for key in process.outdated)


def _refused(key: str, error: ConfigurationError) -> ApplianceError:
    form = shape(key)
    if form.kind is Kind.NUMBER and form.least is not None and form.most is not None:
        return SettingError(
            "{value} is not possible for {key}.",
            hint="Choose a value from {least} to {most}.",
            key=key,
            value=error.fields.get("value", ""),
            least=form.least,
            most=form.most,
        )
    return SettingError(
        "{value} is not possible for {key}: {problem}.",
        hint="Choose another value; the former one holds.",
        key=key,
        value=error.fields.get("value", ""),
        problem=error.fields.get("problem", str(error)),
    )
