"""Settings that live in memory, resolved as the real ones are."""

from datetime import UTC, datetime

from appliance.errors import ApplianceError
from appliance.layers import Layers
from appliance.station.errors import HotWordsChangedError, SettingError
from appliance.station.face_lock import Permit
from appliance.station.face_settings import (
    SCREENS_PACK,
    ClockTold,
    HotWords,
    InstalledModel,
    Option,
    Pack,
    Setting,
    SettingsView,
    Value,
)
from appliance.station.setting_shape import described, shown, storable
from appliance.station.settings_table import TABLE
from appliance.text.lexicon import Lexicon
from tests.fakes.lock import FakeLock

MICROPHONES: tuple[Option, ...] = (
    Option(value="name:USB 会议麦克风", title="USB 会议麦克风", is_name=True),
)


class FakeSettings:
    """Implements face_settings.SettingsFace. Its public fields are the test's hands."""

    def __init__(self, lock: FakeLock) -> None:
        self._lock = lock
        self.layers = Layers()
        self.chosen: dict[str, object] = {}
        self.pending: set[str] = set()
        self.notice: ApplianceError | None = None
        self.refusal: ApplianceError | None = None
        """Raised by the next change."""

        self.is_new = False
        self.microphones: tuple[Option, ...] = MICROPHONES
        """To choose from."""

        self.written = "注塑机\n温度传感器\n"
        """The screen's own hot words."""

        self.unread: ApplianceError | None = None
        """Why they cannot be read, until they are written anew."""

        self.packs_refusal: ApplianceError | None = None
        """Raised whenever the packs are asked for."""

        self.others: tuple[Pack, ...] = (Pack(name="workshop", terms=120, rules=4),)
        """Packs besides it."""

        self.installed: tuple[InstalledModel, ...] = (
            InstalledModel(
                name="whisper-base",
                title="Whisper base",
                size_bytes=145_000_000,
                purposes=("recognition", "second-pass"),
                uses=("recognition",),
                stays=SettingError("This model is in use.", hint=""),
            ),
            InstalledModel(
                name="sense-voice-small",
                title="SenseVoice Small",
                size_bytes=238_000_000,
                purposes=("recognition", "second-pass"),
                uses=(),
            ),
            InstalledModel(
                name="half-copied",
                title="half-copied",
                size_bytes=31_000_000,
                purposes=(),
                uses=(),
                is_damaged=True,
            ),
        )
        self.told_clock = ClockTold(
            now=datetime(2025, 5, 12, 9, 30, tzinfo=UTC), is_trusted=False, looks_wrong=False
        )
        self.asked: list[tuple[object, ...]] = []

    @property
    def locale(self) -> str:
        """Return the language that is chosen."""
        return str(shown(self.layers.resolve(self.chosen), "station.locale"))

    async def view(self) -> SettingsView:
        """Return all."""
        return SettingsView(settings=tuple(self._setting(key) for key in TABLE), notice=self.notice)

    async def change(self, key: str, value: Value, permit: Permit | None = None) -> Setting:
        """Choose."""
        self._note("change", key, value)
        if self._setting(key).is_advanced or self._lock.told.is_kiosk:
            self._lock.require(permit)
        chosen = {**self.chosen, key: storable(key, value)}
        self.layers.resolve(chosen)
        self.chosen = chosen
        return self._setting(key)

    async def reset(self, key: str, permit: Permit | None = None) -> Setting:
        """Forget."""
        self._note("reset", key)
        if self._setting(key).is_advanced or self._lock.told.is_kiosk:
            self._lock.require(permit)
        self.chosen.pop(key, None)
        return self._setting(key)

    async def packs(self) -> tuple[Pack, ...]:
        """Return the screen's list and one more."""
        if self.packs_refusal is not None:
            raise self.packs_refusal
        words = await self.hot_words()
        own = Pack(name=SCREENS_PACK, terms=words.terms, rules=words.rules)
        return (own, *self.others)

    async def remove_pack(self, name: str, permit: Permit | None = None) -> None:
        """Forget it."""
        self._lock.require(permit)
        self._note("remove-pack", name)
        self.others = tuple(pack for pack in self.others if pack.name != name)

    async def hot_words(self) -> HotWords:
        """Return what was written."""
        if self.unread is not None:
            return HotWords(text="", unread=self.unread)
        lexicon, problems = Lexicon.parse(self.written, "screen.txt")
        return HotWords(
            text=self.written,
            terms=len(lexicon.terms),
            rules=len(lexicon.rules),
            problems=tuple(map(str, problems)),
        )

    async def write_hot_words(
        self, text: str, permit: Permit | None = None, *, was: str
    ) -> HotWords:
        """Take it, unless another one was written."""
        self._note_words(permit, "write-hot-words", text)
        if self.unread is not None and was:
            raise self.unread
        if was != ("" if self.unread else self.written):
            raise HotWordsChangedError
        self.unread = None
        self.written = text
        return await self.hot_words()

    async def add_hot_word(self, term: str, permit: Permit | None = None) -> bool:
        """Take it, once."""
        self._note_words(permit, "add-hot-word", term)
        is_new = term not in self.written.splitlines()
        self.written += f"{term}\n" * is_new
        return is_new

    async def remove_hot_word(self, term: str, permit: Permit | None = None) -> None:
        """Forget it."""
        self._note_words(permit, "remove-hot-word", term)
        left = (line for line in self.written.splitlines() if line != term)
        self.written = "".join(f"{line}\n" for line in left)

    async def models(self) -> tuple[InstalledModel, ...]:
        """Return what the test has set."""
        return self.installed

    async def use_model(self, name: str, purpose: str, permit: Permit | None = None) -> None:
        """Remember it."""
        self._lock.require(permit)
        self._note("use-model", name, purpose)

    async def remove_model(self, name: str, permit: Permit | None = None) -> None:
        """Forget it."""
        self._lock.require(permit)
        self._note("remove-model", name)
        self.installed = tuple(model for model in self.installed if model.name != name)

    async def model_memory_bytes(self) -> int:
        """Return something plausible."""
        return 412_000_000

    def clock(self) -> ClockTold:
        """Return what the test has set."""
        return self.told_clock

    async def finish_welcome(self) -> None:
        """Be new no longer."""
        self._note("finish-welcome")
        self.is_new = False

    def _setting(self, key: str) -> Setting:
        more = self.microphones if key == "capture.mic" else ()
        return described(key, self.layers, self.chosen, pending=self.pending, more_options=more)

    def _note_words(self, permit: Permit | None, *asked: object) -> None:
        if self._lock.told.is_kiosk:
            self._lock.require(permit)
        self._note(*asked)

    def _note(self, *asked: object) -> None:
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        self.asked.append(asked)
