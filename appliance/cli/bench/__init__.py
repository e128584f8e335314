"""`tingxia bench`: measure speed, memory and accuracy on this machine."""

from appliance.cli.bench import accuracy, everything, export, report, single, synthetic
from appliance.cli.bench.group import app

__all__ = ["accuracy", "app", "everything", "export", "report", "single", "synthetic"]
