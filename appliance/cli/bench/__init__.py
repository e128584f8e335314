"""`tingxia bench`: measure speed, memory and accuracy on this machine."""

from appliance.cli.bench import accuracy, everything, library, report, single, synthetic
from appliance.cli.bench.group import app

__all__ = ["accuracy", "app", "everything", "library", "report", "single", "synthetic"]
