"""Hot words written on the screen, and the other packs: files below ``lexicons``; all blocking."""

import logging
from itertools import chain, count, islice
from pathlib import Path
from typing import Final

from appliance.recordings.durable import make_folder, replace_file, sync_folder
from appliance.station.errors import (
    HotWordsChangedError,
    SettingError,
    UnreadableHotWordsError,
)
from appliance.station.face_settings import SCREENS_PACK, HotWords, Pack
from appliance.station.stick_lexicons import former
from appliance.text.lexicon import Lexicon
from appliance.text.lexicon_folder import SUFFIX, pack_files, read_pack
from appliance.text.terms import LONGEST_TERM

log = logging.getLogger(__name__)

LARGEST_BYTES: Final = 256 * 1024
MOST_ENTRIES: Final = 5000
"""Nobody types more; larger lists come from a stick."""

PROBLEMS_TOLD: Final = 20

NO_TEXT: Final = "it is no text in UTF-8"
"""Why a list cannot be read that the disk does bring."""

SET_ASIDE: Final = ".unreadable"
"""Added to the name of a list that was written anew because nobody could read it; then a number."""


class ScreenWords:
    """See the module."""

    def __init__(self, lexicons: Path) -> None:
        self._folder = lexicons
        self._file = lexicons / f"{SCREENS_PACK}{SUFFIX}"

    def packs(self) -> tuple[Pack, ...]:
        """Return all packs, the screen's own first."""
        files = sorted(pack_files(self._folder), key=lambda file: file != self._file)
        return tuple(map(_pack, files))

    def read(self) -> HotWords:
        """Return the screen's own list; what cannot be read is told."""
        try:
            return _told(self._text())
        except UnreadableHotWordsError as error:
            return HotWords(text="", unread=error)

    def write(self, text: str, *, was: str) -> HotWords:
        """Replace the screen's own list.

        One that cannot be read is set aside by whoever saw none. Raises HotWordsChangedError if it
        is not ``was`` any more, UnreadableHotWordsError if it was read before, SettingError.
        """
        try:
            now = self._text()
        except UnreadableHotWordsError:
            if was:
                raise
            return self._write(text, sets_aside=True)
        if was != now:
            raise HotWordsChangedError
        return self._write(text)

    def add(self, term: str) -> HotWords | None:
        """Add a line at the end; None if it holds already. Raises SettingError."""
        added, problems = Lexicon.parse(term, "")
        if problems or len(added) != 1:
            raise SettingError(
                "{term} cannot be a hot word: {reason}.",
                hint="Write one name or term of at most {most} characters.",
                term=term,
                reason=problems[0].reason if problems else "there is no term",
                most=LONGEST_TERM,
            )
        text = self._text()
        there, _problems = Lexicon.parse(text, "")
        if there.entries.keys() & added.entries or there.replacements.keys() & added.replacements:
            return None
        return self._write(f"{text.rstrip()}\n{term}")

    def take_out(self, term: str) -> HotWords | None:
        """Remove a line as it was added; None if it does not stand there. Raises SettingError."""
        lines = self._text().splitlines()
        left = [line for line in lines if line.strip() != term.strip()]
        return self._write("\n".join(left)) if len(left) < len(lines) else None

    def _text(self) -> str:
        """Return what stands there. Raises UnreadableHotWordsError."""
        try:
            return self._file.read_bytes().decode("utf-8-sig")
        except FileNotFoundError:
            return ""
        except UnicodeDecodeError as error:
            raise UnreadableHotWordsError(NO_TEXT) from error
        except OSError as error:
            raise UnreadableHotWordsError(error.strerror or str(error)) from error

    def _write(self, text: str, *, sets_aside: bool = False) -> HotWords:
        lines = "\n".join(line.rstrip() for line in text.splitlines()).strip("\n")
        content = f"{lines}\n".encode(errors="replace") if lines else b""
        told = _told(content.decode())
        if len(content) > LARGEST_BYTES or told.terms + told.rules > MOST_ENTRIES:
            raise SettingError(
                "The list is too long: it may have {most} entries.",
                hint="Bring a longer one as a text file on a stick.",
                most=MOST_ENTRIES,
            )
        try:
            make_folder(self._folder)
            if sets_aside:
                self._file.replace(self._free_name())
            replace_file(self._file, content)
        except OSError as error:
            raise SettingError(
                "The list cannot be stored in {path}: {reason}.",
                hint="Make room on the disk, then save it again.",
                path=self._file,
                reason=error.strerror or error,
            ) from error
        return told

    def _free_name(self) -> Path:
        """Return where a list can be set aside without writing over another one."""
        first = self._file.with_name(f"{self._file.name}{SET_ASIDE}")
        more = (first.with_name(f"{first.name}-{number}") for number in count(2))
        return next(each for each in chain((first,), more) if not each.exists())

    def remove(self, name: str) -> None:
        """Put a pack where ``restore_packs`` finds it until ``forget``. Raises SettingError."""
        others = (file for file in pack_files(self._folder) if file != self._file)
        pack = next((file for file in others if file.stem == name), None)
        if pack is None:
            raise SettingError(
                "There is no list of words {pack} in the box any more.",
                hint="Open the settings again: they show those that are there.",
                pack=name,
            )
        try:
            pack.replace(former(pack))
        except OSError as error:
            raise SettingError(
                "The list of words {pack} cannot be deleted: {reason}.",
                hint="Look at the disk on the Doctor page.",
                pack=name,
                reason=error.strerror or error,
            ) from error
        try:
            sync_folder(self._folder)
        except OSError as error:  # it is gone; a power cut at once may bring it back
            log.warning("%s: %s", self._folder, error, extra={"event": "not-synced"})

    def forget(self) -> None:
        """Remove for good what was replaced or deleted. Raises OSError."""
        for file in self._folder.glob(former(Path("*")).name):
            file.unlink(missing_ok=True)


def _told(text: str) -> HotWords:
    lexicon, problems = Lexicon.parse(text, f"{SCREENS_PACK}{SUFFIX}")
    return HotWords(
        text=text,
        terms=len(lexicon.terms),
        rules=len(lexicon.rules),
        problems=tuple(map(str, islice(problems, PROBLEMS_TOLD))),
    )


def _pack(file: Path) -> Pack:
    lexicon, problems = read_pack(file)
    return Pack(
        name=file.stem,
        terms=len(lexicon.terms),
        rules=len(lexicon.rules),
        problems=tuple(map(str, islice(problems, PROBLEMS_TOLD))),
    )
