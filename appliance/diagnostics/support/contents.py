"""The files of a support bundle, redacted."""

import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import distributions
from pathlib import Path
from typing import Any, Final

from appliance.config import Settings
from appliance.diagnostics.checks import Finding
from appliance.diagnostics.facts import Facts
from appliance.diagnostics.log_lines import decoded, diaries, tail
from appliance.diagnostics.readers import BoxTold
from appliance.diagnostics.readers.text import first_line, whole
from appliance.diagnostics.selftest_result import SelfTestResult
from appliance.diagnostics.support.redaction import Redactor
from appliance.paths import Paths

LOG_BYTES: Final = 1024 * 1024
"""So much of the end of each log."""

ERRORS: Final = 200
NOTE_CHARACTERS: Final = 4000
_SERIOUS: Final = frozenset({"WARNING", "ERROR", "CRITICAL"})

_README: Final = """\
Support bundle of a Tingxia box / 听匣支持包

For whoever helps: steps.txt (what the operator did), findings.json (what the doctor found),
state.json, errors.jsonl (the last warnings and errors), log-*.jsonl, config.json, hardware.json,
versions.json, folders.json, selftests.json.

No audio and no text of recordings. In logs, settings, state and findings every word that is no
word of the program itself, of the system or of the name of a package is replaced by a short hash
such as <3fa91c>: so go titles, names of persons and files, tags and hot words. The same hash means
the same word, in this bundle only. Titles made of the program's words alone ("The disk is full")
go as a whole; a single such word stays, also where somebody used it as a name.

As they are: steps.txt, which the operator typed; hardware.json and versions.json, with the names
of makers, models and sound cards, of the system and of installed packages, but no serial numbers.
manifest.json and SHA256SUMS prove that the files are whole.

不含录音和文字稿。日志、设置、状态和检查结果中，凡不属于程序、系统或软件包名称的词（如标题、
姓名、文件名、标签、热词）都已替换为短哈希；程序本身也使用的单个词会保留。
保持原样的有：steps.txt（操作人员输入的原文）；hardware.json 和 versions.json（厂商、型号、声卡、
系统和软件包的名称，不含序列号）。
"""


_PICTURES: Final = """
Pictures of the screen / 屏幕图像: {names}

Any browser opens them. screen.svg is the page on which the bundle was made, screen-before.svg the
one that was left for it. Only the program's own texts stand in them; everything else, as titles,
names, transcripts and what was typed, is blocks of the same length.
可用任何浏览器打开。screen.svg 是制作支持包时的页面，screen-before.svg 是此前离开的页面。
图中只保留程序自身的文字，其余（标题、姓名、文字稿、输入内容）均为等长色块。
"""

_NO_PICTURE: Final = """
There is no picture of the screen: the bundle was made at the command line, or the page did not
answer.
没有屏幕图像：支持包是在命令行制作的，或页面没有响应。
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleFacts:
    """Everything that goes into a bundle before it is redacted."""

    settings: Settings
    told: BoxTold
    facts: Facts
    findings: Sequence[Finding]
    selftests: Sequence[SelfTestResult]
    library: Mapping[str, int]
    """Recordings by the state of their text, files of the queue by state."""

    note: str = ""
    marks: Sequence[str] = ()
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    """Of the screen, by the names of their files; redacted by who made them."""


def bundle_files(
    about: BundleFacts, redactor: Redactor, *, root: Path = Path("/")
) -> dict[str, bytes]:
    """Make the files by their names. Reads logs; blocks for a second or so."""
    paths = about.settings.paths
    logs = {
        f"log-{file.name.replace('.log.1', '.1').replace('.log', '')}.jsonl": _log(file, redactor)
        for file in diaries(paths.log)
    }
    return {
        "README.txt": _readme(about).encode(),
        "steps.txt": _steps(about).encode(errors="replace"),
        "findings.json": _json([_finding(each, redactor) for each in about.findings]),
        "state.json": _json(redactor.value(_state(about))),
        "errors.jsonl": b"".join(_errors(logs)),
        "config.json": _json(redactor.value(about.settings.model_dump(mode="json"))),
        "hardware.json": _json(_hardware(about.facts, redactor, root)),
        "versions.json": _json(_versions(root)),
        "folders.json": _json(_folders(paths)),
        "selftests.json": _json(redactor.value([asdict(each) for each in about.selftests])),
        **about.pictures,
        **logs,
    }


def _readme(about: BundleFacts) -> str:
    names = ", ".join(about.pictures)
    return _README + (_PICTURES.format(names=names) if names else _NO_PICTURE)


def _json(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    return f"{text}\n".encode(errors="replace")


def _steps(about: BundleFacts) -> str:
    marks = "".join(f"[x] {mark}\n" for mark in about.marks)
    return f"{marks}{about.note[:NOTE_CHARACTERS]}\n"


def _finding(finding: Finding, redactor: Redactor) -> dict[str, object]:
    """Keep the sentence, which is ours; redact what was filled in."""
    fields = {name: redactor.text(value) for name, value in finding.fields.items()}
    return {
        "check": finding.name,
        "verdict": finding.verdict.value,
        "what": finding.what.format(**fields),
        "fix": finding.fix.format(**fields),
    }


def _state(about: BundleFacts) -> dict[str, Any]:
    told = about.told
    return {
        "runs": told.runs,
        "system": told.system.model_dump(mode="json") if told.system else None,
        "capture": told.capture.model_dump(mode="json") if told.capture else None,
        "inference": told.inference.model_dump(mode="json") if told.inference else None,
        "library": dict(about.library),
    }


def _log(file: Path, redactor: Redactor) -> bytes:
    lines = []
    for raw in tail(file, LOG_BYTES).split(b"\n"):
        fields = decoded(raw)
        if fields is not None:
            lines.append(json.dumps(redactor.value(fields), ensure_ascii=False))
    return "".join(f"{line}\n" for line in lines).encode(errors="replace")


def _errors(logs: Mapping[str, bytes]) -> list[bytes]:
    """Return the last serious lines of all logs, in order of time."""
    found = []
    for content in logs.values():
        for line in content.splitlines():
            fields = json.loads(line)
            if fields.get("level") in _SERIOUS:
                found.append((str(fields.get("time", "")), line + b"\n"))
    return [line for _, line in sorted(found)[-ERRORS:]]


def _hardware(facts: Facts, redactor: Redactor, root: Path) -> dict[str, Any]:
    """Describe what is built in, by what its makers call it; no serial numbers."""
    dmi = root / "sys/class/dmi/id"
    usb = sorted((root / "sys/bus/usb/devices").glob("*/idVendor"))
    measured = {
        "disk": asdict(facts.disk),
        "memory": asdict(facts.memory),
        "power": asdict(facts.power),
        "heat": asdict(facts.heat),
        "surroundings": facts.sound.surroundings.value,
        "denied": list(facts.sound.denied),
        "muted": list(facts.sound.muted),
    }
    return {
        "machine": platform.machine(),
        "maker": first_line(dmi / "sys_vendor"),
        "product": first_line(dmi / "product_name"),
        "board": first_line(root / "sys/firmware/devicetree/base/model"),
        "cpu": facts.cpu.name,
        "cores": facts.cpu.cores,
        "flags": sorted(facts.cpu.flags),
        "gpu": asdict(facts.gpu),
        "sound_cards": [card.name for card in facts.sound.cards],
        "usb": [f"{first_line(file)}:{first_line(file.parent / 'idProduct')}" for file in usb],
        "measured": redactor.value(measured),
    }


def _versions(root: Path) -> dict[str, Any]:
    release = dict(
        line.split("=", 1) for line in whole(root / "etc/os-release").splitlines() if "=" in line
    )
    return {
        "system": release.get("PRETTY_NAME", platform.system()).strip('"'),
        "kernel": platform.release(),
        "python": sys.version.split()[0],
        "packages": {
            str(each.metadata["Name"]): each.version
            for each in sorted(distributions(), key=lambda found: str(found.metadata["Name"]))
        },
    }


def _folders(paths: Paths) -> dict[str, dict[str, int]]:
    """Count files and bytes of each folder of the data; names of files stay here."""
    found: dict[str, dict[str, int]] = {}
    for name in ("recordings", "models", "lexicons", "inbox", "receipts", "quarantine", "log"):
        files = size = 0
        for folder, _, names in os.walk(paths.data / name):
            for file in names:
                try:
                    size += (Path(folder) / file).stat().st_size
                except OSError:
                    continue  # it went meanwhile
                files += 1
        found[name] = {"files": files, "bytes": size}
    return found
