"""Text that nobody spoke: out of silence, machine noise and music-like tones."""

from appliance.config import Settings
from appliance.diagnostics.inference_process import ChildCommand
from appliance.diagnostics.long_run import quiet
from appliance.diagnostics.long_run_sounds import Sound
from appliance.diagnostics.measured import Part
from appliance.diagnostics.targets import SILENCE


async def measure(settings: Settings, *, child_command: ChildCommand, minutes: float) -> Part:
    """Let live captions listen to so many minutes of each, faster than real time."""
    heard = [
        await quiet(
            settings,
            models=settings.paths.models,
            child_command=child_command,
            sound=sound,
            minutes=minutes,
        )
        for sound in Sound
    ]
    return Part(
        name="silence",
        title="Characters an hour from sounds in which nobody speaks",
        conditions={"minutes": f"{minutes:g}", "model": settings.inference.model},
        figures={
            f"{one.sound}_characters_per_hour": round(one.characters_per_hour, 1) for one in heard
        },
        targets=dict(SILENCE),
        details={"texts": {one.sound.value: list(one.texts) for one in heard}},
    )
