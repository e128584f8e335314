"""The bench of the export measures what it says."""

from pathlib import Path

import pytest

from appliance.diagnostics.benches.export import measure
from appliance.diagnostics.benches.loop_disk import target_folder
from appliance.export.stick import file_system


async def test_an_export_is_compared_with_a_copy_in_all_ways(tmp_path: Path) -> None:
    """Prepared and encoded on the way; hashed from the cache, from the medium, and by hashlib."""
    part = await measure(recordings=2, minutes=0.1, to=tmp_path, repeat=1)

    shares = {name for name in part.figures if "share" in name}
    assert {
        "throughput_share_of_copy",
        "share_of_copy_hashed_from_medium",
        "share_of_copy_hashed_by_hashlib",
        "encoding_share_of_copy",
    } == shares
    assert all(part.figures[name] > 0 for name in shares)
    assert part.conditions["target"] == f"{file_system(tmp_path)} in {tmp_path}"
    assert file_system(tmp_path)
    assert "encoded beforehand" in part.conditions["audio"]
    assert [] == list(tmp_path.iterdir())


def test_a_disk_of_its_own_is_gone_afterwards(tmp_path: Path) -> None:
    """Or the folder that stands for it, which is called so; nothing stays mounted."""
    with target_folder(None, tmp_path, 1_000_000) as (folder, kind):
        (folder / "file").write_bytes(b"content")

        assert (kind == "ext4 on a loop device") is (folder.parent == tmp_path)
        assert ("for want of a disk of its own (" in kind) is (folder.parent != tmp_path)

    assert not (folder / "file").exists()
    assert str(tmp_path) not in Path("/proc/self/mounts").read_text()


def test_a_folder_in_place_of_a_disk_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was measured there is not taken for what a disk would do."""
    monkeypatch.setattr("appliance.diagnostics.benches.loop_disk.os.geteuid", lambda: 1000)
    with target_folder(None, tmp_path, 1_000_000) as (folder, kind):
        place = f"{file_system(folder)} in {folder.parent}"
        reason = "for want of a disk of its own (only root on Linux may mount one)"
        assert f"{place}, {reason}" == kind
