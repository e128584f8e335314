"""The process that starts, watches and restarts the other three."""
