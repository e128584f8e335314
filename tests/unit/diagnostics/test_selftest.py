"""Judging self-tests, and keeping their results."""

import json
from dataclasses import asdict
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from appliance.diagnostics.selftest_log import KEPT, NAME, SelfTestLog, decoded
from appliance.diagnostics.selftest_result import SelfTestVerdict, judge
from tests.fakes.doctor import a_result


def test_a_good_result_passes() -> None:
    """With and without a history."""
    assert SelfTestVerdict.PASSED is judge(0.04, 0.3, [])
    assert SelfTestVerdict.PASSED is judge(0.05, 0.35, [a_result()] * 3)


def test_what_is_promised_comes_before_what_is_usual() -> None:
    """A model that was always bad has not passed."""
    bad = [a_result(cer=0.9, rtf=3.0, verdict=SelfTestVerdict.TOO_MANY_ERRORS)] * 9
    assert SelfTestVerdict.TOO_MANY_ERRORS is judge(0.9, 3.0, bad)
    assert SelfTestVerdict.TOO_SLOW is judge(0.04, 1.2, [])


def test_a_change_for_the_worse_is_told() -> None:
    """Against the last nights, and one odd night among them changes nothing."""
    usual = [a_result(rtf=0.3), a_result(rtf=0.9), a_result(rtf=0.3), a_result(rtf=0.3)]
    assert SelfTestVerdict.WORSE_THAN_USUAL is judge(0.12, 0.3, usual)
    assert SelfTestVerdict.SLOWER_THAN_USUAL is judge(0.04, 0.7, usual)


def test_results_are_kept_in_order_and_bounded(tmp_path: Path) -> None:
    """The oldest ones go."""
    log = SelfTestLog(tmp_path)
    assert () == log.read()
    lines = [json.dumps(asdict(a_result(at=f"{number:04}"))) for number in range(KEPT)]
    (tmp_path / NAME).write_text("\n".join([*lines, '{"torn', "[1]", ""]))
    log.add(a_result(at="new"))
    results = log.read()
    assert (KEPT, "0001", "new") == (len(results), results[0].at, results[-1].at)


@given(
    fields=st.fixed_dictionaries(
        {
            "cer": st.floats(0, 9),
            "rtf": st.floats(0, 99),
            "peak_bytes": st.integers(0, 2**40),
            "model": st.text(max_size=9),
            "verdict": st.sampled_from(SelfTestVerdict),
            "nightly": st.booleans(),
        }
    )
)
def test_a_result_comes_back_as_it_was(fields: dict[str, object]) -> None:
    """Whatever the model is called."""
    result = a_result(**fields)
    assert result == decoded(json.dumps(asdict(result)).encode())


@given(st.binary(max_size=60) | st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["at", "cer", "verdict", "model"]), inner, max_size=4),
).map(lambda value: json.dumps(value).encode()))  # fmt: skip
def test_what_is_no_result_is_passed_over(line: bytes) -> None:
    """No line of the file can stop the station."""
    assert decoded(line) is None
