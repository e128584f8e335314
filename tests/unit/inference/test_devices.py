"""What there is to compute on: told apart by what drivers, libraries and the kernel say."""

import ctypes
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appliance.inference.devices import cuda_libraries
from appliance.inference.devices.cpu import CpuDevice
from appliance.inference.devices.cpu_cores import physical_cores
from appliance.inference.devices.cpu_features import parse_cpuinfo
from appliance.inference.devices.cuda import CudaDevice
from appliance.inference.devices.machine import devices_here
from appliance.inference.devices.metal import MetalDevice
from appliance.inference.devices.nvml import Nvml, NvmlError
from appliance.inference.devices.tegra import available_bytes, is_tegra

MIB = 1024 * 1024


class FakeNvml:
    """The driver's library: C functions that fill in what they are handed."""

    def __init__(self, *, free: int = 0, failing: str = "") -> None:
        self.free = free
        self.failing = failing

    def __getattr__(self, name: str) -> Any:
        def function(*arguments: Any) -> int:
            if name == self.failing:
                return 3
            if name == "nvmlDeviceGetMemoryInfo":
                arguments[1]._obj.free = self.free
            elif name == "nvmlDeviceGetName":
                ctypes.memmove(arguments[1], b"Simulated GPU\0", 14)
            return 0

        return function


def no_driver(_: str) -> Any:
    """Fail as the loader of libraries does."""
    raise OSError("cannot open shared object file")


def gpu(library: FakeNvml, *, against: str = "", tegra: bool = False) -> CudaDevice:
    """Make a GPU behind a simulated driver."""
    return CudaDevice(
        connect=lambda: Nvml(open_library=lambda _: library),
        is_tegra=lambda: tegra,
        available_bytes=lambda: 5 * MIB,
        why_not=lambda _: against,
    )


def test_a_gpu_tells_its_name_and_its_free_memory() -> None:
    """Both from its driver."""
    device = gpu(FakeNvml(free=7 * MIB))

    assert (True, "Simulated GPU") == (
        device.report("whisper").usable,
        device.report("whisper").reason,
    )
    assert 7 * MIB == device.free_bytes()


def test_without_a_driver_there_is_no_gpu_and_no_library_is_asked() -> None:
    """Asking one would mean to import it."""
    asked: list[str] = []
    device = CudaDevice(
        connect=lambda: Nvml(open_library=no_driver),
        is_tegra=lambda: False,
        why_not=lambda engine: asked.append(engine) or "",  # type: ignore[func-returns-value]
    )
    report = device.report("funasr")

    assert (False, "no NVIDIA driver is installed") == (report.usable, report.reason)
    assert device.free_bytes() is None
    assert [] == asked


def test_a_driver_that_fails_is_told_with_its_error() -> None:
    """For a person who has to look it up."""
    report = gpu(FakeNvml(failing="nvmlInit_v2")).report("whisper")

    assert (False, "the NVIDIA driver answers nvmlInit_v2 with error 3") == (
        report.usable,
        report.reason,
    )


def test_a_gpu_that_the_engine_s_library_cannot_use_is_told() -> None:
    """With the GPU's name: it is there, but of no use."""
    report = gpu(FakeNvml(), against="this build of torch is for the processor").report("funasr")

    assert "Simulated GPU: this build of torch is for the processor" == report.reason
    assert not report.usable


def test_a_tegra_needs_no_nvml_and_shares_the_machine_s_memory() -> None:
    """There the driver's library knows nothing about memory."""
    device = gpu(FakeNvml(failing="nvmlInit_v2"), tegra=True)

    assert (True, "Tegra") == (device.report("sherpa").usable, device.report("sherpa").reason)
    assert 5 * MIB == device.free_bytes()


def test_a_tegra_is_known_by_its_firmware(tmp_path: Path) -> None:
    """And its memory by what the kernel calls available."""
    compatible, meminfo = tmp_path / "compatible", tmp_path / "meminfo"
    compatible.write_bytes(b"nvidia,p3768-0000+p3767-0003\0nvidia,p3767-0003\0nvidia,tegra234\0")
    meminfo.write_text("MemTotal: 7990000 kB\nMemFree: 200 kB\nMemAvailable: 1024 kB\n")

    assert is_tegra(compatible)
    assert not is_tegra(tmp_path / "nothing")
    assert MIB == available_bytes(meminfo)
    assert available_bytes(tmp_path / "nothing") is None


def test_metal_is_for_funasr_alone() -> None:
    """Torch is not imported to tell the others."""

    def torch() -> Any:
        raise AssertionError("torch was imported")

    report = MetalDevice(torch=torch).report("whisper")

    assert (False, "the engine whisper cannot use it") == (report.usable, report.reason)


@pytest.mark.parametrize(
    ("built", "there", "reason"),
    [
        (True, True, ""),
        (False, False, "this torch was built without it"),
        (True, False, "macOS 12.3 or newer and a GPU that it supports are needed"),
    ],
)
def test_metal_is_what_torch_says(built: bool, there: bool, reason: str) -> None:
    """With the reason if it is not."""
    mps = SimpleNamespace(is_built=lambda: built, is_available=lambda: there)
    torch = SimpleNamespace(backends=SimpleNamespace(mps=mps))
    report = MetalDevice(torch=lambda: torch).report("funasr")

    assert (there, reason) == (report.usable, report.reason)


def test_metal_has_no_more_memory_than_it_recommends() -> None:
    """Nor than the machine has."""
    torch = SimpleNamespace(
        backends=SimpleNamespace(
            mps=SimpleNamespace(is_built=lambda: True, is_available=lambda: True)
        ),
        mps=SimpleNamespace(
            recommended_max_memory=lambda: 10 * MIB, driver_allocated_memory=lambda: 4 * MIB
        ),
    )
    device = MetalDevice(torch=lambda: torch)
    device.report("funasr")

    assert 6 * MIB == device.free_bytes()


def cpu(tmp_path: Path, **more: Any) -> CpuDevice:
    """Make a processor of which nothing is known but what a test writes."""
    return CpuDevice(
        cpuinfo=tmp_path / "cpuinfo",
        group=tmp_path,
        available_bytes=lambda: 100 * MIB,
        own_bytes=lambda: 30 * MIB,
        **more,
    )


def test_the_cpu_is_always_usable_and_says_whether_int8_pays(tmp_path: Path) -> None:
    """As far as the kernel tells."""
    (tmp_path / "cpuinfo").write_text("flags\t\t: fpu avx2 avx512_vnni amx_int8\n")
    known = cpu(tmp_path).report("sherpa")
    (tmp_path / "cpuinfo").unlink()
    unknown = cpu(tmp_path).report("sherpa")

    assert "int8 pays on this processor: it has AMX, AVX-512 VNNI" == known.reason
    assert (True, "") == (unknown.usable, unknown.reason)


def test_the_cpu_s_memory_is_the_least_of_its_limits(tmp_path: Path) -> None:
    """Of the machine, of the control group, of what the process may grow to."""
    machine = cpu(tmp_path).free_bytes()
    process = cpu(tmp_path, limit_bytes=90 * MIB).free_bytes()
    (tmp_path / "memory.max").write_text(f"{50 * MIB}\n")
    (tmp_path / "memory.current").write_text(f"{40 * MIB}\n")
    (tmp_path / "memory.stat").write_text(f"anon 1\ninactive_file {5 * MIB}\n")
    group = cpu(tmp_path, limit_bytes=90 * MIB).free_bytes()
    (tmp_path / "memory.max").write_text("max\n")
    unlimited = cpu(tmp_path).free_bytes()

    assert (100 * MIB, 60 * MIB, 15 * MIB, 100 * MIB) == (machine, process, group, unlimited)


@pytest.mark.parametrize(
    ("flags", "verdict"),
    [
        ("fpu sse2 avx2 avx_vnni", "int8 pays on this processor: it has AVX-VNNI"),
        (
            "fpu avx2 avx512f",
            "int8 hardly pays on this processor: it has AVX-512, but no VNNI or DotProd",
        ),
        ("fpu avx2", "int8 hardly pays on this processor: it has AVX2, but no VNNI or DotProd"),
        ("fpu sse2", "int8 hardly pays on this processor: it has no VNNI or AVX2"),
    ],
)
def test_x86_features_are_read(flags: str, verdict: str) -> None:
    """The more a processor has, the better int8 does."""
    assert verdict == parse_cpuinfo(f"processor\t: 0\nflags\t\t: {flags}\n").verdict


def test_arm_features_are_read() -> None:
    """What only some of the cores have does not count."""
    both = "processor : 0\nFeatures\t: fp asimd asimddp i8mm\n"
    little = "processor : 1\nFeatures\t: fp asimd asimddp\n"

    assert "int8 pays on this processor: it has I8MM, DotProd" == parse_cpuinfo(both).verdict
    assert "int8 pays on this processor: it has DotProd" == parse_cpuinfo(both + little).verdict


@given(st.text())
def test_any_text_has_a_verdict(text: str) -> None:
    """Kernels differ; none of their files is an error."""
    assert isinstance(parse_cpuinfo(text).verdict, str)


def test_cores_are_counted_once_and_shared_ones_not_twice(tmp_path: Path) -> None:
    """Two threads on one core are one; a container's limit holds."""
    import os

    usable = os.sched_getaffinity(0)
    for number in usable:
        folder = tmp_path / f"cpu{number}/topology"
        folder.mkdir(parents=True)
        (folder / "thread_siblings_list").write_text(f"{number // 2 * 2}-{number // 2 * 2 + 1}\n")
    quota = tmp_path / "cpu.max"
    quota.write_text("max 100000\n")
    cores = physical_cores(tmp_path, quota)
    quota.write_text("100000 100000\n")
    limited = physical_cores(tmp_path, quota)

    assert len({number // 2 for number in usable}) == cores
    assert 1 == limited


def test_an_engine_that_nobody_knows_uses_no_gpu() -> None:
    """Nothing is imported for it."""
    assert "the engine toaster cannot use it" == cuda_libraries.why_not("toaster")


def test_this_build_of_sherpa_is_looked_at_without_importing_it() -> None:
    """The wheels on the index have no CUDA."""
    why_not = cuda_libraries.why_not("sherpa")
    assert "this build of sherpa-onnx is for the processor alone" == why_not


def test_the_last_device_of_any_machine_is_its_cpu() -> None:
    """So there is always one."""
    assert "cpu" == devices_here()[-1].name


def test_nvml_names_the_call_that_failed() -> None:
    """As an error of its own, which CudaDevice understands."""
    with pytest.raises(NvmlError, match="nvmlDeviceGetMemoryInfo with error 3"):
        Nvml(open_library=lambda _: FakeNvml(failing="nvmlDeviceGetMemoryInfo")).free_bytes()
