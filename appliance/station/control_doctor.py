"""Answers the command line's questions about the health of the box."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from pathlib import Path
from typing import Final

from appliance.station import control_exports, told_doctor
from appliance.station.face import Station
from appliance.station.lock import OWNER
from appliance.wire import Message
from appliance.wire.doctor import (
    Examine,
    FindingsTold,
    MakeSupportBundle,
    RunSelfTest,
    SelfTestStepTold,
)

QUESTIONS: Final = (Examine, RunSelfTest, MakeSupportBundle)
TOLD_RESULTS: Final = 30


async def answers(station: Station, question: Message) -> AsyncGenerator[Message, None]:
    """Answer one of QUESTIONS. Raises SelfTestError, ExportError, StickError."""
    doctor = station.doctor
    match question:
        case Examine():
            findings = await doctor.examine()
            yield FindingsTold(findings=tuple(told_doctor.finding(each) for each in findings))
        case RunSelfTest():
            earlier = (await doctor.selftests())[-TOLD_RESULTS:]
            async with aclosing(doctor.selftest()) as steps:
                async for progress in steps:
                    result = progress.result
                    yield SelfTestStepTold(
                        step=progress.step.value,
                        done_s=progress.done_s,
                        total_s=progress.total_s,
                        result=told_doctor.selftest(result) if result is not None else None,
                        earlier=tuple(told_doctor.selftest(each) for each in earlier)
                        if result is not None
                        else (),
                    )
        case MakeSupportBundle():
            bundle = doctor.support(Path(question.target), note=question.note, permit=OWNER)
            async with aclosing(bundle) as steps_of_bundle:
                async for written in steps_of_bundle:
                    yield control_exports.told(written)
