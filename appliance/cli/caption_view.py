"""Live captions on a terminal: finished utterances scroll away, the open one changes in place."""

from contextlib import AbstractContextManager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.live import Live
from rich.text import Text

from appliance.wire.station import CaptionsChanged


class CaptionView(AbstractContextManager["CaptionView"]):
    """Shows captions as they come. Not on a terminal, only finished utterances are printed."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._live = Live(Text(), console=console, auto_refresh=False, transient=True)
        self._shown_until_s = -1.0

    def __enter__(self) -> Self:
        """Begin to draw."""
        if self._console.is_terminal:
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Leave only the finished utterances on the screen."""
        self._live.stop()

    def show(self, captions: CaptionsChanged) -> None:
        """Draw the present state."""
        for final in captions.finals:
            if final.start_s > self._shown_until_s:
                self._console.print(Text.assemble((f"{clock(final.start_s)}  ", "dim"), final.text))
                self._shown_until_s = final.start_s
        if self._live.is_started:
            self._live.update(_open_utterance(captions), refresh=True)


def _open_utterance(captions: CaptionsChanged) -> Text:
    line = Text.assemble(
        (f"{clock(captions.recorded_s)}  ", "red"),
        captions.stable_text,
        (captions.tentative_text, "dim"),
    )
    if captions.late:
        line.append("  (not up to date)", style="yellow")
    if captions.behind_s:
        line.append(f"  (captions {captions.behind_s:.0f} s behind)", style="yellow")
    return line


def clock(seconds: float) -> str:
    """Return hours, minutes and seconds."""
    whole = int(seconds)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"
