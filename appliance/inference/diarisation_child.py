"""The throwaway process that tells speakers apart: ``… FILE_DESCRIPTOR PARENT_PID REQUEST``.

The file holds 16-bit mono PCM at 16 kHz; the request is a DiarisationRequest in JSON. Standard
output carries JSON lines: ``{"done": SAMPLES}`` now and then, at the end ``{"turn": [START, END,
SPEAKER]}`` for each turn; or ``{"error": TEXT}``. Only exit status 0 means that all turns came.
Standard error belongs to the libraries.
"""

import json
import os
import resource
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

from appliance.inference.diarisation_blocks import tell_apart
from appliance.inference.diarisation_request import DiarisationRequest
from appliance.inference.engine import Samples
from appliance.inference.engine_thread import to_samples_array
from appliance.orphans import die_with_parent

NICENESS: Final = 10
MEMORY_LIMIT_BYTES: Final = 4 * 1024**3
"""Of address space; a damaged model shall not take all memory of the box."""

_TELL_EVERY_S: Final = 1.0


def main() -> None:
    """Tell the speakers apart and exit."""
    file, parent_pid = int(sys.argv[1]), int(sys.argv[2])
    request = DiarisationRequest.from_json(sys.argv[3])
    die_with_parent(parent_pid)
    _step_back()
    # What libraries print to standard output must not get between our lines.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    told_s = time.monotonic()

    def tell(**facts: object) -> None:
        answers.write(f"{json.dumps(facts)}\n")

    def on_progress(done_samples: int) -> None:
        nonlocal told_s
        if time.monotonic() - told_s >= _TELL_EVERY_S:
            told_s = time.monotonic()
            tell(done=done_samples)
            answers.flush()

    def read(first_sample: int, count: int) -> Samples:
        return to_samples_array(os.pread(file, 2 * count, 2 * first_sample))

    try:
        from appliance.inference.engines.sherpa_diarisation import SherpaDiariser

        turns = tell_apart(
            read,
            request.sample_count,
            diariser=SherpaDiariser(Path(request.segmentation), Path(request.embedding)),
            speakers=request.speakers,
            on_progress=on_progress,
        )
        for turn in turns:
            tell(turn=(turn.start_sample, turn.end_sample, turn.speaker))
        answers.flush()
    except BrokenPipeError:
        os._exit(0)  # nobody listens any more
    except Exception as error:  # noqa: BLE001 - whatever a model provokes is told
        tell(error=" ".join(str(error).split()) or type(error).__name__)
        answers.flush()
        sys.exit(1)


def _step_back() -> None:
    """Give way to everything else on the box, and be the first to go when memory runs out."""
    os.setpriority(os.PRIO_PROCESS, 0, max(NICENESS, os.getpriority(os.PRIO_PROCESS, 0)))
    with suppress(OSError):  # there is no such file but on Linux
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    for which, limit in ((resource.RLIMIT_AS, MEMORY_LIMIT_BYTES), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError):  # macOS does not limit address space
            resource.setrlimit(which, (limit, limit))


if __name__ == "__main__":
    main()
