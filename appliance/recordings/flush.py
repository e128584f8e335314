"""Waiting for the disk, apart from writing: so that another thread may do the waiting."""

from appliance.recordings.audio_file import AudioFile


class Flush:
    """Brings one audio file to the disk as far as it was written when this was made."""

    def __init__(self, file: AudioFile, *, final: bool) -> None:
        self.file = file
        self.final = final
        """The file is full or the recording over: header and hash are made as well."""

        self.sample_count = file.sample_count
        self.sha256 = ""
        self.error: OSError | None = None

    def run(self) -> None:
        """Wait for the disk; any thread, once. The writer settles the outcome."""
        try:
            if self.final:
                self.sha256 = self.file.complete()
            else:
                self.file.sync()
        except OSError as error:
            self.error = error
