"""Runs a whole session inside an empty network namespace and reports what tried to leave it.

Started by test_air_gap.py as `unshare --net --map-root-user python -m tests.integration.air_gap
FOLDER`. The namespace has loopback and a pair of virtual interfaces with a default route, so that
anything sent anywhere has a way to go, and is counted by nftables before it is dropped.
"""

import asyncio
import contextlib
import json
import re
import socket
import subprocess
import sys
from pathlib import Path

from playwright.async_api import async_playwright

from appliance.diagnostics.chromium import FLAGS, executable
from appliance.diagnostics.demo import sample
from appliance.diagnostics.running_box import RunningBox, running_box
from appliance.domain.process import Role
from appliance.wire import request
from appliance.wire.station import BeginRecording, FinishRecording, RecordingNamed
from appliance.wire.station_client import export_steps, stored_text, text_progress

RULES = """
table inet leak {
    counter leaving {}
    chain output {
        type filter hook output priority 0;
        oif != "lo" counter name leaving drop
    }
}
"""
RECORD_S = 12.0
LOOPBACK = re.compile(r'inet_addr\("127\.|inet_pton\(AF_INET6, "::1"')


def fence() -> None:
    """Bring the namespace up with a way out that only leads to a counter."""
    for command in (
        "ip link set lo up",
        "ip link add leak type veth peer name sink",
        "sysctl -q -w net.ipv6.conf.leak.disable_ipv6=1 net.ipv6.conf.sink.disable_ipv6=1",
        "ip address add 192.0.2.1/24 dev leak",
        "ip link set leak up",
        "ip link set sink up",
        "ip route add default via 192.0.2.254 dev leak",
        "ip neighbour add 192.0.2.254 lladdr 02:00:00:00:00:01 dev leak",
    ):
        subprocess.run(command.split(), check=True)
    subprocess.run(["nft", "-f", "-"], input=RULES, text=True, check=True)


def counted_packets() -> int:
    """Return how many packets wanted to leave so far."""
    listing = subprocess.run(
        ["nft", "-j", "list", "counter", "inet", "leak", "leaving"],
        capture_output=True,
        check=True,
    )
    return sum(
        entry["counter"]["packets"]
        for entry in json.loads(listing.stdout)["nftables"]
        if "counter" in entry
    )


def strangers(trace: Path) -> list[str]:
    """Return the traced calls that name an internet address other than loopback."""
    return [
        line
        for line in trace.read_text(errors="replace").splitlines()
        if "sa_family=AF_INET" in line and not LOOPBACK.search(line)
    ]


async def session(data: Path, trace: Path) -> dict[str, object]:
    """Start, record, transcribe, open every page, export; return what came of it."""
    tracer = [
        "strace", "-f", "--seccomp-bpf", "-qq", "-e", "trace=connect,sendto,sendmsg",
        "-o", str(trace),
    ]  # fmt: skip
    async with running_box(data, mic=f"file:{sample('meeting_zh').audio}", wrapper=tracer) as box:
        await box.until_running(Role.CAPTURE, Role.STATION, timeout_s=60)
        await box.until_model_ready()
        station = box.paths.station_socket
        begun = await request(station, BeginRecording(), RecordingNamed)
        await open_pages(box, begun.recording_id)
        await asyncio.sleep(RECORD_S)
        await request(station, FinishRecording(), RecordingNamed)
        async with asyncio.timeout(120):
            async for _ in text_progress(station, begun.recording_id):
                pass
        text = await stored_text(station, begun.recording_id)
        stick = data.parent / "stick"
        stick.mkdir()
        steps = [step.step async for step in export_steps(station, (begun.recording_id,), stick)]
        await open_pages(box, begun.recording_id)
    return {"characters": sum(len(line.text) for line in text.segments), "last_step": steps[-1]}


async def open_pages(box: RunningBox, recording_id: str) -> None:
    """Open every page in a real browser inside the namespace."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=executable(), args=list(FLAGS))
        page = await browser.new_page()
        for path in ("/", "/history", f"/transcript/{recording_id}"):
            await page.goto(f"http://127.0.0.1:{box.port}{path}")
            await page.wait_for_selector("main, .nicegui-content")
        await browser.close()


def main() -> None:
    """Print the report as the last line."""
    data = Path(sys.argv[1])
    trace = data.parent / "trace.txt"
    fence()
    before = counted_packets()
    report = asyncio.run(session(data, trace))
    after_session = counted_packets()
    with contextlib.suppress(PermissionError), socket.socket(type=socket.SOCK_DGRAM) as probe:
        probe.sendto(b"x", ("192.0.2.9", 9))
    report |= {
        "packets": after_session - before,
        "strangers": strangers(trace)[:20],
        "traced_lines": len(trace.read_text(errors="replace").splitlines()),
        "counter_works": counted_packets() > after_session,
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
