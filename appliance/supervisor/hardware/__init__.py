"""What is plugged in and how much is left: microphones, sticks, memory, disk, temperature."""

from appliance.supervisor.hardware.find import find_hardware
from appliance.supervisor.hardware.monitor import Hardware, HardwareMonitor

__all__ = ["Hardware", "HardwareMonitor", "find_hardware"]
