"""A child process, told from those that Python may keep for its own purposes."""

import psutil

_PYTHONS_OWN = ("resource_tracker", "forkserver")


def only_child(parent_pid: int | None = None) -> psutil.Process:
    """The one child of a process, or of this one, beside those of multiprocessing."""
    children = psutil.Process(parent_pid).children()
    (child,) = (
        one for one in children if not any(own in " ".join(one.cmdline()) for own in _PYTHONS_OWN)
    )
    return child
