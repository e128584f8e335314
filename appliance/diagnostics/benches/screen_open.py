"""Whether an open Record page grows: in the station, and in the browser."""

import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from os import getpid
from pathlib import Path
from statistics import linear_regression
from typing import TYPE_CHECKING, Final

import psutil

from appliance.diagnostics.chromium import chromium, touchscreen
from appliance.diagnostics.measured import Part
from appliance.diagnostics.resident import NotMeasurableError
from appliance.diagnostics.running_box import free_port
from appliance.diagnostics.screen_probe import HEAP_BYTES, WATCH_SHOWN
from appliance.diagnostics.targets import SCREEN_OPEN

if TYPE_CHECKING:
    from playwright.async_api import BrowserContext, Page

WARM_UP_SHARE: Final = 0.25
"""Of the whole: caches and heaps fill; then the slope is taken."""

LOOKS: Final = 48
START_TIMEOUT_S: Final = 60.0
_MEGABYTE: Final = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Memory at a moment."""

    hours: float
    """Of the talk."""

    station_mb: float
    heap_mb: float


async def measure(*, hours: float, times: float, on_step: Callable[[str], None]) -> Part:
    """Keep the page open while somebody talks for hours. Raises NotMeasurableError."""
    looks: list[Look] = []
    with tempfile.TemporaryDirectory(prefix="tingxia-open-") as folder:
        async with (
            chromium() as browser,
            touchscreen(browser) as context,
            _talking(Path(folder) / "data", times=times) as (process, port),
        ):
            loads: list[str] = []
            context.on("page", lambda page: page.on("load", lambda page: loads.append(page.url)))
            page = await _opened(context, port)
            station, began = psutil.Process(process.pid), time.monotonic()
            for number in range(LOOKS):
                due = began + hours * 3600 / times * (number + 1) / LOOKS
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                looks.append(
                    Look(
                        hours=(time.monotonic() - began) * times / 3600,
                        station_mb=station.memory_info().rss / _MEGABYTE,
                        heap_mb=await _heap_mb(page),
                    )
                )
                if (number + 1) % (LOOKS // 4) == 0:
                    on_step(
                        f"{looks[-1].hours:.1f} h: station {looks[-1].station_mb:.1f} MB, "
                        f"heap of the page {looks[-1].heap_mb:.1f} MB"
                    )
            lines = int(await page.evaluate("document.querySelectorAll('.captions p').length"))
            reloads = len(loads) - 1
    return summarise(looks, times=times, lines=lines, reloads=reloads)


def summarise(looks: Sequence[Look], *, times: float, lines: int, reloads: int = 0) -> Part:
    """Return the figures of what was seen."""
    warm = looks[int(len(looks) * WARM_UP_SHARE) :]
    hours = [look.hours for look in warm]
    figures: dict[str, float] = {"caption_lines": lines, "reloads": reloads}
    for name, values in (
        ("station", [look.station_mb for look in warm]),
        ("heap", [look.heap_mb for look in warm]),
    ):
        slope = linear_regression(hours, values).slope
        figures[f"{name}_mb"] = round(values[-1], 1)
        figures[f"{name}_growth_mb"] = round(slope * (hours[-1] - hours[0]), 2)
        figures[f"{name}_slope_percent_per_hour"] = round(100 * slope / values[0], 3)
    return Part(
        name="screen_open",
        title=f"The Record page open for {looks[-1].hours:.1f} h with captions",
        conditions={"hours": f"{looks[-1].hours:.1f}", "times": f"{times:g}"},
        figures=figures,
        targets=dict(SCREEN_OPEN),
        details={
            "looks": [
                [round(look.hours, 2), round(look.station_mb, 1), round(look.heap_mb, 2)]
                for look in looks
            ]
        },
    )


@asynccontextmanager
async def _talking(
    data: Path, *, times: float
) -> AsyncIterator[tuple[asyncio.subprocess.Process, int]]:
    port = free_port()
    data.parent.mkdir(parents=True, exist_ok=True)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "appliance.diagnostics.talking_station"),
        *(str(port), str(data), str(times), str(getpid())),
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        await _until_open(process, port)
        yield process, port
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def _until_open(process: asyncio.subprocess.Process, port: int) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < deadline and process.returncode is None:
        try:
            _reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.1)
            continue
        writer.close()
        return
    raise NotMeasurableError(
        "The station of the bench did not start.", hint="What it printed tells why."
    )


async def _heap_mb(page: "Page") -> float:
    """Read it; a page that just loads itself anew is waited for."""
    from playwright.async_api import Error

    try:
        heap_bytes = await page.evaluate(HEAP_BYTES)
    except Error:
        await page.evaluate("(selector) => window.tingxiaShown(selector)", ".captions p")
        heap_bytes = await page.evaluate(HEAP_BYTES)
    return float(heap_bytes) / _MEGABYTE


async def _opened(context: "BrowserContext", port: int) -> "Page":
    page = await context.new_page()
    await page.add_init_script(WATCH_SHOWN)
    await page.goto(f"http://127.0.0.1:{port}/", wait_until="commit")
    if await page.evaluate("(selector) => window.tingxiaShown(selector)", ".captions p") < 0:
        raise NotMeasurableError(
            "The Record page shows nothing.", hint="What the station printed tells why."
        )
    return page
