from pathlib import Path

from appliance.inference.engines.sherpa_provider import SherpaProvider
from appliance.inference.placement import Placement

CUDA_LIBRARY = "libonnxruntime_providers_cuda.so"


def on(device: str) -> Placement:
    """Return what an engine is opened with."""
    return Placement(device=device, asked="auto", reason="it is the best there is", threads=1)


def test_cpu_is_used_for_the_reason_given(tmp_path: Path) -> None:
    """Nothing was wanted that is not there."""
    provider = SherpaProvider.choose(on("cpu"), tmp_path)
    assert ("cpu", "it is the best there is") == provider.used(tmp_path / "maps")


def test_cuda_is_not_even_asked_for_where_the_build_has_none(tmp_path: Path) -> None:
    """The library would fall back with a line on stderr; here the reason says so."""
    provider = SherpaProvider.choose(on("cuda"), tmp_path)
    assert "cpu" == provider.name
    expected = "cuda was chosen, but this build of sherpa-onnx is without CUDA"
    assert ("cpu", expected) == provider.used(tmp_path / "maps")


def test_cuda_counts_as_used_once_its_library_is_in_the_process(tmp_path: Path) -> None:
    """That it lies on the disk is not enough: it fails to load without cuDNN."""
    (tmp_path / CUDA_LIBRARY).touch()
    maps = tmp_path / "maps"
    provider = SherpaProvider.choose(on("cuda"), tmp_path)
    assert "cuda" == provider.name
    maps.write_text("7f00-7f01 r-xp 0 0 /elsewhere/" + CUDA_LIBRARY)
    assert "cpu" == provider.used(maps)[0]
    assert "fell back" in provider.used(maps)[1]
    maps.write_text(f"7f00-7f01 r-xp 0 0 {tmp_path / CUDA_LIBRARY}")
    assert ("cuda:0", "it is the best there is") == provider.used(maps)


def test_a_mac_s_gpu_is_told_of_elsewhere_too(tmp_path: Path) -> None:
    """Where there is no Core ML, the CPU is used and the reason says why."""
    provider = SherpaProvider.choose(on("mps"), tmp_path)
    device, reason = provider.used(tmp_path / "maps")
    assert ("mps" if provider.name == "coreml" else "cpu") == device
    assert "Core ML" in reason or "has no Metal" in reason
