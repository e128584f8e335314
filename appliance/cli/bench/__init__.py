"""`tingxia bench`: measure speed, memory and accuracy on this machine; one command a module."""

from appliance.cli.bench import (
    accuracy,
    everything,
    latency,
    load,
    long,
    memory,
    report,
    silence,
    speed,
    start,
    synthetic,
    tax,
)
from appliance.cli.bench.group import app

__all__ = [
    "accuracy",
    "app",
    "everything",
    "latency",
    "load",
    "long",
    "memory",
    "report",
    "silence",
    "speed",
    "start",
    "synthetic",
    "tax",
]
