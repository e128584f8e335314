"""The starter engine: Whisper on CTranslate2 through faster-whisper.

Whisper was trained on windows of 30 s, but pads them for nothing here: with some seconds
of silence after the speech, and at least some seconds in all, a short window gives nearly the
same text at a third of the cost. Without that silence it gives garbage.
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
from appliance.inference.placement import Placement
from appliance.modelstore.installed import InstalledModel

LONGEST_AUDIO_S: Final = 30.0

_PRECISIONS: Final = {"cpu": "int8", "cuda": "int8_float16"}

_PUNCTUATED: Final = "，。"
_PROMPTS: Final = {"zh": _PUNCTUATED, "yue": _PUNCTUATED}
"""Text before, as the model believes: makes it punctuate. A sentence instead of two bare marks
also chooses the script, but costs a tenth more errors; the script is converted afterwards."""

_SHORTEST_WINDOW_S: Final = {Quality.PARTIAL: 6.0, Quality.FINAL: 14.0, Quality.RETRY: 30.0}
_SILENCE_AFTER_S: Final = {Quality.PARTIAL: 1.0, Quality.FINAL: 3.0, Quality.RETRY: 3.0}
_BEAMS: Final = {Quality.PARTIAL: 1, Quality.FINAL: 5}

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
        features = self._model.feature_extractor(_window(samples, request.quality), padding=0)
        encoded = self._model.encode(features)
        if request.language == "auto":
            request = replace(request, language=self._language(encoded))
        tokenizer = self._tokenizer(request.language)
        result = self._generate(encoded, tokenizer, request, audio_samples=len(samples))
        tokens = [token for token in result.sequences_ids[0] if token < tokenizer.eot]
        words: tuple[EngineWord, ...] = ()
        if request.wants_words and tokens:
            words = self._align(encoded, tokenizer, tokens, frames=features.shape[-1])
        return EngineHypothesis(
            text=tokenizer.decode(tokens).strip(),
            language=request.language,
            words=words,
            confidence=float(result.scores[0]),
            no_speech_probability=float(result.no_speech_prob),
        )

    def close(self) -> None:
        """See Engine."""
        self._model.model.unload_model()
        return_freed_memory()

    def _language(self, encoded: Any) -> str:
        """Return the likeliest language; the model names it ``<|zh|>``."""
        likeliest, _ = self._model.model.detect_language(encoded)[0][0]
        return str(likeliest).strip("<|>")

    def _generate(
        self, encoded: Any, tokenizer: Tokenizer, request: EngineRequest, *, audio_samples: int
    ) -> Any:
        prompt = self._model.get_prompt(
            tokenizer, _prompt_tokens(tokenizer, request), without_timestamps=True
        )
        longest = min(
            _SPARE_TOKENS + _TOKENS_PER_S * audio_samples // SAMPLE_RATE_HZ, _LONGEST_TEXT_TOKENS
        )
        how: dict[str, Any]
        if request.quality is Quality.RETRY:
            how = {
                "beam_size": 1,
                "num_hypotheses": 5,
                "sampling_topk": 0,
                "sampling_temperature": 0.4,
            }
        else:
            how = {"beam_size": _BEAMS[request.quality]}
        return self._model.model.generate(
            encoded,
            [prompt],
            max_length=len(prompt) + longest,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=True,
            suppress_tokens=[-1],
            **how,
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


def _window(samples: Samples, quality: Quality) -> Samples:
    """Append the silence the model needs; at most 30 s in all."""
    needed = len(samples) + to_samples(_SILENCE_AFTER_S[quality])
    length = min(max(needed, to_samples(_SHORTEST_WINDOW_S[quality])), to_samples(LONGEST_AUDIO_S))
    # One NaN would make all of the spectrogram one.
    samples = np.nan_to_num(samples[:length], nan=0.0, posinf=1.0, neginf=-1.0)
    return np.pad(samples, (0, length - len(samples)))


def _prompt_tokens(tokenizer: Tokenizer, request: EngineRequest) -> list[int]:
    if request.quality is Quality.RETRY:
        return []
    text = request.prompt + _PROMPTS.get(request.language, "")
    tokens: list[int] = tokenizer.encode(text) if text else []
    return tokens[-_PROMPT_TOKENS:]
