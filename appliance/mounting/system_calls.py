"""mount(2) and umount2(2): the standard library has neither, and a shell would add surprises."""

import ctypes
import os
from typing import Final

READ_ONLY: Final = 1
NO_SUID: Final = 2
NO_DEVICES: Final = 4
NO_EXEC: Final = 8
REMOUNT: Final = 32
NO_SYMLINKS: Final = 256
"""Since Linux 5.10; older kernels ignore it, and nothing of ours follows links anyway."""

NO_ATIME: Final = 1024

GUARDS: Final = NO_SUID | NO_DEVICES | NO_EXEC | NO_SYMLINKS | NO_ATIME

DETACH: Final = 2
NO_FOLLOW: Final = 8


class SystemCalls:
    """What only root may do."""

    def mount(self, source: str, target: str, filesystem: str, flags: int, data: str) -> None:
        """Mount or, with REMOUNT, change a mount. Raises OSError."""
        libc = ctypes.CDLL(None, use_errno=True)
        done = libc.mount(
            os.fsencode(source),
            os.fsencode(target),
            filesystem.encode(),
            ctypes.c_ulong(flags),
            data.encode(),
        )
        _check(done, target)

    def unmount(self, target: str, flags: int) -> None:
        """Unmount. Raises OSError."""
        libc = ctypes.CDLL(None, use_errno=True)
        _check(libc.umount2(os.fsencode(target), ctypes.c_int(flags)), target)


def _check(done: int, target: str) -> None:
    if done != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), target)
