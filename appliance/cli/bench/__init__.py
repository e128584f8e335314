"""`tingxia bench`: measure speed, memory and accuracy on this machine."""

from appliance.cli.bench import (
    accuracy,
    batch,
    encryption,
    everything,
    export,
    formats,
    library,
    report,
    screen,
    single,
    synthetic,
)
from appliance.cli.bench.group import app

__all__ = [
    "accuracy",
    "app",
    "batch",
    "encryption",
    "everything",
    "export",
    "formats",
    "library",
    "report",
    "screen",
    "single",
    "synthetic",
]
