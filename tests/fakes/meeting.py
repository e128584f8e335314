"""A short meeting of a workshop: speakers, a decision, a defect, a microphone that was lost."""

from appliance.domain.audio import to_samples
from appliance.domain.gap import Gap, GapCause
from appliance.domain.marker import Marker, MarkerKind
from appliance.station.face import RecordingView
from tests.fakes.station import FakeStation

SAID = (
    "我们开始今天的例会，先看上周的进度。",
    "三号生产线的良率提高到了 98.5%。",
    "下周二之前要把新的夹具装好，由王工负责。",
    "The supplier in Munich confirmed the delivery for Friday.",
    "还有一个问题，二号冷却泵的噪音比上个月大。",
    "这个要记下来，明天安排检修。",
)
AS_HEARD = (
    "我们开始今天的例会先看上周的进度",
    "三号生产线的良率提高到了百分之九十八点五",
    "下周二之前要把新的家具装好由王工负责",
)
DURATION_S = 61


def add_meeting(station: FakeStation, *, title: str = "") -> RecordingView:
    """Put it into the history."""
    return station.add_recording(
        "20250512-093000-a1b2",
        title=title,
        texts=SAID,
        raw_texts=AS_HEARD,
        speakers=(1, 1, 1, 2, 3, 1),
        duration_s=DURATION_S,
        gaps=(Gap(at_sample=to_samples(31), duration_s=12.4, cause=GapCause.MICROPHONE_LOST),),
        markers=(
            Marker(at_sample=to_samples(22), kind=MarkerKind.DECISION),
            Marker(at_sample=to_samples(45), kind=MarkerKind.DEFECT, note="冷却泵"),
        ),
    )
