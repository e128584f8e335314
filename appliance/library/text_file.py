"""``transcript.json``: all versions of a recording's text, beside its audio.

The file makes the library expendable: together with the journal it holds all that the library
knows about the recording. It is replaced as a whole, so a reader finds the old or the new one.
"""

from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from appliance.domain.text_state import TextState
from appliance.domain.transcript import Transcript, TranscriptKind
from appliance.library.coding import to_json
from appliance.library.errors import LibraryError
from appliance.library.row import Origin
from appliance.recordings.durable import replace_file

NAME: Final = "transcript.json"


class TextFile(BaseModel):
    """Content of the file. Unknown fields of a newer box are ignored."""

    model_config = ConfigDict(frozen=True)

    version: Literal[1] = 1
    recording_id: str
    origin: Origin
    text_state: TextState
    problem: str = ""
    transcripts: tuple[Transcript, ...] = ()

    def version_of(self, kind: TranscriptKind) -> Transcript | None:
        """Return one version of the text."""
        return next((found for found in self.transcripts if found.kind is kind), None)


def read(folder: Path) -> TextFile | None:
    """Read the file of a recording's folder; None if there is none. Raises LibraryError."""
    file = folder / NAME
    try:
        found = TextFile.model_validate_json(file.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValidationError) as error:
        raise LibraryError(
            "{file} cannot be read: {reason}.",
            hint="Nothing needs to be done: the text is recognised again from the audio.",
            file=file,
            reason=getattr(error, "strerror", None) or "it is damaged",
        ) from error
    if found.recording_id != folder.name:
        raise LibraryError(
            "{file} holds the text of the recording {recording_id}.",
            hint="Nothing needs to be done: the text is recognised again from the audio.",
            file=file,
            recording_id=found.recording_id,
        )
    return found


def write(folder: Path, content: TextFile) -> None:
    """Replace the file; it is on the disk itself when this returns. Raises OSError."""
    text = to_json(content.model_dump(mode="json"))
    replace_file(folder / NAME, f"{text}\n".encode())
