"""`tingxia selftest`: the built-in audio through the resident recogniser."""

import asyncio
from typing import TYPE_CHECKING, Final

import typer

from appliance.cli.json_output import echo_json
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from

if TYPE_CHECKING:
    from appliance.config import Settings
    from appliance.wire.doctor import SelfTestLine, SelfTestStepTold

FAILED: Final = 1
"""Exit status if the text has too many errors or comes too slowly."""

_SAID: Final = {
    "passed": "passed",
    "too-many-errors": "failed: the text has too many errors",
    "too-slow": "failed: the recogniser is slower than speech",
    "worse-than-usual": "passed, with more errors than usual",
    "slower-than-usual": "passed, slower than usual",
}
_SHOWN: Final = 7


def selftest(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Have the running box recognise a built-in meeting, and judge the text, speed and memory.

    It is refused while something is recorded. Exits with 1 if the test is not passed.

    Example: tingxia selftest
    """
    last = asyncio.run(_run(settings_from(config, data_dir), quiet=as_json))
    result = last.result
    assert result is not None, "the last step has it"
    if as_json:
        earlier = [each.model_dump(mode="json") for each in last.earlier]
        echo_json({"result": result.model_dump(mode="json"), "earlier": earlier})
    else:
        typer.echo(_line(result))
        typer.echo(f"The self-test is {_SAID[result.verdict]}.")
        if last.earlier:
            typer.echo("Before that:")
        for each in last.earlier[-_SHOWN:]:
            typer.echo(f"  {_line(each)}")
    if not result.passed:
        raise typer.Exit(FAILED)


async def _run(settings: "Settings", *, quiet: bool) -> "SelfTestStepTold":
    from rich.console import Console
    from rich.progress import Progress

    from appliance.cli import doctor_access
    from appliance.cli.station_call import not_running

    last: SelfTestStepTold | None = None
    console = Console(stderr=True)
    is_hidden = quiet or not console.is_terminal
    with Progress(console=console, transient=True, disable=is_hidden) as bars:
        bar = bars.add_task("recognising the built-in meeting")
        async for last in doctor_access.selftest(settings):
            bars.update(bar, total=last.total_s or None, completed=last.done_s)
    if last is None:
        raise not_running()
    return last


def _line(result: "SelfTestLine") -> str:
    memory = f", memory {result.peak_bytes / 1e6:.0f} MB" if result.peak_bytes else ""
    return (
        f"{result.at}  {result.model} on {result.device}: "
        f"CER {100 * result.cer:.1f} %, RTF {result.rtf:.2f}{memory}"
    )
