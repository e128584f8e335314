"""sherpa-onnx brings an ONNX Runtime of its own, besides the one of the voice detector."""

import subprocess
import sys
from pathlib import Path

from tests.fakes.tone_models import write_sense_voice

BOTH = """
import sys
from pathlib import Path
from appliance.offline import go_offline
go_offline()
import numpy as np
from appliance.inference.detectors.silero import SileroDetector, load_session
from appliance.inference.engine import EngineRequest
from appliance.inference.engines.sherpa import SherpaEngine
from appliance.inference.placement import Placement
from appliance.modelstore.installed import Family, InstalledModel
from tests.fakes.tone_models import say

model = InstalledModel(
    path=Path(sys.argv[1]), name="m", title="", engine="sherpa", family=Family.SENSE_VOICE,
    languages=(), weights="", sha256="", size_bytes=0, licence="",
)
detector = SileroDetector(load_session(), first_sample=0)
engine = SherpaEngine(model, Placement(device="cpu", asked="cpu", reason="", threads=2))
samples = say("你", "好")
pcm = (samples * 32767).astype(np.int16).tobytes()
for _ in range(3):
    text = engine.transcribe(samples, EngineRequest(language="zh")).text
    print(len(detector.feed(pcm)) > 0, text)
engine.close()
"""


def test_both_work_in_one_process_and_neither_opens_a_socket(tmp_path: Path) -> None:
    """ONNX Runtime reports to its maker in some versions; nothing here may even try."""
    write_sense_voice(tmp_path / "model")
    traced = tmp_path / "sockets"
    child = subprocess.run(
        ["strace", "-f", "-qq", "-e", "trace=socket,connect,sendto", "-o", traced,
         sys.executable, "-c", BOTH, tmp_path / "model"],
        capture_output=True, text=True, timeout=55, check=False,
    )  # fmt: skip
    assert 0 == child.returncode, child.stderr
    assert ["True 你好"] * 3 == child.stdout.splitlines()
    calls = traced.read_text().splitlines()
    assert [] == [call for call in calls if "AF_INET" in call or "AF_NETLINK" in call]
