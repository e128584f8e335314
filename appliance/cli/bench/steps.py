"""Tells on the error output what is being measured; results stay alone."""

import sys


def say(step: str) -> None:
    """Print one line."""
    print(f"measuring: {step}", file=sys.stderr, flush=True)
