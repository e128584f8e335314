"""Built-in recordings, synthesised for this project: the virtual microphone and the demo."""
