"""The folder of a recording on disk: audio files, journal, sidecar; writing, reading, recovery."""

from appliance.recordings.clock import Clock, SystemClock
from appliance.recordings.errors import RecordingsError, StorageFullError
from appliance.recordings.keys import KeyFolder, destroy_key
from appliance.recordings.reader import RecordingAudio
from appliance.recordings.recovery import conclude, open_recordings, recover
from appliance.recordings.writer import RecordingWriter

__all__ = [
    "Clock",
    "KeyFolder",
    "RecordingAudio",
    "RecordingWriter",
    "RecordingsError",
    "StorageFullError",
    "SystemClock",
    "conclude",
    "destroy_key",
    "open_recordings",
    "recover",
]
