"""A Fun-ASR-Nano with a language model of two layers that knows five sentences.

It is taught with FunASR's own loss and prompts. It has no CTC part: with one FunASR also times
the tokens, through torchaudio.
"""

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from funasr.frontends.wav_frontend import WavFrontend
from funasr.models.fun_asr_nano.model import FunASRNano
from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast, Qwen3Config

from tests.models.tiny.checkpoint import write_checkpoint
from tests.models.tiny.clips import Clip, variants
from tests.models.tiny.features import FRONTEND_CONF, write_cmvn
from tests.models.tiny.sense_voice import ENCODER_CONF

LANGUAGE_MODEL = "Qwen3-0.6B"
VARIANTS = 4
STEPS = 300
SIZE = 96

_SPECIAL = ("<unk>", "<|im_start|>", "<|im_end|>", "<|endoftext|>")
_PROMPTS = (
    "You are a helpful assistant.\nsystemuserassistant<think></think>"
    "请结合上下文信息，更加准确地完成语音转写任务。如果没有相关我们会留空。**：热词列表：[], "
    "语音转写成中文，不进行文本规整："
)
_HOT_WORDS = ((), ("叉车",), ("叉车", "液压"))

_CONFIG: dict[str, Any] = {
    "model": "FunASRNano",
    "audio_encoder": "SenseVoiceEncoderSmall",
    "audio_encoder_conf": {**ENCODER_CONF, "freeze": False},
    "audio_adaptor": "Transformer",
    "audio_adaptor_conf": {
        "downsample_rate": 1,
        "use_low_frame_rate": False,
        "ffn_dim": SIZE,
        "n_layer": 1,
        "attention_heads": 4,
        "freeze": False,
    },
    "llm": "Qwen3-0.6b",
    "dataset_conf": {"do_think": False},
}
_LLM_CONF: dict[str, Any] = {"hub": "hf", "freeze": False, "llm_dtype": "fp32"}


def teach(folder: Path, clips: Sequence[Clip]) -> None:
    """Train until it says the clips, and write a FunASR checkpoint; about 60 s on one core."""
    torch.manual_seed(1)
    folder.mkdir(parents=True)
    takes = [variants(clip, count=VARIANTS, seed=index) for index, clip in enumerate(clips)]
    write_cmvn(folder / "am.mvn", [samples for take in takes for samples in take])
    tokenizer = _write_language_model(folder / LANGUAGE_MODEL, clips)
    model = FunASRNano(
        **{key: value for key, value in _CONFIG.items() if key not in ("model", "dataset_conf")},
        llm_conf={**_LLM_CONF, "init_param_path": str(folder / LANGUAGE_MODEL)},
        input_size=560,
    )
    frontend = WavFrontend(**FRONTEND_CONF, dither=0.0, cmvn_file=str(folder / "am.mvn"))
    chance = random.Random(1)
    lessons = [
        [_lesson(model, tokenizer, frontend, samples, clip, chance=chance) for samples in take * 3]
        for take, clip in zip(takes, clips, strict=True)
    ]
    _train(model, lessons, chance)
    write_checkpoint(
        folder,
        model,
        config={
            **_CONFIG,
            "llm_conf": {**_LLM_CONF, "init_param_path": LANGUAGE_MODEL},
            "tokenizer": "HuggingfaceTokenizer",
            "tokenizer_conf": {"init_param_path": LANGUAGE_MODEL},
        },
        tokenizer_files={"init_param_path": LANGUAGE_MODEL},
    )


def _lesson(
    model: Any, tokenizer: Any, frontend: Any, samples: Any, clip: Clip, *, chance: random.Random
) -> dict[str, torch.Tensor]:
    itn = chance.random() < 0.5
    prompt = model.get_prompt(list(chance.choice(_HOT_WORDS)), chance.choice((None, "中文")), itn)
    messages = model.generate_chatml(prompt, torch.from_numpy(samples))
    messages[-1]["content"] = clip.text if itn else clip.words
    lesson: dict[str, torch.Tensor] = model.data_load_speech(
        model.data_template(messages), tokenizer, frontend, dataset_conf=_CONFIG["dataset_conf"]
    )
    return lesson


def _train(model: Any, lessons: list[list[dict[str, torch.Tensor]]], chance: random.Random) -> None:
    optimiser = torch.optim.AdamW(model.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=3e-3, total_steps=STEPS)
    model.train()
    for _ in range(STEPS):
        loss, _, _ = model(**_batch([chance.choice(several) for several in lessons]))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimiser.step()
        schedule.step()
    model.eval()


def _batch(lessons: Sequence[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    def padded(key: str, value: int) -> torch.Tensor:
        rows = [lesson[key].flatten() for lesson in lessons]
        return torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=value)

    return {
        "speech": torch.nn.utils.rnn.pad_sequence(
            [lesson["speech"][0] for lesson in lessons], batch_first=True
        ),
        "speech_lengths": torch.cat([lesson["speech_lengths"] for lesson in lessons]),
        "input_ids": padded("input_ids", 0),
        "attention_mask": padded("attention_mask", 0),
        "labels_ids": padded("labels_ids", -100),
        "fbank_beg": torch.cat([lesson["fbank_beg"] for lesson in lessons]),
        "fbank_mask": padded("fbank_mask", 0),
        "fake_token_len": torch.cat([lesson["fake_token_len"] for lesson in lessons]),
    }


def _write_language_model(folder: Path, clips: Sequence[Clip]) -> PreTrainedTokenizerFast:
    written = _PROMPTS + "".join(term for terms in _HOT_WORDS for term in terms)
    characters = sorted({*written, *(char for clip in clips for char in clip.text)})
    tokens = [*_SPECIAL, *characters]
    plain = Tokenizer(
        models.WordLevel({token: index for index, token in enumerate(tokens)}, unk_token="<unk>")
    )
    plain.pre_tokenizer = pre_tokenizers.Split(Regex(r"[\s\S]"), "isolated")
    plain.decoder = decoders.Fuse()
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=plain,
        unk_token="<unk>",
        eos_token="<|im_end|>",
        pad_token="<|endoftext|>",
        additional_special_tokens=["<|im_start|>"],
        clean_up_tokenization_spaces=False,
    )
    tokenizer.save_pretrained(folder)
    Qwen3Config(
        vocab_size=len(tokens),
        hidden_size=SIZE,
        intermediate_size=2 * SIZE,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=24,
        max_position_embeddings=512,
        tie_word_embeddings=True,
        bos_token_id=None,
        eos_token_id=tokens.index("<|im_end|>"),
        pad_token_id=tokens.index("<|endoftext|>"),
    ).save_pretrained(folder)
    return tokenizer
