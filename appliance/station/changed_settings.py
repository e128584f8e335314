"""Changed settings reach the parts of the station while they work."""

import logging
from collections.abc import Callable
from pathlib import Path

from appliance.config import Settings
from appliance.paths import Paths
from appliance.recordings.keys import KeyFolder
from appliance.station.doctor import BoxDoctor
from appliance.station.exports import Exports
from appliance.station.file_worker import FileWorker
from appliance.station.jobs import Jobs
from appliance.station.prepared_room import PreparedRoom
from appliance.station.retention import Retention
from appliance.station.single_import import SingleImport
from appliance.station.speech import LibrarySpeech


class ChangedSettings:
    """The other processes are told by the supervisor."""

    def __init__(
        self,
        paths: Paths,
        *,
        watch_dir: Path | None,
        single: SingleImport,
        files: FileWorker,
        jobs: Jobs,
        exports: Exports,
        keeping: Retention,
        room: PreparedRoom,
        speech: LibrarySpeech,
        doctor: BoxDoctor,
        on_change: Callable[[], None],
    ) -> None:
        self._paths = paths
        self.watch_dir = watch_dir
        """The folder to be watched now."""

        self._single = single
        self._files = files
        self._jobs = jobs
        self._exports = exports
        self._keeping = keeping
        self._room = room
        self._speech = speech
        self._doctor = doctor
        self._on_change = on_change

    def take_up(self, settings: Settings) -> None:
        """Go on with these."""
        logging.getLogger().setLevel(settings.log.level)
        self.watch_dir = settings.batch.watch_dir
        keys = KeyFolder(self._paths.keys) if settings.storage.encrypt else None
        self._single.keys = self._files.keys = keys
        tell_speakers = settings.text.speakers == "auto"
        self._jobs.texts.tell_speakers = self._files.tell_speakers = tell_speakers
        self._exports.locale = settings.station.locale
        self._exports.recipient = settings.export.recipient
        self._room.keep_free_bytes = settings.retention.keep_free_bytes
        self._keeping.rules = settings.retention.rules
        self._keeping.look_again()
        self._speech.configured = settings.endpointing.rules
        self._doctor.take_up(settings)
        self._on_change()
