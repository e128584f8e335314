"""SQLite index over the recordings, and readers of the recording folders."""
