"""Models of the real architectures, small enough to be taught a few clips in seconds."""
