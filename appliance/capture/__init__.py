"""The process that must not stop: microphone to disk."""
