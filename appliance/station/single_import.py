"""One file that somebody waits for, taken into the library as a recording."""

from pathlib import Path

from appliance.domain.disk_budget import DiskBudget
from appliance.library import Library
from appliance.paths import Paths
from appliance.recordings.keys import KeyFolder
from appliance.station.file_import import import_file
from appliance.station.import_room import ImportRoom
from appliance.station.note import Note


class SingleImport:
    """Beside the queue of files, which nobody waits for."""

    def __init__(
        self,
        paths: Paths,
        library: Library,
        *,
        disk: DiskBudget,
        keys: KeyFolder | None,
        note: Note,
    ) -> None:
        """``note`` adds a line to the audit."""
        self._paths = paths
        self._library = library
        self._room = ImportRoom(paths.data, disk)
        self._note = note
        self.keys = keys
        """With it the audio is encrypted."""

    async def take(self, file: Path, *, title: str) -> str:
        """Return the new recording's id. Raises UnreadableAudioError, NoRoomError."""
        row = await import_file(
            file,
            title=title,
            paths=self._paths,
            library=self._library,
            room=self._room,
            keys=self.keys,
        )
        assert row.source is not None, "it was just noted"
        await self._note(
            "import",
            subject=row.recording.id,
            sha256=row.source.sha256,
            size_bytes=row.source.size_bytes,
        )
        return row.recording.id
