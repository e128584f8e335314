"""Where on the stick a recording goes, and what of it is there already."""

from collections.abc import Generator
from contextlib import suppress
from dataclasses import dataclass, field, replace

from appliance.domain import export_plan
from appliance.export.known import Known
from appliance.export.planned import PlannedFile, PlannedFolder, WrittenFile
from appliance.export.stick import Stick
from appliance.export.verify import measured


@dataclass(slots=True, kw_only=True)
class Destination:
    """A folder of the stick. What is written is noted in it."""

    name: str
    planned: PlannedFolder
    kept: dict[str, WrittenFile]
    """What was there and is the same, by name."""

    written: dict[str, WrittenFile] = field(default_factory=dict)

    @property
    def missing(self) -> tuple[PlannedFile, ...]:
        """Return what is to be written, in its order; without what proves it."""
        return tuple(file for file in self.planned.files if file.name not in self.kept)

    @property
    def files(self) -> tuple[WrittenFile, ...]:
        """All that must be read back: documents and audio in their order, then what proves them."""
        everything = self.kept | self.written
        first = [file.name for file in self.planned.files]
        return tuple(everything[name] for name in dict.fromkeys([*first, *everything]))

    def lose_audio(self, *, is_all: bool) -> None:
        """Do without the audio; if that is all that was asked for, begin nothing for it."""
        files = (file for file in self.planned.files if file.name != self.planned.audio)
        there = self.kept | self.written
        left = tuple(file for file in files if not is_all or file.name in there)
        self.planned = replace(self.planned, files=left)


def choose(
    stick: Stick, root: int | None, planned: PlannedFolder, known: Known, taken: set[str]
) -> Generator[int, None, Destination]:
    """Return the first folder that is free, or holds these files as far as it goes.

    Yields how many bytes were read for it. ``root`` is None if the stick has no exports;
    ``taken`` are the collision keys of names in use. Raises OSError.
    """
    number = 0
    while True:
        number += 1
        name = export_plan.numbered(planned.name, number)
        if export_plan.collision_key(name) in taken:
            continue
        if root is None or not stick.exists(root, name):
            return Destination(name=name, planned=planned, kept={})
        if stick.is_folder(root, name):
            kept = yield from _kept(stick, root, name, planned, known)
            if kept is not None:
                return Destination(name=name, planned=planned, kept=kept)


def _kept(
    stick: Stick, root: int, name: str, planned: PlannedFolder, known: Known
) -> Generator[int, None, dict[str, WrittenFile] | None]:
    """Return what can stay; None if there is something else under one of the names."""
    folder = stick.find(root, name)
    kept: dict[str, WrittenFile] = {}
    try:
        for file in planned.files:
            if not stick.exists(folder, file.name):
                continue
            size_bytes, sha256 = measured(
                stick, folder, file.name, limit_bytes=_largest(planned, file)
            )
            yield size_bytes
            if known.is_same(file, sha256):
                kept[file.name] = WrittenFile(
                    name=file.name, size_bytes=size_bytes, sha256=sha256, origin=file.origin
                )
            elif not known.is_begun(name, file):
                return None
    finally:
        with suppress(OSError):  # a stick that is gone may refuse even that
            stick.close(folder)
    return kept


def _largest(planned: PlannedFolder, file: PlannedFile) -> int | None:
    """Return beyond which size a file is none of ours; None if that cannot be told.

    Another release may have encoded the same audio less well.
    """
    is_foreseen = file.name != planned.audio or planned.audio_error is None
    return 2 * file.limit_bytes if is_foreseen else None
