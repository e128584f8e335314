"""What a person writes beside a marker once the recording is over."""

from dataclasses import replace
from pathlib import Path

from appliance.domain import journal
from appliance.domain.marker import Marker
from appliance.domain.recording import Recording
from appliance.recordings import journal_file, sidecar
from appliance.recordings.durable import replace_file
from appliance.recordings.errors import RecordingsError
from appliance.recordings.reader import RecordingAudio


def write_note(folder: Path, marker: Marker, note: str) -> Recording | None:
    """Write ``note`` beside a marker; returns the recording as it is then.

    None if there is no such marker, with the note that it had. Only its line of the journal is
    another then: nothing may follow the last one, by which a closed recording is known. Raises
    RecordingsError.
    """
    path = folder / journal_file.NAME
    try:
        lines = path.read_bytes().split(b"\n")
        for number, line in enumerate(lines):
            entry = journal.from_line(line.decode(errors="replace"))
            if isinstance(entry, journal.MarkerNoted) and entry.as_marker == marker:
                written = journal.to_line(replace(entry, note=note))
                lines[number] = written.encode(errors="backslashreplace")
                replace_file(path, b"\n".join(lines))
                recording = RecordingAudio(folder).recording()
                sidecar.write(folder, recording)
                return recording
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RecordingsError(
            "{folder} cannot be written: {reason}.",
            hint="Make room on the disk, then write it again.",
            folder=folder,
            reason=error.strerror or error,
        ) from error
    return None
