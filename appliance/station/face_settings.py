"""What the screen and the command line may ask about settings: one attribute of face.Station.

Titles and explanations are English message ids; the screen translates them. Everything that
changes something is noted in the audit log and takes effect by itself, without touching a running
recording. Errors are ApplianceErrors.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol

from appliance.errors import ApplianceError
from appliance.station.face_lock import Permit

Value = bool | int | float | str

SCREENS_PACK: Final = "screen"
"""Name of the pack that is written on the screen itself."""


class Group(StrEnum):
    """Where a setting stands on the page."""

    RECOGNITION = "recognition"
    AUDIO = "audio"
    STORAGE = "storage"
    PRIVACY = "privacy"
    APPEARANCE = "appearance"
    STICK = "stick"
    ABOUT = "about"


class Kind(StrEnum):
    """How a setting is changed."""

    SWITCH = "switch"
    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"


class Source(StrEnum):
    """Where the value comes from; each stands above those before it."""

    DEFAULT = "default"
    FILE = "file"
    SCREEN = "screen"
    FIXED = "fixed"
    """An environment variable or the command line of the box: it cannot be changed here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One value that may be chosen."""

    value: Value
    title: str
    """A message id, or a name as it is if ``is_name``."""

    is_name: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One setting as it is now."""

    key: str
    """Dotted, as in the configuration file."""

    group: Group
    title: str
    what: str
    """What it does, in one sentence."""

    kind: Kind
    is_advanced: bool
    """Behind the PIN, if there is one."""

    value: Value
    """As chosen; with ``is_pending`` not in force everywhere yet."""

    default: Value
    """What a reset brings: the value of the configuration file, else that of the software.

    Of a value that does not come from the screen: what holds where nothing is said.
    """

    source: Source
    place: str = ""
    """Where exactly, if not on this screen: a file and its line, ``TINGXIA_LOG_LEVEL``."""

    is_pending: bool = False
    """It is in force once nothing is being recorded, or in a few seconds."""

    options: tuple[Option, ...] = ()
    """Of a choice; a value that is none of them is kept and shown as it is."""

    least: float | None = None
    most: float | None = None
    """Of a number."""

    step: float = 1.0
    """Of a number, for one tap."""

    unit: str = ""
    """Of a number: ``s``, ``ms``, ``minutes``, ``bytes``, ``days`` or nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsView:
    """All settings that the screen may change, by group."""

    settings: tuple[Setting, ...]
    notice: ApplianceError | None = None
    """What was wrong with the stored choices at the start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A pack of hot words."""

    name: str
    terms: int
    rules: int
    problems: tuple[str, ...] = ()
    """Lines that were left out, the first ones, in English."""

    @property
    def is_screens(self) -> bool:
        """Whether it is the list that is written on the screen itself."""
        return self.name == SCREENS_PACK


@dataclass(frozen=True, slots=True, kw_only=True)
class HotWords:
    """The screen's own list of hot words."""

    text: str
    """One a line."""

    terms: int = 0
    rules: int = 0
    problems: tuple[str, ...] = ()
    """Lines that are left out, the first ones, in English."""

    unread: ApplianceError | None = None
    """Why what stands there cannot be read. Written anew with ``was`` empty it is set aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InstalledModel:
    """A model of this box."""

    name: str
    title: str
    size_bytes: int
    purposes: tuple[str, ...]
    """What it can be used for."""

    uses: tuple[str, ...]
    """What it is chosen for at present."""

    stays: ApplianceError | None = None
    """Why it cannot be deleted; None if it can."""

    is_damaged: bool = False
    """Nothing but its name and its size is known: it can only be deleted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockTold:
    """The clock of the box."""

    now: datetime
    """With the zone of the box."""

    is_trusted: bool
    """It is set from a source of time."""

    looks_wrong: bool
    """It shows a time before this software was installed."""


class SettingsFace(Protocol):
    """See the module."""

    @property
    def is_new(self) -> bool:
        """Whether the questions of the first run wait for their answers."""
        ...

    @property
    def locale(self) -> str:
        """Language of the screen until somebody switches it; follows the setting at once."""
        ...

    async def view(self) -> SettingsView:
        """Return all settings."""
        ...

    async def change(self, key: str, value: Value, permit: Permit | None = None) -> Setting:
        """Choose a value; returns the setting as it is then.

        Raises SettingError for a key or a value that is not possible, LockedError.
        """
        ...

    async def reset(self, key: str, permit: Permit | None = None) -> Setting:
        """Forget the screen's choice. Raises as `change`."""
        ...

    async def packs(self) -> tuple[Pack, ...]:
        """Return the packs of hot words in use."""
        ...

    async def remove_pack(self, name: str, permit: Permit | None = None) -> None:
        """Delete a pack, but for the screen's own; it holds from the next sentence on.

        Until one of that name comes, or the station is started again, ``sticks.restore_lexicons``
        puts it back. Raises SettingError if there is none, if files of the queue wait to be heard
        with it or if the disk refuses; LockedError.
        """
        ...

    async def hot_words(self) -> HotWords:
        """Return the screen's own list."""
        ...

    async def write_hot_words(
        self, text: str, permit: Permit | None = None, *, was: str
    ) -> HotWords:
        """Replace the screen's own list, of which ``was`` is the text that was read.

        It holds from the next sentence on. Lines that cannot be used stay in the text and are
        told. Raises HotWordsChangedError if another text stands there by now, SettingError if it
        is too long, in kiosk mode LockedError.
        """
        ...

    async def add_hot_word(self, term: str, permit: Permit | None = None) -> bool:
        """Add one to the screen's own list, whatever else stands there; tells whether it is new.

        Raises SettingError if it cannot be used or the disk refuses, in kiosk mode LockedError.
        """
        ...

    async def remove_hot_word(self, term: str, permit: Permit | None = None) -> None:
        """Take one out of the screen's own list as it was added; all others stay.

        Raises SettingError if the disk refuses, in kiosk mode LockedError.
        """
        ...

    async def models(self) -> tuple[InstalledModel, ...]:
        """Return the installed models; which device is used stands in face.Snapshot."""
        ...

    async def use_model(self, name: str, purpose: str, permit: Permit | None = None) -> None:
        """Use a model from now on; returns when it is loaded.

        It is verified first. Raises ModelError, SettingError if it cannot be used: then the one
        before stays; LockedError.
        """
        ...

    async def remove_model(self, name: str, permit: Permit | None = None) -> None:
        """Delete a model for good; returns when its room on the disk is free.

        Raises SettingError if it stays, with the reason that `models` tells, or if there is none;
        ModelError if the disk refuses; LockedError.
        """
        ...

    async def model_memory_bytes(self) -> int:
        """Return how much memory the recogniser takes; 0 while it is away."""
        ...

    def clock(self) -> ClockTold:
        """Return the time, and whether it deserves trust."""
        ...

    async def finish_welcome(self) -> None:
        """Note that the questions of the first run are answered."""
        ...
