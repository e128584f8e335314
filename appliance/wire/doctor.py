"""What the command line asks the running station about its health, in English."""

from pydantic import BaseModel, ConfigDict, Field

from appliance.wire.codec import Message


class Examine(Message, event="examine"):
    """Look at everything; answered with FindingsTold within seconds."""


class FindingLine(BaseModel):
    """What a check found; ``verdict`` is ok, attention, broken or not-applicable."""

    model_config = ConfigDict(frozen=True)

    check: str
    area: str
    verdict: str
    title: str
    what: str
    why: str
    fix: str = ""


class FindingsTold(Message, event="findings-told"):
    """All findings, in the order of showing."""

    findings: tuple[FindingLine, ...]


class RunSelfTest(Message, event="run-self-test"):
    """Recognise the built-in audio; answered with SelfTestStepTold until done."""


class SelfTestLine(BaseModel):
    """A result of a self-test."""

    model_config = ConfigDict(frozen=True)

    at: str
    model: str
    model_sha256: str
    device: str
    cer: float
    rtf: float
    audio_s: float
    peak_bytes: int
    verdict: str
    nightly: bool = False
    passed: bool


class SelfTestStepTold(Message, event="self-test-step-told"):
    """Progress of a self-test; ``done`` has the result and those before it."""

    step: str
    done_s: float = 0.0
    total_s: float = 0.0
    result: SelfTestLine | None = None
    earlier: tuple[SelfTestLine, ...] = ()


class MakeSupportBundle(Message, event="make-support-bundle"):
    """Write a redacted bundle below a folder; answered with ExportStepTold until done."""

    target: str
    """Absolute path of a volume or folder."""

    note: str = Field(default="", max_length=4000)
