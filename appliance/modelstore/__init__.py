"""Models on disk: which there are, whether they are whole, how they get there."""
