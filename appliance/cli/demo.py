"""`tingxia demo`: the whole job on the built-in recording."""

import json
import statistics
import tempfile
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from appliance.cli.run_in_order import run_in_order
from appliance.diagnostics import demo as demonstration
from appliance.domain.text_state import TextState
from appliance.wire.station import CaptionsChanged, RecordingLine, RecordingText

console = Console()

_MAKING: Final = {
    TextState.WAITING.value: "the last words are being recognised",
    TextState.REFINING.value: "the whole is recognised once more, in longer pieces; about as long "
    "as the recording on a slow machine",
}
"""Of a text that is not complete."""


class SampleName(StrEnum):
    """The built-in recordings."""

    MEETING = "meeting_zh"
    FACTORY = "factory_zh"


class OnScreen:
    """Shows a demo: on a terminal the open caption is rewritten in place, else finals only."""

    def __init__(self) -> None:
        self._shown = 0
        self._open = ""

    def step(self, what: str) -> None:
        """Print a heading."""
        self._erase()
        console.print(f"[bold]▶ {escape(what)}[/bold]")

    def captions(self, captions: CaptionsChanged) -> None:
        """Print new finals, and the open utterance as it changes."""
        for final in captions.finals[self._shown :]:
            self._erase()
            console.print(
                f"  [green]{_clock(final.start_s)}[/green]  {escape(final.text)}", soft_wrap=True
            )
        self._shown = max(self._shown, len(captions.finals))
        opened = f"{escape(captions.stable_text)}[dim]{escape(captions.tentative_text)}[/dim]"
        if opened == self._open:
            return
        self._open = opened
        if console.is_terminal:
            self._erase()
            console.print(f"  [cyan]  …  [/cyan]  {opened}", end="\r", no_wrap=True)
        elif captions.stable_text or captions.tentative_text:
            console.print(
                f"    …    {captions.stable_text}|{captions.tentative_text}",
                markup=False,
                soft_wrap=True,
            )

    def text_changed(self, recording: RecordingLine) -> None:
        """Print what is still being made of it."""
        made = _MAKING.get(recording.text_state, "")
        if made and made != self._open:
            self._open = made
            self._erase()
            console.print(f"  {made}")

    @staticmethod
    def _erase() -> None:
        if console.is_terminal:
            console.file.write("\r\x1b[2K")


class Quiet:
    """Shows nothing."""

    def step(self, what: str) -> None:
        """Ignore it."""

    def captions(self, captions: CaptionsChanged) -> None:
        """Ignore them."""

    def text_changed(self, recording: RecordingLine) -> None:
        """Ignore it."""


def demo(
    recording: Annotated[
        SampleName, typer.Option(help="Which built-in recording is spoken.")
    ] = SampleName.MEETING,
    folder: Annotated[
        Path | None, typer.Option(help="Empty folder to keep everything in; else a temporary one.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the figures as JSON.")] = False,
) -> None:
    """Record, transcribe, export and verify a built-in recording on a box of its own.

    Example: tingxia demo --recording factory_zh
    """
    place = folder or Path(tempfile.mkdtemp(prefix="tingxia-demo-"))
    outcome = run_in_order(
        demonstration.run(
            folder=place,
            name=recording.value,
            audience=Quiet() if as_json else OnScreen(),
        )
    )
    if as_json:
        figures = asdict(outcome.measured) | {
            "succeeded": outcome.succeeded,
            "cer_promised": outcome.cer_promised,
            "folder": str(outcome.folder),
            "verified": [str(file) for file in outcome.verified],
        }
        typer.echo(json.dumps(figures, ensure_ascii=False, indent=1))
    else:
        _print_transcript(outcome.text)
        _print_figures(outcome)
    if not outcome.succeeded:
        raise typer.Exit(1)


def _print_transcript(text: RecordingText) -> None:
    console.print(f"\n[bold]Transcript[/bold] ({text.kind}, {text.recording.duration_s:.0f} s)")
    for segment in text.segments:
        console.print(
            f"  [green]{_clock(segment.start_s)}[/green]  {escape(segment.text)}", soft_wrap=True
        )


def _print_figures(outcome: demonstration.Outcome) -> None:
    measured = outcome.measured
    table = Table(title="Measured", title_justify="left", show_header=False)
    delays = sorted(measured.final_delay_s)
    table.add_row("recording possible after", f"{measured.recording_possible_s:.1f} s")
    table.add_row("model ready after", f"{measured.model_ready_s:.1f} s")
    if delays:
        table.add_row(
            "end of speech → final text",
            f"median {statistics.median(delays):.1f} s, longest {delays[-1]:.1f} s",
        )
    table.add_row("refined text after the stop", f"{measured.refined_in_s:.1f} s")
    table.add_row("real-time factor", "unknown" if measured.rtf is None else f"{measured.rtf:.2f}")
    table.add_row("character error rate, live", f"{measured.cer_live:.1%}")
    table.add_row(
        "character error rate, refined",
        f"{measured.cer:.1%} (promised: at most {outcome.cer_promised:.0%})",
    )
    for role, size in measured.rss_bytes.items():
        table.add_row(f"memory of {role}", f"{size / 1024**2:.0f} MB")
    console.print(table)
    console.print("Exported, read back, hashes matched:")
    for file in outcome.verified:
        console.print(f"  {file}", soft_wrap=True, highlight=False)
    console.print(
        f"Everything lies in {outcome.folder} and stays until you remove it.",
        soft_wrap=True,
        highlight=False,
    )
    console.print(
        "[bold green]✔ The whole way works.[/bold green]"
        if outcome.succeeded
        else "[bold red]✘ Not as promised: see the figures above.[/bold red]"
    )


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes:02d}:{rest:02d}"
