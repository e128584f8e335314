"""Hot words that make of every recording what a test says."""

import asyncio
from collections.abc import Callable

from appliance.domain.correction import corrected_term
from appliance.errors import ApplianceError
from appliance.station.face_lexicon import CountedPlace, Replayed

PLACES = (
    CountedPlace(
        before="家具",
        after="夹具",
        causes=("workshop.txt:4: 夹具",),
        count=2,
        example="下周二之前要把新的夹具装好，由王工负责。",
    ),
    CountedPlace(
        before="噪因",
        after="噪音",
        causes=("screen.txt:2: 噪因=>噪音",),
        count=1,
        example="还有一个问题，二号冷却泵的噪音比上个月大。",
    ),
    CountedPlace(before="三号", after="3号", causes=(), count=1, example="3号生产线的良率。"),
)


class FakeLexicon:
    """Implements face_lexicon.LexiconFace. Its public fields are the test's hands."""

    def __init__(self) -> None:
        self.told = Replayed(places=PLACES, changed=3, utterances=6, entries=8, is_edited=False)
        self.refusal: ApplianceError | None = None
        """Raised by the next look."""

        self.go_on = asyncio.Event()
        """While it is cleared, a look stops half-way."""

        self.go_on.set()

    async def corrected_term(self, was: str, text: str) -> str:
        """Propose what changed; of Chinese this box knows no word."""
        return corrected_term(was, text, [*text])

    async def replay(self, recording_id: str, on_share: Callable[[float], None]) -> Replayed:
        """Tell what the test has set, in two steps."""
        del recording_id
        on_share(0.5)
        await self.go_on.wait()
        if self.refusal is not None:
            refusal, self.refusal = self.refusal, None
            raise refusal
        return self.told
