"""Owns ``choices.json`` while the box runs: one change after the other, whole on the disk."""

import logging
import os
import time
from dataclasses import replace
from pathlib import Path

from appliance.choices import NAME, Choices, read_choices
from appliance.errors import ApplianceError
from appliance.recordings.durable import replace_file, sync_folder
from appliance.station.errors import SettingError

log = logging.getLogger(__name__)


class ChoiceStore:
    """Reads once, writes at every change; all methods block."""

    def __init__(self, data: Path) -> None:
        """Read it; a damaged file is set aside, and ``notice`` says so."""
        self._file = data / NAME
        found = read_choices(data)
        self.choices = found.choices
        self.notice: ApplianceError | None = None
        self._is_unread = bool(found.problem) and not found.is_damaged
        if found.is_damaged:
            self.notice = self._set_aside(found.problem)
        elif found.problem:
            self.notice = SettingError(
                "What was chosen on this screen cannot be read: {reason}.",
                hint="The settings of the configuration file hold. Check the disk.",
                reason=found.problem,
            )

    def write(self, choices: Choices) -> None:
        """Replace the file. Raises SettingError: then nothing was changed."""
        if self._is_unread and self.notice is not None:
            raise self.notice  # what stands in the file would be lost
        try:
            replace_file(self._file, choices.to_json())
        except OSError as error:
            raise SettingError(
                "The setting cannot be stored in {path}: {reason}.",
                hint="Make room on the disk, then choose it again.",
                path=self._file,
                reason=error.strerror or error,
            ) from error
        self.choices = choices

    def choose(self, changed: dict[str, object], forgotten: frozenset[str] = frozenset()) -> None:
        """Store these choices and forget those. Raises SettingError."""
        kept = {key: value for key, value in self.choices.settings.items() if key not in forgotten}
        self.write(replace(self.choices, settings={**kept, **changed}))

    def _set_aside(self, problem: str) -> ApplianceError:
        aside = self._file.with_name(f"{NAME}.damaged-{time.time_ns():x}")
        try:
            self._file.rename(aside)
            sync_folder(self._file.parent)
        except OSError as error:
            log.warning("not set aside: %s", error, extra={"event": "choices-not-set-aside"})
            aside = self._file
        log.error(
            "the choices are damaged: %s",
            problem,
            extra={"event": "choices-damaged", "set_aside": os.fspath(aside)},
        )
        return SettingError(
            "What was chosen on this screen was damaged; the old file is {path}.",
            hint="The settings of the configuration file hold. Choose again what you need.",
            path=aside,
        )
