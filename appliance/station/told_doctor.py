"""What the doctor found, as messages."""

from dataclasses import asdict

from appliance.station.face_doctor import Finding, SelfTestResult
from appliance.wire.doctor import FindingLine, SelfTestLine


def finding(found: Finding) -> FindingLine:
    """Convert a finding; in English."""
    return FindingLine(
        check=found.name,
        area=found.area.value,
        verdict=found.verdict.value,
        title=found.title,
        what=found.what_in_english,
        why=found.why,
        fix=found.fix_in_english,
    )


def selftest(result: SelfTestResult) -> SelfTestLine:
    """Convert a result."""
    return SelfTestLine(**asdict(result), passed=result.passed)
