"""`tingxia bench`: measure speed, memory and accuracy on this machine."""

from appliance.cli.bench import accuracy, encryption, everything, report, single, synthetic
from appliance.cli.bench.group import app

__all__ = ["accuracy", "app", "encryption", "everything", "report", "single", "synthetic"]
