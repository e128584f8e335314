"""``begun-by-speech.json`` in the data folder: which recording began by itself, while it runs."""

import json
import logging
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from appliance.recordings.durable import replace_file

log = logging.getLogger(__name__)

NAME: Final = "begun-by-speech.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What a station that is started again must know of it."""

    recording_id: str
    title: str = ""
    """As it was called from the beginning."""

    is_kept: bool = False
    """Somebody wants it to go on until somebody stops it."""


class BegunRecording:
    """Outlives the station. What cannot be read or kept is taken for a person's recording."""

    def __init__(self, data: Path) -> None:
        self._file = data / NAME
        self.known = _read(self._file)

    def keep(self, begun: Begun | None) -> None:
        """Keep this in place of what was known."""
        if begun == self.known:
            return
        self.known = begun
        try:
            if begun is None:
                self._file.unlink(missing_ok=True)
            else:
                replace_file(self._file, json.dumps(asdict(begun)).encode())
        except OSError as error:
            log.warning("not kept: %s", error, extra={"event": "begun-recording-not-kept"})


def _read(file: Path) -> Begun | None:
    try:
        told = json.loads(file.read_bytes())
        return Begun(
            recording_id=str(told["recording_id"]),
            title=str(told["title"]),
            is_kept=told["is_kept"] is not False,
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        log.warning("not read: %s", error, extra={"event": "begun-recording-not-read"})
        return None
