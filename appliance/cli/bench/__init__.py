"""`tingxia bench`: measure speed, memory and accuracy on this machine."""

from appliance.cli.bench import accuracy, everything, export, formats, report, single, synthetic
from appliance.cli.bench.group import app

__all__ = ["accuracy", "app", "everything", "export", "formats", "report", "single", "synthetic"]
