"""The machine figures were taken on."""

import os
import platform
import re
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import psutil

_LIBRARIES: Final = (
    "tingxia",
    "faster-whisper",
    "ctranslate2",
    "sherpa-onnx",
    "onnxruntime",
    "funasr",
    "torch",
)
_TELLING_FLAGS: Final = (
    "avx2",
    "avx512f",
    "avx_vnni",
    "avx512_vnni",
    "avx512_bf16",
    "amx_int8",
    "asimddp",
    "i8mm",
)
_CPUINFO: Final = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasuringMachine:
    """What figures depend on."""

    cpu: str
    cores: int
    """That this process may use."""

    flags: tuple[str, ...]
    """Of those that make int8 fast or slow."""

    memory_bytes: int
    system: str
    python: str
    libraries: dict[str, str]
    """Versions of ourselves and the engines' libraries."""

    load_before: float | None = None
    """Mean number of busy processes in the minute before the run's end; None if not known."""

    @classmethod
    def here(cls, cpuinfo: Path = _CPUINFO) -> "MeasuringMachine":
        """Describe this machine."""
        try:
            told = cpuinfo.read_text(encoding="utf-8", errors="replace")
        except OSError:
            told = ""  # not Linux
        facts = parse_cpu(told)
        return cls(
            cpu=facts[0] or platform.processor() or platform.machine(),
            cores=_cores(),
            flags=facts[1],
            memory_bytes=int(psutil.virtual_memory().total),
            system=f"{platform.system()} {_release()} {platform.machine()}",
            python=platform.python_version(),
            libraries=_versions(),
            load_before=round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None,
        )

    def is_like(self, other: "MeasuringMachine") -> bool:
        """Tell whether times taken on the two can be compared."""
        return (self.cpu, self.cores, self.flags) == (other.cpu, other.cores, other.flags)


def parse_cpu(cpuinfo: str) -> tuple[str, tuple[str, ...]]:
    """Return the name of the processor and its telling flags, as the kernel lists them."""
    facts: dict[str, str] = {}
    for line in cpuinfo.splitlines():
        key, _, value = line.partition(":")
        facts.setdefault(key.strip().lower(), value.strip())
    flags = set((facts.get("flags") or facts.get("features") or "").split())
    return facts.get("model name", ""), tuple(flag for flag in _TELLING_FLAGS if flag in flags)


def _release() -> str:
    """Return the first two numbers; the rest may tell whose machine it is."""
    return ".".join(re.findall(r"\d+", platform.release())[:2])


def _cores() -> int:
    usable = getattr(os, "sched_getaffinity", None)
    return len(usable(0)) if usable else os.cpu_count() or 1


def _versions() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
