"""Exports to a real file system of its own and prints what came of it as JSON.

Started by test_export_disks.py inside a mount namespace, as root: ``… ext4|exfat FOLDER``.
"""

import asyncio
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from mmap import mmap
from pathlib import Path

from appliance.export import ExportError, ExportItem, ExportOptions, ExportStep, verify
from appliance.export.stick import Stick
from appliance.export.verify import measured
from appliance.paths import Paths
from tests.fakes.speech import data_folder, recording, sentences, transcript
from tests.fakes.stick import TornOutStick
from tests.fakes.titles import AWKWARD, BEYOND
from tests.integration.exported import ENCRYPTED, OTHER, WITH_AUDIO, content_of, run, with_audio

MAKE = {"ext4": ("mkfs.ext4", "-q"), "exfat": ("mkfs.exfat",)}


def call(*command: str | Path) -> str:
    """Run a command; return what it printed."""
    done = subprocess.run(
        [str(part) for part in command], check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@contextmanager
def mounted(kind: str, folder: Path) -> Iterator[tuple[Path, Path]]:
    """Make and mount a file system; yield the image and where it is mounted."""
    image, target = folder / "image", folder / "mounted"
    with image.open("wb") as file:
        file.truncate(128 * 1024 * 1024)
    call(*MAKE[kind], image)
    target.mkdir()
    device = call("losetup", "--find", "--show", image)
    try:
        if kind == "exfat":
            call("mount.exfat-fuse", device, target)
        else:
            call("mount", "-t", kind, device, target)
        try:
            yield image, target
        finally:
            call("umount", target)
    finally:
        call("losetup", "--detach", device)


async def names(target: Path, paths: Paths) -> dict[str, object]:
    """Export recordings with awkward titles; tell how many of them stand in the manifests."""
    titles = [*AWKWARD, *BEYOND]
    items = [
        ExportItem(
            recording=recording(f"20250501-1200{number:02d}-ab12", title=title),
            transcript=transcript(*sentences(2)),
        )
        for number, title in enumerate(titles)
    ]
    done = (await run(paths, target, items, ExportOptions()))[-1]
    found = [
        json.loads((Path(done.folder) / name).read_bytes())["recording"]["title"]
        for name in done.files
        if name.endswith("/manifest.json")
    ]
    there = {path.name for path in Path(done.folder).iterdir()}
    return {
        "titles_lost": [title for title, kept in zip(titles, found, strict=True) if title != kept],
        "names_lost": sorted({name.partition("/")[0] for name in done.files} ^ there),
        "verified": len(verify(target)),
        "expected": 4 * len(titles),
    }


async def pulled(target: Path, paths: Paths) -> dict[str, object]:
    """Interrupt an export with audio half way, clear and encrypted, and go on."""
    items = [with_audio(paths), with_audio(paths, OTHER)]
    found: dict[str, object] = {}
    for name, options in (("clear", WITH_AUDIO), ("encrypted", ENCRYPTED)):
        folder = target / name
        folder.mkdir()
        try:
            await run(paths, folder, items, options, TornOutStick(90_000, batch_bytes=1))
        except ExportError:
            left = [path for path in content_of(folder) if not path.endswith(".part")]
            done = (await run(paths, folder, items, options))[-1]
            found[name] = {
                "done": done.step is ExportStep.DONE,
                "kept": 0 < done.kept_files <= len(left),
                "verified": len(verify(folder)),
            }
    return found


def past_the_cache(image: Path, target: Path) -> dict[str, bool]:
    """Tell who notices a change on the medium, where a plain read does not.

    A machine short of memory may have dropped the cache; then there was nothing to see past.
    """
    for attempt in range(5):
        told = _past_the_cache(image, target / f"known-{attempt}.txt")
        if told["a plain read sees the cache"]:
            break
    return told


def _past_the_cache(image: Path, file: Path) -> dict[str, bool]:
    file.write_bytes(b"a file that everybody knows " * 10_000)
    call("sync")
    before = file.read_bytes()  # it is in the cache now
    change(image, b"everybody", b"EVERYBODY")
    opened = Stick().open(file.parent)
    cached = file.read_bytes() == before
    direct = measured(Stick(), opened, file.name)[1]
    still_cached = file.read_bytes() == before
    without = Stick()
    without.past_cache = False
    dropped = measured(without, opened, file.name)[1]
    without.close(opened)
    return {
        "a plain read sees the cache": cached and still_cached,
        "O_DIRECT sees the medium": direct != sha256(before).hexdigest(),
        "a dropped cache sees the medium": dropped == direct,
    }


def change(image: Path, old: bytes, new: bytes) -> None:
    """Write over every ``old``, behind the back of the file system that is mounted from it."""
    with image.open("r+b") as file, mmap(file.fileno(), 0) as medium:
        at = 0
        while 0 <= (at := medium.find(old, at)):
            medium[at : at + len(old)] = new


def main() -> None:
    """Mount, export, print."""
    kind, folder = sys.argv[1], Path(sys.argv[2])
    paths = data_folder(folder)
    with mounted(kind, folder) as (image, target):
        (awkward := target / "awkward").mkdir()
        told: dict[str, dict[str, object]] = {
            "names": asyncio.run(names(awkward, paths)),
            "pulled": asyncio.run(pulled(target, paths)),
        }
        if kind == "ext4":
            told["cache"] = {**past_the_cache(image, target)}
    print(json.dumps(told))


main()
