"""What is on a stick, and what of it is not touched: rules without a file system."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Final

from appliance.domain.audio_suffixes import AUDIO_SUFFIXES
from appliance.domain.stick_names import Place, shown_path

ARCHIVE_SUFFIXES: Final = (".tar", ".tar.gz", ".tar.bz2", ".tar.xz", ".zip")
EXPORTS: Final = b"tingxia"
"""The folder of our own exports, in small letters: FAT does not tell letters apart."""

LEXICON_FOLDERS: Final = frozenset({(b"lexicons",), (EXPORTS, b"lexicons")})
BUNDLE_FOLDERS: Final = frozenset({(b"bundles",), (EXPORTS, b"bundles")})
MODEL_FOLDERS: Final = frozenset({(b"models",), (EXPORTS, b"models")})
_SYSTEM_NAMES: Final = frozenset(
    {b"system volume information", b"$recycle.bin", b"lost+found", b"found.000"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far a stick is looked at and what is taken from it."""

    depth: int = 8
    """So many names has the longest way that is followed."""

    entries: int = 10_000
    """So many names are looked at."""

    look_s: float = 20.0
    """So long a look takes at most."""

    refusals: int = 200
    """So many refused entries are told one by one; the others are counted."""

    audio_bytes: int = 4 * 1024**3
    """A larger file is refused: it is copied, and FAT32 and the sizes in a WAV end there.

    What lies on the box's own disk is read in place and may be larger.
    """

    pack_bytes: int = 1024**2
    pack_entries: int = 20_000
    """A pack with more terms and rules is no list that somebody made for a place."""


class EntryType(StrEnum):
    """What an entry of a folder is, by itself, not by what it leads to."""

    FILE = "file"
    FOLDER = "folder"
    LINK = "link"
    SPECIAL = "special"
    """A device, a pipe or a socket."""


class Refusal(StrEnum):
    """Why something on a stick is not taken."""

    LINK = "link"
    NO_FILE = "no-file"
    TOO_DEEP = "too-deep"
    OTHER_VOLUME = "other-volume"
    TOO_LARGE = "too-large"
    """A pack, or a part of a bundle."""

    AUDIO_TOO_LARGE = "audio-too-large"
    EMPTY = "empty"
    UNREADABLE = "unreadable"
    CHANGED = "changed"
    """It grew, shrank or was replaced while it was read."""

    ODD_PATH = "odd-path"
    NOT_AUDIO = "not-audio"
    SAME_AS_ANOTHER = "same-as-another"
    NO_ROOM = "no-room"
    NOT_QUEUED = "not-queued"
    """It was copied, and the queue of files could not take it over."""

    NO_TEXT = "no-text"
    """A pack that is no text in UTF-8."""

    NO_PACK = "no-pack"
    """A text of which nothing, or less than half, can be used as a pack."""

    TOO_MANY_ENTRIES = "too-many-entries"
    OTHER_PACK = "other-pack"
    """The box has a pack of that name with other content."""

    NOT_AS_SIGNED = "not-as-signed"
    """A file of a bundle is not the one that was signed."""


class CutShort(StrEnum):
    """Why a look at a stick ended before everything was seen."""

    ENTRIES = "entries"
    TIME = "time"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a folder, as the file system tells it."""

    place: Place
    type: EntryType
    size_bytes: int = 0
    is_elsewhere: bool = False
    """It lies on another volume, mounted into the stick."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StickFile:
    """Something that can be imported; ``path`` is written as in domain.stick_names."""

    path: str
    size_bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedEntry:
    """Something that is not taken."""

    path: str
    refusal: Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class StickContents:
    """What a look at a stick found; each list is sorted by path."""

    audio: tuple[StickFile, ...] = ()
    lexicons: tuple[StickFile, ...] = ()
    models: tuple[StickFile, ...] = ()
    """Folders and archives; `tingxia models import` takes them."""

    bundles: tuple[StickFile, ...] = ()
    """Folders that should be signed bundles; what is in them is looked at when one is taken."""

    refused: tuple[RefusedEntry, ...] = ()
    """The first ones; ``refused_count`` are all."""

    refused_count: int = 0
    exported_count: int = 0
    """Audio in the folder of our own exports, which is not offered."""

    other_count: int = 0
    """Files that are nothing to us."""

    looked_at: int = 0
    cut_short: CutShort | None = None


class Look:
    """A look at a stick: takes entries as they are found and says which folders to enter."""

    def __init__(self, now_s: float, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        self._ends_s = now_s + self._limits.look_s
        self._audio: list[StickFile] = []
        self._lexicons: list[StickFile] = []
        self._models: list[StickFile] = []
        self._bundles: list[StickFile] = []
        self._refused: list[RefusedEntry] = []
        self._refused_count = 0
        self._exported_count = 0
        self._other_count = 0
        self._looked_at = 0
        self._cut_short: CutShort | None = None

    def goes_on(self, now_s: float) -> bool:
        """Tell whether one more entry may be looked at."""
        if self._looked_at >= self._limits.entries:
            self._cut_short = CutShort.ENTRIES
        elif now_s >= self._ends_s:
            self._cut_short = CutShort.TIME
        return self._cut_short is None

    def take(self, entry: Entry) -> bool:
        """Take note of an entry; true if it is a folder to be entered."""
        self._looked_at += 1
        if is_hidden(entry.place[-1]):
            return False
        refusal = self._refusal(entry)
        if refusal is not None:
            self.refuse(entry.place, refusal)
            return False
        if entry.type is EntryType.FOLDER:
            if _key(entry.place[:-1]) in MODEL_FOLDERS:
                self._models.append(_file(entry))
                return False
            if is_bundle_place(entry.place):
                self._bundles.append(_file(entry))
                return False
            return True
        self._sort(entry)
        return False

    def refuse(self, place: Place, refusal: Refusal) -> None:
        """Take note of something that cannot be taken."""
        self._refused_count += 1
        if len(self._refused) < self._limits.refusals:
            self._refused.append(RefusedEntry(path=shown_path(place), refusal=refusal))

    def contents(self) -> StickContents:
        """Return what was found so far."""
        return StickContents(
            audio=_sorted(self._audio),
            lexicons=_sorted(self._lexicons),
            models=_sorted(self._models),
            bundles=_sorted(self._bundles),
            refused=tuple(sorted(self._refused, key=lambda found: found.path)),
            refused_count=self._refused_count,
            exported_count=self._exported_count,
            other_count=self._other_count,
            looked_at=self._looked_at,
            cut_short=self._cut_short,
        )

    def _refusal(self, entry: Entry) -> Refusal | None:
        if entry.type is EntryType.LINK:
            return Refusal.LINK
        if entry.is_elsewhere:
            return Refusal.OTHER_VOLUME
        if entry.type is EntryType.SPECIAL:
            return Refusal.NO_FILE
        if entry.type is EntryType.FOLDER and len(entry.place) >= self._limits.depth:
            return Refusal.TOO_DEEP
        return None

    def _sort(self, entry: Entry) -> None:
        folder, name = _key(entry.place[:-1]), entry.place[-1].lower()
        suffix = PurePosixPath(name.decode("utf-8", "surrogateescape")).suffix
        if folder in MODEL_FOLDERS and name.endswith(tuple(map(str.encode, ARCHIVE_SUFFIXES))):
            self._models.append(_file(entry))
        elif folder in LEXICON_FOLDERS and suffix == ".txt":
            self._offer(entry, self._lexicons, self._limits.pack_bytes, Refusal.TOO_LARGE)
        elif suffix not in AUDIO_SUFFIXES:
            self._other_count += 1
        elif folder[:1] == (EXPORTS,):
            self._exported_count += 1
        else:
            self._offer(entry, self._audio, self._limits.audio_bytes, Refusal.AUDIO_TOO_LARGE)

    def _offer(
        self, entry: Entry, among: list[StickFile], limit_bytes: int, too_large: Refusal
    ) -> None:
        refusal = refused_size(entry.size_bytes, limit_bytes, too_large)
        if refusal is not None:
            self.refuse(entry.place, refusal)
        else:
            among.append(_file(entry))


def refused_size(size_bytes: int, limit_bytes: int, too_large: Refusal) -> Refusal | None:
    """Tell whether a file is too large or empty."""
    if size_bytes > limit_bytes:
        return too_large
    return Refusal.EMPTY if size_bytes == 0 else None


def is_bundle_place(place: Place) -> bool:
    """Tell whether a folder at this place is offered as a signed bundle."""
    return _key(place[:-1]) in BUNDLE_FOLDERS


def is_hidden(name: bytes) -> bool:
    """Tell names that systems keep for themselves, also the ``._`` twins that macOS makes."""
    return name.startswith(b".") or name.lower() in _SYSTEM_NAMES


def _key(place: Place) -> Place:
    return tuple(name.lower() for name in place)


def _file(entry: Entry) -> StickFile:
    return StickFile(path=shown_path(entry.place), size_bytes=entry.size_bytes)


def _sorted(files: list[StickFile]) -> tuple[StickFile, ...]:
    return tuple(sorted(files, key=lambda file: file.path))
