"""The real process with the real starter model, on the same audio with other packs."""

from pathlib import Path

import pytest

from appliance.bootstrap import child_command
from appliance.config import Inference, Settings
from appliance.diagnostics.inference_process import inference_process
from appliance.diagnostics.session_run import SessionClient
from appliance.domain.audio import SAMPLE_RATE_HZ, SAMPLE_WIDTH_BYTES
from appliance.text import Lexicon
from appliance.wire.inference import SessionKind
from tests.integration.inference_runs import meeting

BEGIN, END = (s * SAMPLE_RATE_HZ * SAMPLE_WIDTH_BYTES for s in (17, 23))
"""Where a sensor is out of order and a line stands still, in the meeting."""

CONTENTS = {"sensors": "温度传感器\n", "house-style": "停机=>停工\n"}


async def test_the_same_audio_has_the_words_of_the_packs_that_hold(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """All, one of them beside one that is not there any more, the other; as the hash says."""
    files = [tmp_path / f"{name}.txt" for name in CONTENTS]
    for file in files:
        file.write_text(CONTENTS[file.stem], encoding="utf-8")
    asked = (None, ("sensors", "gone"), ("house-style",))
    async with inference_process(
        Settings(inference=Inference(threads=1)),
        models=tmp_path / "models",
        child_command=child_command,
        lexicons=files,
    ) as process:
        finals = []
        for packs in asked:
            client = SessionClient(
                process.socket, meeting()[BEGIN:END], kind=SessionKind.BATCH, packs=packs
            )
            (final,) = (await client.work()).finals
            finals.append(final)

    assert 1 == len({final.raw_text for final in finals})
    told = [("温度传感器" in final.text, "停工" in final.text) for final in finals]
    assert [(True, True), (True, False), (False, True)] == told
    lexicon = Lexicon.merged(
        {name: Lexicon.parse(text, f"{name}.txt")[0] for name, text in CONTENTS.items()}
    )
    some = [lexicon if packs is None else lexicon.only(packs) for packs in asked]
    assert [each.hash for each in some] == [final.lexicon for final in finals]
    assert "packs of hot words that are not there are passed over: gone" in capfd.readouterr().err
