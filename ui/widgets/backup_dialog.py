"""A backup of the library, to a stick."""

from collections.abc import AsyncGenerator
from pathlib import Path

from appliance.station.face import ExportProgress

from ..i18n import mark
from .touch import Words
from .written_dialog import WrittenDialog


class BackupDialog(WrittenDialog):
    """Writes the library as it is now."""

    heading = mark("Backup of the library")
    gathering = mark("Copying the library")
    writing = mark("Writing the backup. Leave the stick in.")
    failed = mark("No backup was written")

    def _ask(self) -> None:
        if self._visit.station.export_recipient:
            Words(self._visit.language("Encrypted"), classes="what")

    def _steps(self, target: Path) -> AsyncGenerator[ExportProgress, None]:
        return self._visit.station.backup.write(target, self._visit.lock.permit)
