"""Which process has a file or a socket open, as far as the kernel lets us see."""

from collections.abc import Callable, Collection
from pathlib import Path

from appliance.diagnostics.facts import Holder
from appliance.diagnostics.readers.text import first_line


def holder_of(root: Path, is_it: Callable[[str], bool], *, ours: Collection[int]) -> Holder | None:
    """Return the first process with a descriptor whose link ``is_it``."""
    for process in sorted((root / "proc").glob("[0-9]*")):
        try:
            links = [str(link.readlink()) for link in (process / "fd").iterdir()]
        except OSError:
            continue  # it ended, or belongs to another user
        if any(is_it(link) for link in links):
            return holder(root, int(process.name), ours=ours)
    return None


def holder(root: Path, pid: int, *, ours: Collection[int]) -> Holder:
    """Describe a process."""
    program = first_line(root / "proc" / str(pid) / "comm")
    return Holder(pid=pid, program=program or "?", is_ours=pid in ours)
