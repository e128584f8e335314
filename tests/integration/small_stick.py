"""Exports to a small mounted file system and prints each refusal on a line.

Started by test_export_disks.py inside a mount namespace: ``… full|read-only FOLDER``.
"""

import asyncio
import subprocess
import sys
from pathlib import Path

from appliance.domain.export_plan import Room
from appliance.export import ExportError, ExportItem, export
from appliance.export.stick import Stick
from tests.fakes.speech import data_folder, recording, sentences, transcript


class BoastingStick(Stick):
    """Claims endless room, so that the disk fills while it is written."""

    def room(self, folder: int, target: Path) -> Room:
        """Claim a terabyte."""
        return Room(free_bytes=10**12, cluster_bytes=1)


async def refusal(target: Path, receipts: Path, stick: Stick) -> str:
    """Export a long text; return why it was refused."""
    item = ExportItem(recording=recording(), transcript=transcript(*sentences(3000)))
    try:
        async for _ in export([item], target, receipts=receipts, stick=stick):
            pass
    except ExportError as error:
        left = [str(path) for path in target.rglob("*.part")]
        return f"{error} {left or ''}"
    return "was not refused"


def main() -> None:
    """Mount, export, print."""
    case, folder = sys.argv[1], Path(sys.argv[2])
    target, receipts = folder / "mounted", data_folder(folder).receipts
    target.mkdir()
    size = "100k" if case == "full" else "100m,ro"
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", target], check=True)
    for stick in (Stick(), BoastingStick()):
        print(asyncio.run(refusal(target, receipts, stick)))


main()
