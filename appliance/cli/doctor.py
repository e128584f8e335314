"""`tingxia doctor`: what is wrong with the box, and what to do about it."""

import asyncio
from typing import TYPE_CHECKING, Final

import typer

from appliance.cli.json_output import echo_json
from appliance.cli.options import AsJson, ConfigFile, DataFolder, settings_from

if TYPE_CHECKING:
    from appliance.wire.doctor import FindingLine

BROKEN: Final = 1
"""Exit status if something does not work."""

_SIGNS: Final = {
    "ok": ("✓", "green"),
    "attention": ("!", "yellow"),
    "broken": ("✗", "red"),
    "not-applicable": ("-", "bright_black"),
}


def doctor(
    *, data_dir: DataFolder = None, config: ConfigFile = None, as_json: AsJson = False
) -> None:
    """Examine microphone, recogniser, box and machine, and say what to do about what is wrong.

    Works with and without a running box. Exits with 1 if something is broken.

    Example: tingxia doctor
    """
    from appliance.cli import doctor_access

    findings = asyncio.run(doctor_access.findings(settings_from(config, data_dir)))
    if as_json:
        echo_json([finding.model_dump(mode="json") for finding in findings])
    else:
        _show(findings)
    if any(finding.verdict == "broken" for finding in findings):
        raise typer.Exit(BROKEN)


def _show(findings: "tuple[FindingLine, ...]") -> None:
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)
    area = ""
    for finding in findings:
        if finding.area != area:
            area = finding.area
            console.print(f"[bold]{area}[/bold]")
        sign, colour = _SIGNS[finding.verdict]
        what = escape(finding.what)
        console.print(f"  [{colour}]{sign}[/{colour}] {escape(finding.title)}: {what}")
        if finding.fix:
            console.print(f"    → {escape(finding.fix)}")
