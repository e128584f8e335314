"""Reading facts about the machine, from files below a root that a test can make up."""

from appliance.diagnostics.readers.box import BoxTold, ask_all, ask_system
from appliance.diagnostics.readers.gather import MachineReader

__all__ = ["BoxTold", "MachineReader", "ask_all", "ask_system"]
