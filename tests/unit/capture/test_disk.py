"""The disk guard on disks that refuse."""

import errno
import os
from pathlib import Path

import pytest

from appliance.capture.disk import DiskGuard


def test_a_disk_that_became_read_only_stops_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a reserve free space is counted, and a reserve that cannot be given back stays."""
    guard = DiskGuard(tmp_path, reserve_bytes=4096, warn_s=60)

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        patch.setattr(os, "unlink", refuse)
        guard.hold()
        guard.release()
    assert guard.look().free_bytes > 0
    assert [] == list(tmp_path.iterdir())
