"""``keys/pin.json`` in the data folder: the hash of the PIN and the wrong tries since."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from appliance.domain.pin_delay import Failures
from appliance.recordings.durable import make_folder, replace_file, sync_folder
from appliance.station.errors import PinError

NAME: Final = "pin.json"
LARGEST_BYTES: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPin:
    """What the file holds."""

    hash: str
    """Argon2id, with its salt and parameters, in the usual notation."""

    failures: Failures = field(default_factory=Failures)


class _Content(BaseModel):
    model_config = ConfigDict(extra="forbid")

    hash: str = Field(pattern=r"^\$argon2id\$")
    failures: int = Field(ge=0)
    boot_id: str
    at_s: float = Field(ge=0)


class PinFile:
    """Reads and writes it; all methods block."""

    def __init__(self, keys: Path) -> None:
        """``keys`` is `Paths.keys`."""
        self._file = keys / NAME

    def read(self) -> StoredPin | None:
        """Return what is stored; None if no PIN is set. Raises PinError if that is unknown."""
        try:
            with self._file.open("rb") as file:
                content = _Content.model_validate_json(file.read(LARGEST_BYTES))
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValidationError) as error:
            raise self.unreadable() from error
        failures = Failures(count=content.failures, boot_id=content.boot_id, at_s=content.at_s)
        return StoredPin(hash=content.hash, failures=failures)

    def write(self, stored: StoredPin) -> None:
        """Replace it; it is on the disk itself when this returns. Raises PinError."""
        failures = stored.failures
        content = {
            "hash": stored.hash,
            "failures": failures.count,
            "boot_id": failures.boot_id,
            "at_s": failures.at_s,
        }
        try:
            make_folder(self._file.parent)
            replace_file(self._file, json.dumps(content).encode())
        except OSError as error:
            raise self._not_written(error) from error

    def remove(self) -> bool:
        """Forget the PIN; False if there was none. Raises PinError."""
        try:
            self._file.unlink()
            sync_folder(self._file.parent)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            raise self._not_written(error) from error
        return True

    def unreadable(self) -> PinError:
        """Return what to raise where the file holds no PIN of ours."""
        return PinError(
            "The PIN in {path} cannot be read.",
            hint="Ask whoever looks after the box to run `tingxia pin reset`.",
            path=self._file,
        )

    def _not_written(self, error: OSError) -> PinError:
        return PinError(
            "{path} cannot be written: {reason}.",
            hint="Make room on the disk, then try again; no PIN is checked until then.",
            path=self._file,
            reason=error.strerror or error,
        )
