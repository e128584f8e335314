"""Exports to real file systems: ext4 and exFAT on a loop device (as root), FAT as an image."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from appliance.domain.export_plan import utf16_units
from appliance.export import ExportItem, ExportOptions, Format, verify
from tests.fakes.speech import data_folder, recording, sentences, transcript
from tests.fakes.titles import AWKWARD
from tests.integration.exported import content_of, run

ROOT = Path(__file__).parents[2]
TREES = 8
"""Hostile ones in small_stick."""


def on(kind: str, folder: Path) -> dict[str, dict[str, object]]:
    """Do everything of mounted_stick on a file system of this kind."""
    told = subprocess.run(
        [
            *("unshare", "--mount", sys.executable, "-m", "tests.integration.exported_disk"),
            *(kind, str(folder)),
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        timeout=50,
    )
    assert 0 == told.returncode, told.stderr
    found: dict[str, dict[str, object]] = json.loads(told.stdout)
    return found


@pytest.mark.parametrize("kind", ["ext4", "exfat"])
def test_a_real_disk(kind: str, tmp_path: Path) -> None:
    """Every awkward title is kept in the manifest, every name comes back, a pull is made good.

    On ext4 also: what is compared comes from the medium, while a plain read sees the cache.
    """
    told = on(kind, tmp_path)

    names = told["names"]
    assert ([], []) == (names["titles_lost"], names["names_lost"])
    assert names["expected"] == names["verified"]
    assert {"clear", "encrypted"} == set(told["pulled"])
    for outcome in told["pulled"].values():
        assert isinstance(outcome, dict)
        assert outcome["done"]
        assert outcome["kept"]
        assert outcome["verified"]
    assert all(told.get("cache", {}).values())


def test_names_survive_fat(tmp_path: Path) -> None:
    """The same export copied into a FAT32 image and out again: every name and byte is there.

    mtools knows no character beyond the Basic Multilingual Plane; those are tried on exFAT.
    """
    paths = data_folder(tmp_path)
    (target := tmp_path / "stick").mkdir()
    (back := tmp_path / "back").mkdir()
    items = [
        ExportItem(
            recording=recording(f"20250501-1200{number:02d}-ab12", title=title),
            transcript=transcript(*sentences(2)),
        )
        for number, title in enumerate(AWKWARD)
    ]
    asyncio.run(run(paths, target, items, ExportOptions(formats=(Format.TXT, Format.DOCX))))
    image = tmp_path / "fat.img"
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "MTOOLS_SKIP_CHECK": "1"}

    for command in (
        ["mformat", "-C", "-F", "-T", "131072", "-i", image, "::"],
        ["mcopy", "-s", "-i", image, target / "Tingxia", "::/"],
        ["mcopy", "-s", "-n", "-i", image, "::/Tingxia", back],
    ):
        done = subprocess.run(
            [str(part) for part in command],
            env=environment,
            stdin=subprocess.DEVNULL,  # it would ask before it overwrote anything
            capture_output=True,
            text=True,
            check=False,
        )
        assert (0, "") == (done.returncode, done.stderr)

    assert content_of(target) == content_of(back)
    assert len(AWKWARD) == len(list((back / "Tingxia").iterdir()))
    assert 3 * len(AWKWARD) == len(verify(back))
    assert 255 >= max(utf16_units(path.name) for path in back.rglob("*"))
    titles = [
        json.loads(file.read_bytes())["recording"]["title"] for file in back.rglob("manifest.json")
    ]
    assert sorted(AWKWARD) == sorted(titles)


@pytest.mark.parametrize(
    ("case", "expected"), [("full", "full|free"), ("read-only", "write-protected")]
)
def test_a_real_file_system_that_is(case: str, expected: str, tmp_path: Path) -> None:
    """Full or read-only: a small one mounted in a namespace of its own.

    Hostile trees on it are refused too, each for its own reason; nothing beside them changes.
    """
    told = subprocess.run(
        [
            *("unshare", "--mount", "--map-root-user"),
            *("setpriv", "--bounding-set=-dac_override,-dac_read_search"),  # a root may be refused
            *(sys.executable, "-m", "tests.integration.small_stick", case, str(tmp_path)),
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )

    *refusals, beside = told.stdout.splitlines()
    for line in refusals[:2]:
        assert any(word in line for word in expected.split("|")), line
    assert not [line for line in refusals if "was not refused" in line]
    assert (TREES + 2, "unchanged") == (len(refusals), beside)
    for reason in (expected.split("|", maxsplit=1)[0], "may not be written"):
        assert any(reason in line for line in refusals[2:])
