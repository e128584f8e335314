"""The settings as the children read them, and which of them each child reads."""

import os
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from appliance.config import Settings
from appliance.domain.process import Role
from appliance.layers import Layers
from appliance.paths import DataFolderError

READS: Final[Mapping[Role, frozenset[str]]] = MappingProxyType(
    {
        Role.CAPTURE: frozenset({"storage", "capture", "log"}),
        Role.STATION: frozenset(),
        Role.INFERENCE: frozenset({"storage", "inference", "text", "endpointing", "log"}),
    }
)
"""The sections for which a child must be started anew; the station takes changes up by itself."""


class SettingsFile:
    """Resolves the settings and hands them over."""

    def __init__(self, layers: Layers, *, run: Path) -> None:
        """``run`` is the run folder as it was found at the start; it does not change."""
        self._layers = layers
        self._run = run

    def write(self, settings: Settings) -> Settings:
        """Write the settings for the children; returns them with the run folder named."""
        storage = settings.storage.model_copy(update={"run_dir": self._run})
        named = settings.model_copy(update={"storage": storage})
        paths = named.paths
        _hand_over(self._layers.to_json(), paths.layers)
        _hand_over(named.model_dump_json(), paths.settings)
        return named

    def read_again(self) -> Settings:
        """Resolve them with what is chosen on the screen now, and write them.

        Raises DataFolderError if the run folder cannot be written.
        """
        try:
            return self.write(self._layers.in_force())
        except OSError as error:
            raise DataFolderError(
                "The changed settings cannot be written to {path}: {reason}.",
                hint="Make room there; until then the former settings hold.",
                path=self._run,
                reason=error.strerror or error,
            ) from error


def changed_keys(role: Role, before: Settings, after: Settings) -> tuple[str, ...]:
    """Return the dotted keys that differ and that a child of this role reads."""
    return tuple(
        f"{section}.{key}"
        for section in Settings.model_fields
        if section in READS[role]
        for key, value in getattr(after, section)
        if getattr(getattr(before, section), key) != value and key != "run_dir"
    )


def _hand_over(content: str, file: Path) -> None:
    """Write a file whole or not at all, readable by the user only."""
    draft = file.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as out:
        out.write(content)
    draft.replace(file)
