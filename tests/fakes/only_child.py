"""A child process, told from the one that Python may keep for its own purposes."""

import psutil


def only_child(parent_pid: int | None = None) -> psutil.Process:
    """The one child of a process, or of this one, beside multiprocessing's resource tracker."""
    children = psutil.Process(parent_pid).children()
    (child,) = (one for one in children if not any("resource_tracker" in a for a in one.cmdline()))
    return child
