"""The few words of ours in an exported text."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from appliance.domain.gap import GapCause
from appliance.domain.marker import MarkerKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Words in one language; what stands in braces is filled in."""

    untitled: str
    recorded: str
    clock_untrusted: str
    duration: str
    no_text: str
    incomplete: str
    gap: str
    seconds: str
    speaker: str
    speakers: str
    says: str
    """A speaker, or the kind of a marker, before the words."""

    comma: str
    """Between names."""

    markers_heading: str
    text_heading: str
    causes: Mapping[GapCause, str]
    markers: Mapping[MarkerKind, str]


_ENGLISH: Final = Labels(
    untitled="Recording",
    recorded="Recorded",
    clock_untrusted="the clock was not set reliably",
    duration="Duration",
    no_text="(no speech was recognised)",
    incomplete="(the recognition is not finished yet)",
    gap="not heard for {duration}: {cause}",
    seconds="{seconds} s",
    speaker="Speaker {number}",
    speakers="Speakers",
    says="{speaker}: {text}",
    comma=", ",
    markers_heading="Markers",
    text_heading="Text",
    causes={
        GapCause.PAUSED: "paused",
        GapCause.MICROPHONE_LOST: "microphone unplugged",
        GapCause.MICROPHONE_STALLED: "microphone delivered nothing",
        GapCause.OVERFLOW: "the box was too busy",
        GapCause.CAPTURE_RESTARTED: "recording restarted",
        GapCause.POWER_LOST: "power was lost",
        GapCause.DISK_FAILED: "the disk failed",
    },
    markers={
        MarkerKind.PLAIN: "Marker",
        MarkerKind.DECISION: "Decision",
        MarkerKind.ACTION: "Action",
        MarkerKind.DEFECT: "Defect",
    },
)

_CHINESE: Final = Labels(
    untitled="录音",
    recorded="录制时间",
    clock_untrusted="时钟可能不准",
    duration="时长",
    no_text="（未识别到语音）",
    incomplete="（识别尚未完成）",
    gap="{duration}未录到：{cause}",
    seconds="{seconds} 秒",
    speaker="说话人 {number}",
    speakers="说话人",
    says="{speaker}：{text}",
    comma="、",
    markers_heading="标记",
    text_heading="正文",
    causes={
        GapCause.PAUSED: "已暂停",
        GapCause.MICROPHONE_LOST: "麦克风被拔出",
        GapCause.MICROPHONE_STALLED: "麦克风无信号",
        GapCause.OVERFLOW: "设备过忙",
        GapCause.CAPTURE_RESTARTED: "录音进程重启",
        GapCause.POWER_LOST: "断电",
        GapCause.DISK_FAILED: "磁盘故障",
    },
    markers={
        MarkerKind.PLAIN: "标记",
        MarkerKind.DECISION: "决定",
        MarkerKind.ACTION: "待办",
        MarkerKind.DEFECT: "缺陷",
    },
)

LABELS: Final[Mapping[str, Labels]] = MappingProxyType({"zh-CN": _CHINESE, "en": _ENGLISH})
"""By locale, as in the setting ``station.locale``."""
