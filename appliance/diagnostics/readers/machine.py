"""Memory, processor, GPU, power supply and temperature."""

import platform
import re
from pathlib import Path

import psutil

from appliance.diagnostics.facts import CpuFacts, GpuFacts, HeatFacts, MemoryFacts, PowerFacts
from appliance.diagnostics.readers.text import first_line, number, whole
from appliance.diagnostics.readers.tool import Ask

_MIB = 1024 * 1024
_THROTTLED_NOW = 0x4 | 0x2
"""Of the Raspberry Pi's firmware: throttled, or its clock held down."""

_LOW_NOW, _LOW_SINCE = 0x1, 0x10000


def read_memory(root: Path) -> MemoryFacts:
    """Ask the system."""
    memory, swap = psutil.virtual_memory(), psutil.swap_memory()
    killed = re.search(r"^oom_kill (\d+)", whole(root / "proc/vmstat"), re.MULTILINE)
    return MemoryFacts(
        available_bytes=memory.available,
        total_bytes=memory.total,
        swap_used_bytes=swap.used,
        swap_total_bytes=swap.total,
        killed_count=int(killed[1]) if killed else 0,
    )


def read_cpu(root: Path) -> CpuFacts:
    """Read name and the flags that all processors have."""
    told = whole(root / "proc/cpuinfo")
    name = re.search(r"^(?:model name|Model|Hardware)\s*:\s*(.+)$", told, re.MULTILINE)
    flags = [
        frozenset(value.split())
        for key, _, value in (line.partition(":") for line in told.splitlines())
        if key.strip().lower() in {"flags", "features"}
    ]
    return CpuFacts(
        name=name[1].strip() if name else platform.machine(),
        cores=psutil.cpu_count(logical=False) or psutil.cpu_count() or 1,
        flags=frozenset.intersection(*flags) if flags else frozenset(),
    )


def read_gpu(ask: Ask) -> GpuFacts:
    """Ask the driver of NVIDIA by its own tool; a Jetson's GPU has the machine's memory."""
    told = ask(
        ("nvidia-smi", "--query-gpu=name,memory.free,memory.total", "--format=csv,noheader,nounits")
    )
    name, *sizes = [part.strip() for part in (told.splitlines() or [""])[0].split(",")]
    free, total = (int(size) * _MIB if size.isdigit() else None for size in (*sizes, "", "")[:2])
    return GpuFacts(name=name, free_bytes=free, total_bytes=total)


def read_power(root: Path) -> PowerFacts:
    """Look at what Raspberry Pi, Jetson and notebooks tell below /sys."""
    flags = _pi_flags(root)
    alarms = [
        file
        for file in sorted((root / "sys/class/hwmon").glob("hwmon*/in*_lcrit_alarm"))
        if number(file)
    ]
    events = [
        number(file) or 0
        for file in sorted((root / "sys/class/hwmon").glob("hwmon*/oc*_event_cnt"))
    ]
    supplies = sorted((root / "sys/class/power_supply").glob("*"))
    batteries = [each for each in supplies if first_line(each / "type") == "Battery"]
    mains = [each for each in supplies if first_line(each / "type") in {"Mains", "USB"}]
    has_battery = any(first_line(each / "scope") != "Device" for each in batteries)
    return PowerFacts(
        is_told=flags is not None or bool(events) or bool(supplies),
        is_low_now=bool((flags or 0) & _LOW_NOW) or bool(alarms),
        was_low=bool((flags or 0) & _LOW_SINCE) or any(events),
        on_battery=has_battery and bool(mains) and not any(number(m / "online") for m in mains),
        battery_percent=number(batteries[0] / "capacity") if batteries else None,
    )


def read_heat(root: Path, warmest_c: float | None) -> HeatFacts:
    """Tell whether the processor is slowed down, by the firmware's flag or an active trip."""
    flags = _pi_flags(root) or 0
    cooling = [
        first_line(folder / "type").lower()
        for folder in sorted((root / "sys/class/thermal").glob("cooling_device*"))
        if (number(folder / "cur_state") or 0) > 0
    ]
    slowed = any("processor" in kind or "cpufreq" in kind for kind in cooling)
    return HeatFacts(warmest_c=warmest_c, is_throttled=bool(flags & _THROTTLED_NOW) or slowed)


def _pi_flags(root: Path) -> int | None:
    """Read the Raspberry Pi's own word about voltage and throttling, which is hexadecimal."""
    text = first_line(root / "sys/devices/platform/soc/soc:firmware/get_throttled")
    try:
        return int(text, 16)
    except ValueError:
        return None
