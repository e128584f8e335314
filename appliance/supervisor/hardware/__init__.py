"""What is plugged in and how much is left: microphones, sticks, memory, disk, temperature."""

from appliance.supervisor.hardware.find import find_hardware
from appliance.supervisor.hardware.monitor import Hardware, HardwareMonitor
from appliance.supervisor.hardware.stand_in import StandInSticks, stand_in_folders

__all__ = ["Hardware", "HardwareMonitor", "StandInSticks", "find_hardware", "stand_in_folders"]
