"""A doctor who finds what a test tells."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from dataclasses import replace
from pathlib import Path

from appliance.diagnostics.checks import CHAIN, CHECKS, examined
from appliance.diagnostics.facts import Facts
from appliance.errors import ApplianceError
from appliance.export.progress import ExportProgress
from appliance.station.face_doctor import (
    Finding,
    LogLine,
    SelfTestProgress,
    SelfTestResult,
    SelfTestStep,
)


class FakeDoctor:
    """Implements face_doctor.Doctor. Its public fields are the test's hands."""

    def __init__(self) -> None:
        self.facts = Facts()
        self.results: list[SelfTestResult] = []
        self.selftest_steps: list[SelfTestProgress | ApplianceError] = [
            SelfTestProgress(step=SelfTestStep.LISTENING, done_s=0.0, total_s=60.9),
            SelfTestProgress(step=SelfTestStep.LISTENING, done_s=31.0, total_s=60.9),
            SelfTestProgress(step=SelfTestStep.DONE, done_s=60.9, total_s=60.9, result=a_result()),
        ]
        self.gate = asyncio.Event()
        """Cleared it holds the steps of a self-test and of a bundle; it is set at first."""

        self.gate.set()
        self.lines: tuple[LogLine, ...] = ()
        self.bundle_steps: list[ExportProgress | ApplianceError] = []
        self.bundles: list[tuple[Path, str, tuple[str, ...]]] = []
        self.examined = 0

    async def examine(self) -> tuple[Finding, ...]:
        """Look at the facts the test set."""
        self.examined += 1
        return examined(CHECKS, self.facts)

    def microphone_chain(self) -> tuple[Finding, ...]:
        """Look at the facts the test set."""
        return examined(CHAIN, self.facts)

    async def selftest(self) -> AsyncGenerator[SelfTestProgress, None]:
        """Play the steps the test set."""
        for step in self.selftest_steps:
            await self.gate.wait()
            if isinstance(step, ApplianceError):
                raise step
            if step.result is not None:
                self.results.append(step.result)
            yield step

    async def selftests(self) -> tuple[SelfTestResult, ...]:
        """Return what the test set and what was played."""
        return tuple(self.results)

    async def logs(self, limit: int = 200) -> tuple[LogLine, ...]:
        """Return what the test set."""
        return self.lines[:limit]

    async def support(
        self, target: Path, *, note: str = "", marks: Sequence[str] = ()
    ) -> AsyncGenerator[ExportProgress, None]:
        """Play the steps the test set."""
        self.bundles.append((target, note, tuple(marks)))
        for step in self.bundle_steps:
            await self.gate.wait()
            if isinstance(step, ApplianceError):
                raise step
            yield step


def a_result(**fields: object) -> SelfTestResult:
    """Return a good result of the starter."""
    good = SelfTestResult(
        at="2025-05-12T03:00:00+00:00",
        model="starter",
        model_sha256="0" * 64,
        device="cpu",
        cer=0.041,
        rtf=0.31,
        audio_s=60.9,
        peak_bytes=412_000_000,
    )
    return replace(good, **fields)  # type: ignore[arg-type] # the fields of the caller
