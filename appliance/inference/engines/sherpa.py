"""The engine for installed models: SenseVoice, Paraformer and Fun-ASR-Nano on sherpa-onnx.

What the library does by itself, and is kept from doing here: it ends the process on a model that
lacks metadata (see sherpa_folder), takes an unknown language for none and one sample that is no
number for silence, makes an empty text of an error while decoding such as memory running out, and
falls back to the CPU with no more than a line on stderr (see sherpa_provider).
"""

from typing import Any, Final, Protocol

import numpy as np
import sherpa_onnx

from appliance.domain.audio import SAMPLE_RATE_HZ, to_samples
from appliance.inference.engine import (
    EngineCapabilities,
    EngineHypothesis,
    EngineIdentity,
    EngineRequest,
    Samples,
)
from appliance.inference.engines.funasr_hot_words import normalised
from appliance.inference.engines.funasr_languages import LANGUAGES, LANGUAGES_IN_PROMPT
from appliance.inference.engines.sherpa_folder import SherpaFolder
from appliance.inference.engines.sherpa_memory import return_freed_memory
from appliance.inference.engines.sherpa_provider import SherpaProvider
from appliance.inference.engines.sherpa_sense_voice import SenseVoice
from appliance.inference.engines.sherpa_words import (
    join_marked_pieces,
    join_sentence_pieces,
    tokens_of,
    without_tags,
)
from appliance.inference.out_of_memory import is_out_of_memory
from appliance.inference.placement import Placement
from appliance.modelstore.errors import ModelError
from appliance.modelstore.installed import Family, InstalledModel

LONGEST_AUDIO_S: Final = 30.0

_SHORTEST_AUDIO_S: Final = 0.2
"""Two stacked frames; what is shorter is filled up with silence."""

_WARM_UP_S: Final = 1.0

_FAMILIES: Final = (Family.SENSE_VOICE, Family.PARAFORMER, Family.FUN_ASR_NANO)

_OUTPUTS_WITH_TIMES: Final = 4
"""A Paraformer with so many outputs gives times."""

_LONGEST_HOT_WORDS: Final = 1000
"""Characters of the prompt; it shares the model's 2,048 tokens with the audio."""


class SherpaEngine:
    """See the module; an Engine."""

    def __init__(self, model: InstalledModel, placement: Placement) -> None:
        """Check and load the weights, and try them; some seconds. Raises ModelError."""
        if model.family not in _FAMILIES:
            raise ModelError(
                "The model {name} ({family}) is none that recognises recordings.",
                hint="Choose another one in the settings (recognition), or with `tingxia models "
                "use`; `tingxia models list` tells what each is good for.",
                name=model.name,
                family=model.family.value,
            )
        self._family = model.family
        folder = SherpaFolder(model)
        provider = SherpaProvider.choose(placement)
        self._recogniser: _Recogniser | None
        try:
            self._recogniser = _load(folder, model.family, placement, provider)
        except (RuntimeError, IndexError) as error:
            raise unloadable(model, error) from error
        known = LANGUAGES[model.family]
        self._capabilities = EngineCapabilities(
            languages=(known & frozenset(model.languages)) or known,
            longest_audio_s=LONGEST_AUDIO_S,
            # Fun-ASR-Nano's are no times: the library spreads the tokens evenly over the audio.
            gives_word_times=model.family is Family.SENSE_VOICE
            or (
                model.family is Family.PARAFORMER
                and len(folder.file.outputs) >= _OUTPUTS_WITH_TIMES
            ),
            punctuates=model.family is not Family.PARAFORMER,
            detects_language=model.family is not Family.PARAFORMER,
            takes_hot_words=model.family is Family.FUN_ASR_NANO,
        )
        self._always_tells_language = self._warm_up()
        device, reason = provider.used()
        self._identity = EngineIdentity(
            engine="sherpa",
            model=model.name,
            model_sha256=model.sha256,
            asked_device=placement.asked,
            device=device,
            device_reason=reason,
            precision=folder.precision,
            threads=placement.threads,
        )

    @property
    def capabilities(self) -> EngineCapabilities:
        """See Engine."""
        return self._capabilities

    @property
    def identity(self) -> EngineIdentity:
        """See Engine."""
        return self._identity

    def transcribe(self, samples: Samples, request: EngineRequest) -> EngineHypothesis:
        """See Engine. A language it does not know is a ValueError: ask ``capabilities``."""
        if request.language not in self._capabilities.languages and not (
            request.language == "auto" and self._capabilities.detects_language
        ):
            raise ValueError(f"the model does not know the language {request.language}")
        if not len(samples):
            return EngineHypothesis(text="", language=request.language)
        result = self._decode(samples, request)
        if self._family is Family.FUN_ASR_NANO:
            text = without_tags(result.text).strip()
            written = _written_in(text) if request.language == "auto" else ""
            return EngineHypothesis(text=text, language=written or request.language)
        heard = result.lang.strip("<|>") or request.language
        if heard == "nospeech":
            return EngineHypothesis(text="", language=request.language, no_speech_probability=1.0)
        join = join_sentence_pieces if self._family is Family.SENSE_VOICE else join_marked_pieces
        tokens = tokens_of(result.tokens, result.timestamps, result.ys_log_probs)
        words = join(tokens, audio_samples=len(samples))
        return EngineHypothesis(
            text="".join(word.text for word in words),
            language=heard,
            words=words if request.wants_words and self._capabilities.gives_word_times else (),
        )

    def close(self) -> None:
        """See Engine."""
        self._recogniser = None
        return_freed_memory()

    def _warm_up(self) -> bool:
        """Decode some silence, so that the first speech is not slow; return if it was labelled."""
        languages = self._capabilities.languages
        language = "auto" if self._capabilities.detects_language else min(languages)
        silence = np.zeros(to_samples(_WARM_UP_S), np.float32)
        self._always_tells_language = False
        return bool(self._decode(silence, EngineRequest(language=language)).lang)

    def _decode(self, samples: Samples, request: EngineRequest) -> Any:
        assert self._recogniser is not None
        missing = max(to_samples(_SHORTEST_AUDIO_S) - len(samples), 0)
        samples = np.nan_to_num(np.pad(samples, (0, missing)), nan=0.0, posinf=1.0, neginf=-1.0)
        stream = self._recogniser.new_stream()
        for key, value in stream_options(self._family, request).items():
            stream.set_option(key, value)
        stream.accept_waveform(SAMPLE_RATE_HZ, samples)
        self._recogniser.decode(stream, request.language)
        result = stream.result
        if self._always_tells_language and not result.lang:
            # The library has told its error to stderr only. A model that decoded when it was
            # loaded has no other reason to fail now.
            raise MemoryError("sherpa-onnx could not decode: most likely out of memory")
        return result


class _Recogniser(Protocol):
    def new_stream(self) -> Any: ...

    def decode(self, stream: Any, language: str) -> None: ...


class _Plain:
    """One that takes no language, or takes it with each stream."""

    def __init__(self, recogniser: Any) -> None:
        self._recogniser = recogniser

    def new_stream(self) -> Any:
        return self._recogniser.create_stream()

    def decode(self, stream: Any, language: str) -> None:  # noqa: ARG002 - see the class
        self._recogniser.decode_stream(stream)


def _load(
    folder: SherpaFolder, family: Family, placement: Placement, provider: SherpaProvider
) -> _Recogniser:
    if family is Family.SENSE_VOICE:
        return SenseVoice(folder, threads=placement.threads, provider=provider.name)
    how = {"num_threads": placement.threads, "provider": provider.name}
    if family is Family.PARAFORMER:
        return _Plain(
            sherpa_onnx.OfflineRecognizer.from_paraformer(
                paraformer=str(folder.main), tokens=str(folder.tokens), **how
            )
        )
    return _Plain(
        sherpa_onnx.OfflineRecognizer.from_funasr_nano(
            encoder_adaptor=str(folder.main),
            llm=str(folder.weights("llm")),
            embedding=str(folder.weights("embedding")),
            tokenizer=str(folder.tokenizer),
            **how,
        )
    )


def unloadable(model: InstalledModel, error: Exception) -> Exception:
    """Return what to raise where the library could not load a model."""
    if is_out_of_memory(error):
        return error
    return ModelError(
        "The model {name} cannot be loaded: {reason}.",
        hint="Bring the model in again: as a signed bundle on the Stick page, or with "
        "`tingxia models import` or `tingxia models fetch`.",
        name=model.name,
        reason=next(iter(str(error).splitlines()), "the library does not say why").rstrip("."),
    )


def stream_options(family: Family, request: EngineRequest) -> dict[str, str]:
    """Return what is told with each stream; the library knows these names."""
    match family:
        case Family.SENSE_VOICE:
            return {"use_itn": str(int(request.itn))}
        case Family.FUN_ASR_NANO:
            return {
                # Empty leaves it to the model.
                "language": LANGUAGES_IN_PROMPT.get(request.language, ""),
                "itn": str(int(request.itn)),
                "hotwords": joined_hot_words(request.hot_words),
            }
        case _:
            return {}


def joined_hot_words(terms: tuple[str, ...]) -> str:
    """Join with commas, which no term may hold, as many as the prompt has room for."""
    joined = ""
    for term in normalised(terms):
        longer = f"{joined},{term}" if joined else term
        if len(longer) > _LONGEST_HOT_WORDS:
            break
        joined = longer
    return joined


def _written_in(text: str) -> str:
    """Return the language the text is written in, as far as its script tells; else empty."""
    if any("\u3040" <= character <= "\u30ff" for character in text):
        return "ja"
    if any("\uac00" <= character <= "\ud7a3" for character in text):
        return "ko"
    if any("\u4e00" <= character <= "\u9fff" for character in text):
        return "zh"
    return "en" if any(character.isalpha() for character in text) else ""
