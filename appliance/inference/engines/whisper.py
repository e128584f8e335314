"""The starter engine: Whisper on CTranslate2 through faster-whisper.

Whisper was trained on windows of 30 s, but a short one gives nearly the same text at a third of
the cost: some seconds in all, and some of silence after the speech, or it gives garbage. Where
nobody waits it listens a second time, to the whole window and in another way: what the one leaves
out or misspells the other often has.
"""

from dataclasses import replace
from typing import Any, Final

import numpy as np
from faster_whisper import WhisperModel
from faster_whisper.tokenizer import Tokenizer

from appliance.domain.audio import SAMPLE_RATE_HZ, to_samples
from appliance.inference.engine import (
    EngineCapabilities,
    EngineHypothesis,
    EngineIdentity,
    EngineRequest,
    EngineWord,
    Quality,
    Samples,
)
from appliance.inference.engines.sherpa_memory import return_freed_memory
from appliance.inference.engines.whisper_choice import Offer, likeliest, punctuated
from appliance.inference.placement import Placement
from appliance.modelstore.installed import InstalledModel

LONGEST_AUDIO_S: Final = 30.0

_PRECISIONS: Final = {"cpu": "int8", "cuda": "int8_float16"}

_PUNCTUATED: Final = "，。"
_PROMPTS: Final = {"zh": _PUNCTUATED, "yue": _PUNCTUATED}
"""Text before, as the model believes: makes it punctuate, but also leave words out at times. A
sentence instead of two bare marks also chooses the script, but costs a tenth more errors; the
script is converted afterwards."""

_SHORTEST_WINDOW_S: Final = {
    Quality.PARTIAL: 6.0,
    Quality.LIVE: 14.0,
    Quality.FINAL: 14.0,
    Quality.RETRY: 30.0,
}
_SILENCE_AFTER_S: Final = {
    Quality.PARTIAL: 1.0,
    Quality.LIVE: 3.0,
    Quality.FINAL: 3.0,
    Quality.RETRY: 3.0,
}
_BEAM: Final = 5
_FRAMES: Final = 3000
"""Of the spectrogram in a whole window."""

_SEARCH: Final[dict[Quality, dict[str, Any]]] = {
    Quality.PARTIAL: {"beam_size": 1},
    Quality.LIVE: {"beam_size": _BEAM, "num_hypotheses": _BEAM},
    Quality.FINAL: {"beam_size": _BEAM, "num_hypotheses": _BEAM},
    Quality.RETRY: {
        "beam_size": 1,
        "num_hypotheses": 5,
        "sampling_topk": 0,
        "sampling_temperature": 0.4,
    },
}

_TOKENS_PER_S: Final = 12
_SPARE_TOKENS: Final = 16
_LONGEST_TEXT_TOKENS: Final = 400
"""Of 448 the decoder has in all; together these bound the time of a looping decode."""

_PROMPT_TOKENS: Final = 100
_ALIGNMENT_MEDIAN_FRAMES: Final = 7
_SAMPLES_PER_TIMESTEP: Final = to_samples(0.02)


class WhisperEngine:
    """See the module; an Engine."""

    def __init__(self, model: InstalledModel, placement: Placement) -> None:
        """Load the weights; half a second."""
        precision = _PRECISIONS[placement.device]
        self._model = WhisperModel(
            str(model.path),
            device=placement.device,
            compute_type=precision,
            cpu_threads=placement.threads,
        )
        self._tokenizers: dict[str, Tokenizer] = {}
        used = self._model.model.device
        self._identity = EngineIdentity(
            engine="whisper",
            model=model.name,
            model_sha256=model.sha256,
            asked_device=placement.asked,
            device=used,
            device_reason=placement.reason_for(used),
            precision=self._model.model.compute_type.split("_")[0],
            threads=placement.threads,
        )

    @property
    def capabilities(self) -> EngineCapabilities:
        """See Engine."""
        return EngineCapabilities(
            languages=frozenset(self._model.supported_languages),
            longest_audio_s=LONGEST_AUDIO_S,
            gives_word_times=True,
            punctuates=True,
            detects_language=bool(self._model.model.is_multilingual),
            takes_prompt=True,
        )

    @property
    def identity(self) -> EngineIdentity:
        """See Engine."""
        return self._identity

    def transcribe(self, samples: Samples, request: EngineRequest) -> EngineHypothesis:
        """See Engine."""
        short = self._model.feature_extractor(_window(samples, request.quality), padding=0)
        encoded = self._model.encode(short)
        if request.language == "auto":
            request = replace(request, language=self._language(encoded))
        tokenizer = self._tokenizer(request.language)
        heard = [self._generate(encoded, tokenizer, request, len(samples))]
        if request.quality is Quality.FINAL:
            whole = self._model.encode(self._whole_window(samples))
            heard.append(self._generate(whole, tokenizer, request, len(samples), is_second=True))
        first, *others = (_offers(one, tokenizer) for one in heard)
        chosen = likeliest([*first, *(offer for each in others for offer in each)])
        text = chosen.text
        if chosen not in first and request.language in _PROMPTS:
            text = punctuated(text, like=likeliest(first).text)
        words: tuple[EngineWord, ...] = ()
        if request.wants_words and text:
            words = self._align(encoded, tokenizer, tokenizer.encode(text), frames=short.shape[-1])
        return EngineHypothesis(
            text=text,
            language=request.language,
            words=words,
            confidence=chosen.score,
            no_speech_probability=max(float(one.no_speech_prob) for one in heard),
        )

    def close(self) -> None:
        """See Engine."""
        self._model.model.unload_model()
        return_freed_memory()

    def _language(self, encoded: Any) -> str:
        """Return the likeliest language; the model names it ``<|zh|>``."""
        likeliest, _ = self._model.model.detect_language(encoded)[0][0]
        return str(likeliest).strip("<|>")

    def _whole_window(self, samples: Samples) -> Samples:
        """Return a spectrogram of 30 s, padded as faster-whisper does it."""
        features = self._model.feature_extractor(_clean(samples))[:, :_FRAMES]
        return np.pad(features, ((0, 0), (0, _FRAMES - features.shape[-1])))

    def _generate(
        self,
        encoded: Any,
        tokenizer: Tokenizer,
        request: EngineRequest,
        audio_samples: int,
        *,
        is_second: bool = False,
    ) -> Any:
        """Decode; the second time without marks before, but with the times of phrases."""
        before = _text_before(request, with_marks=not is_second)
        prompt = self._model.get_prompt(
            tokenizer,
            tokenizer.encode(before)[-_PROMPT_TOKENS:] if before else [],
            without_timestamps=not is_second,
        )
        longest = min(
            _SPARE_TOKENS + _TOKENS_PER_S * audio_samples // SAMPLE_RATE_HZ, _LONGEST_TEXT_TOKENS
        )
        return self._model.model.generate(
            encoded,
            [prompt],
            max_length=min(len(prompt) + longest, self._model.max_length),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=[-1],
            **_SEARCH[request.quality],
        )[0]

    def _align(
        self, encoded: Any, tokenizer: Tokenizer, tokens: list[int], *, frames: int
    ) -> tuple[EngineWord, ...]:
        """Time each word by the attention of the decoder (a twentieth of the decode)."""
        result = self._model.model.align(
            encoded,
            tokenizer.sot_sequence,
            [tokens],
            [frames],
            median_filter_width=_ALIGNMENT_MEDIAN_FRAMES,
        )[0]
        token_at = np.array([pair[0] for pair in result.alignments])
        time_at = np.array([pair[1] for pair in result.alignments])
        starts = time_at[np.flatnonzero(np.diff(token_at, prepend=-1))] * _SAMPLES_PER_TIMESTEP
        texts, groups = tokenizer.split_to_word_tokens([*tokens, tokenizer.eot])
        bounds = np.cumsum([0, *(len(group) for group in groups)])
        return tuple(
            EngineWord(
                text=text,
                start_sample=int(starts[min(begin, len(starts) - 1)]),
                end_sample=int(starts[min(end, len(starts) - 1)]),
                confidence=round(float(np.mean(result.text_token_probs[begin:end])), 3),
            )
            for text, begin, end in zip(texts[:-1], bounds[:-2], bounds[1:-1], strict=True)
        )

    def _tokenizer(self, language: str) -> Tokenizer:
        if language not in self._tokenizers:
            self._tokenizers[language] = Tokenizer(
                self._model.hf_tokenizer,
                self._model.model.is_multilingual,
                task="transcribe",
                language=language,
            )
        return self._tokenizers[language]


def _offers(result: Any, tokenizer: Tokenizer) -> list[Offer]:
    return [
        Offer(
            tokenizer.decode([token for token in tokens if token < tokenizer.eot]).strip(),
            float(score),
        )
        for tokens, score in zip(result.sequences_ids, result.scores, strict=True)
    ]


def _clean(samples: Samples) -> Samples:
    """One NaN would make all of the spectrogram one."""
    return np.nan_to_num(samples, nan=0.0, posinf=1.0, neginf=-1.0)


def _window(samples: Samples, quality: Quality) -> Samples:
    """Append the silence the model needs; at most 30 s in all."""
    needed = len(samples) + to_samples(_SILENCE_AFTER_S[quality])
    length = min(max(needed, to_samples(_SHORTEST_WINDOW_S[quality])), to_samples(LONGEST_AUDIO_S))
    samples = _clean(samples[:length])
    return np.pad(samples, (0, length - len(samples)))


def _text_before(request: EngineRequest, *, with_marks: bool) -> str:
    if request.quality is Quality.RETRY:
        return ""
    return request.prompt + (_PROMPTS.get(request.language, "") if with_marks else "")
