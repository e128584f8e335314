"""A saved run as a page."""

from datetime import UTC, datetime

from appliance.diagnostics.benchmark_page import page
from appliance.diagnostics.measured import MeasuredRun, Part
from appliance.diagnostics.measuring_machine import MeasuringMachine, parse_cpu

RUN = MeasuredRun(
    machine=MeasuringMachine(
        cpu="A | B",
        cores=2,
        flags=(),
        memory_bytes=2**31,
        system="Linux 6.1 x86_64",
        python="3.11.7",
        libraries={"tingxia": "0.1.0"},
        load_before=0.5,
    ),
    measured_at=datetime(2026, 1, 2, tzinfo=UTC),
    parts=(
        Part(
            name="tax",
            title="Pipeline tax",
            conditions={"model": "m", "minutes": "5"},
            figures={"tax": 1.07, "service_rtf": 0.05, "final_p95_s": 0.8},
            targets={"tax": 1.05, "final_p95_s": 1.0},
            details={
                "with_lexicon": [
                    {"name": "a.wav", "corrections": [{"before": "公查", "after": "公差"}]}
                ]
            },
        ),
    ),
)

EXPECTED = r"""<!-- Written by `tingxia bench report` from a saved run; do not edit. -->

# Benchmarks

Measured on 2026-01-02 as in [Measure](../how-to/measure.md). Ratios compare two things measured side by side and hold on any machine; times are this machine's.

## The machine

| | |
|---|---|
| CPU | A \| B, 2 cores |
| instructions for int8 and floats | none that matters |
| memory | 2.0 GiB |
| system | Linux 6.1 x86_64, Python 3.11.7 |
| libraries | tingxia 0.1.0 |
| busy processes at the end | 0.5 |

## Ratios

| | measured | target | |
|---|---|---|---|
| Pipeline tax: tax | 1.07 | ≤ 1.05 | **missed** |

## Targets

| | measured | target | |
|---|---|---|---|
| Pipeline tax: final p95 s | 0.8 | ≤ 1 | met |

## Pipeline tax

model m, minutes 5.

| | measured |
|---|---|
| tax | 1.07 |
| service rtf | 0.05 |
| final p95 s | 0.8 |

Corrected by the lexicon:

| file | heard | corrected |
|---|---|---|
| a.wav | 公查 | 公差 |
"""  # noqa: E501 - a paragraph is a line


def test_the_machine_comes_first_then_ratios_then_targets() -> None:
    """Then everything, part by part; what is missed says so."""
    assert EXPECTED == page(RUN)


def test_a_machine_is_named_without_telling_whose_it_is() -> None:
    """Neither its host name nor the build of its kernel."""
    here = MeasuringMachine.here()
    assert here.system.split()[1].replace(".", "").isdecimal()
    assert here.cpu


def test_a_processor_is_named_as_the_kernel_does() -> None:
    """Also on ARM, where there is only a list of features."""
    intel = "processor\t: 0\nmodel name\t: A processor\nflags\t: sse avx2 avx512_vnni\n"
    assert ("A processor", ("avx2", "avx512_vnni")) == parse_cpu(intel)
    assert ("", ("asimddp", "i8mm")) == parse_cpu("Features\t: fp i8mm asimddp\n")
    assert ("", ()) == parse_cpu("")
