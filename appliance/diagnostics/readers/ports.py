"""Who listens on which port."""

import re
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from appliance.diagnostics.facts import PortFacts
from appliance.diagnostics.readers.holders import holder_of
from appliance.diagnostics.readers.text import whole

_LISTENING = "0A"

Listener = tuple[str, int, str]
"""Address, port, inode."""


def read_ports(root: Path, port: int, *, ours: Collection[int] = ()) -> PortFacts:
    """Look at what is listened to; ``ours`` are the processes of the box."""
    listeners = _listeners(root)
    of_screen = [each for each in listeners if each[1] == port]
    own = _inodes(root, ours)
    exposed = [
        f"{address}:{number}"
        for address, number, inode in listeners
        if (number == port or inode in own) and not _is_loopback(address)
    ]
    links = {f"socket:[{inode}]" for _, _, inode in of_screen}
    return PortFacts(
        port=port,
        is_heard=bool(of_screen),
        open_to=tuple(exposed) if own & {inode for _, _, inode in of_screen} else (),
        holder=holder_of(root, links.__contains__, ours=ours) if links else None,
    )


def _listeners(root: Path) -> list[Listener]:
    found = []
    for name in ("tcp", "tcp6"):
        for line in whole(root / "proc/net" / name).splitlines()[1:]:
            fields = line.split()
            if len(fields) > 9 and fields[3] == _LISTENING:
                host, _, number = fields[1].partition(":")
                found.append((_address(host), int(number, 16), fields[9]))
    return found


def _address(raw: str) -> str:
    """Decode the kernel's words of four bytes, each in the machine's order (little-endian)."""
    words = [bytes.fromhex(word)[::-1] for word in re.findall("[0-9A-Fa-f]{8}", raw)]
    packed = b"".join(words)
    return str(IPv4Address(packed) if len(packed) == 4 else IPv6Address(packed))


def _is_loopback(address: str) -> bool:
    if ":" not in address:
        return IPv4Address(address).is_loopback
    told = IPv6Address(address)
    mapped = told.ipv4_mapped
    return mapped.is_loopback if mapped is not None else told.is_loopback


def _inodes(root: Path, pids: Collection[int]) -> set[str]:
    """Return the sockets of processes."""
    found = set()
    for pid in pids:
        try:
            links = [str(link.readlink()) for link in (root / f"proc/{pid}/fd").iterdir()]
        except OSError:
            continue
        found |= {link[8:-1] for link in links if link.startswith("socket:[")}
    return found
