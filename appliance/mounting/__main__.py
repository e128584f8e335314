"""``python -I -m appliance.mounting add|remove DEVICE`` and, for one request, ``… ask``."""

import logging
import os
import pwd
import sys
from typing import Final

from appliance.domain.stick_mounting import REQUEST_LIMIT_BYTES, Refused
from appliance.mounting.helper import Helper, Owner
from appliance.mounting.stick_root import UnsafeFolderError

log = logging.getLogger("tingxia-stick")

STATION_USER: Final = "tingxia"
USAGE: Final = "usage: python -I -m appliance.mounting add DEVICE | remove DEVICE | ask"


def main(arguments: list[str]) -> int:
    """Do one deed; returns the exit status. A refusal is a decision, no failure of the unit."""
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stderr)
    try:
        user = pwd.getpwnam(STATION_USER)
        helper = Helper(Owner(uid=user.pw_uid, gid=user.pw_gid))
        return _run(helper, arguments)
    except (KeyError, OSError, UnsafeFolderError) as error:
        log.error("%s", error)  # noqa: TRY400 - a traceback tells the technician nothing more
        return 1


def _run(helper: Helper, arguments: list[str]) -> int:
    match arguments:
        case ["add", device]:
            place = helper.add(device)
            if isinstance(place, Refused):
                log.info("%s is not mounted: %s", device, place.value)
                return int(place is Refused.FAILED)
            log.info("%s is mounted at %s", device, place)
            return 0
        case ["remove", device]:
            helper.remove(device)
            return 0
        case ["ask"]:
            refused = helper.answer(_line(0))
            os.write(1, b"ok\n" if refused is None else f"refused {refused.value}\n".encode())
            return 0
        case _:
            log.error(USAGE)
            return 2


def _line(descriptor: int) -> bytes:
    """Read one line, and no more than a request may be long."""
    line = b""
    while len(line) <= REQUEST_LIMIT_BYTES and not line.endswith(b"\n"):
        block = os.read(descriptor, REQUEST_LIMIT_BYTES + 1 - len(line))
        if not block:
            break
        line += block
    return line


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
