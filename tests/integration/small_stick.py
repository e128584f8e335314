"""Exports to a small mounted file system and prints each refusal on a line.

Started by test_export_disks.py inside a mount namespace: ``… full|read-only FOLDER``.
First to an empty one, then to hostile trees on it; the last line tells what changed beside them.
"""

import asyncio
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

from appliance.domain.export_plan import Room
from appliance.export import ExportError, ExportItem, export
from appliance.export.stick import Stick
from tests.fakes.hostile_stick import HostileStick
from tests.fakes.speech import data_folder, recording, sentences, transcript
from tests.integration.test_export import NAME
from tests.integration.test_stick_hostile import snapshot

TREES: Final = 8


class BoastingStick(Stick):
    """Claims endless room, so that the disk fills while it is written."""

    def room(self, folder: int, target: Path) -> Room:
        """Claim a terabyte."""
        return Room(free_bytes=10**12, cluster_bytes=1)


async def refusal(target: Path, receipts: Path, stick: Stick, *, count: int = 3000) -> str:
    """Export a text of so many utterances; return why it was refused."""
    item = ExportItem(recording=recording(), transcript=transcript(*sentences(count)))
    try:
        async for _ in export([item], target, receipts=receipts, stick=stick):
            pass
    except ExportError as error:
        left = [str(path) for path in target.rglob("*.part")]
        return f"{error} {left or ''}"
    return "was not refused"


def mount(target: Path, options: str) -> None:
    """Mount a small file system that lies in memory, or change how it is mounted."""
    command = ["mount", "-t", "tmpfs", "-o", options, "none", str(target)]
    subprocess.run(command, check=True)


def fill(target: Path) -> None:
    """Leave no room."""
    with suppress(OSError), (target / "full").open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass


def hostile(case: str, folder: Path, receipts: Path) -> None:
    """Export to hostile trees on a disk like that; some may not even be entered."""
    (target := folder / "hostile").mkdir()
    mount(target, "size=8m")
    (outside := target / "outside").mkdir()
    for name in ("secret.wav", "secret.txt"):
        (outside / name).write_text("precious")
    trees = [target / str(seed) for seed in range(TREES)]
    for seed, root in enumerate(trees):
        root.mkdir()
        tree = HostileStick(root, seed, outside=outside)
        tree.build()
        tree.set_traps(NAME, [f"{NAME}.txt"])
        if seed % 3 == 2:
            root.chmod(0)
    if case == "full":
        fill(target)
    if case == "read-only":
        mount(target, "remount,ro")
    before = snapshot(outside)
    for root in trees:
        print(asyncio.run(refusal(root, receipts, BoastingStick(), count=30)))
    print("unchanged" if before == snapshot(outside) else "changed")


def main() -> None:
    """Mount, export, print."""
    case, folder = sys.argv[1], Path(sys.argv[2])
    target, receipts = folder / "mounted", data_folder(folder).receipts
    target.mkdir()
    mount(target, "size=100k" if case == "full" else "size=100m,ro")
    for stick in (Stick(), BoastingStick()):
        print(asyncio.run(refusal(target, receipts, stick)))
    hostile(case, folder, receipts)


main()
