"""The folder of a recording on disk: audio files, journal, sidecar; writing, reading, recovery."""
