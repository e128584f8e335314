"""A CT-Transformer of two blocks that knows where a few sentences have their marks."""

import json
from pathlib import Path
from typing import Any

import torch
import yaml
from funasr.models.ct_transformer.model import CTTransformer

SENTENCES = (
    "今天的温度是多少？请打开一号阀门。",
    "电机停了，油压也低了。",
    "你好吗？我很好，谢谢你。",
    "先检查水泵、油泵，再开机。",
)
NO_MARK = "_"
PUNC_LIST = ["<unk>", NO_MARK, "，", "。", "？", "、"]
STEPS = 120
_SIZE = 64

_MODEL_CONF: dict[str, Any] = {
    "ignore_id": 0,
    "embed_unit": _SIZE,
    "att_unit": _SIZE,
    "dropout_rate": 0.0,
    "punc_list": PUNC_LIST,
    "punc_weight": [1.0] * len(PUNC_LIST),
    "sentence_end_id": 3,
}
_ENCODER_CONF: dict[str, Any] = {
    "input_size": _SIZE,
    "output_size": _SIZE,
    "attention_heads": 4,
    "linear_units": 128,
    "num_blocks": 2,
    "dropout_rate": 0.0,
    "positional_dropout_rate": 0.0,
    "attention_dropout_rate": 0.0,
    "input_layer": "pe",
    "pos_enc_class": "SinusoidalPositionEncoder",
    "normalize_before": True,
    "kernel_size": 11,
    "sanm_shfit": 0,
    "selfattention_layer_type": "sanm",
    "padding_idx": 0,
}


def words(sentence: str) -> str:
    """Return a sentence without its marks."""
    return "".join(character for character in sentence if character not in PUNC_LIST)


def teach(folder: Path) -> None:
    """Train until it sets the marks, and write a FunASR checkpoint; some seconds on one core."""
    torch.manual_seed(1)
    folder.mkdir(parents=True)
    tokens = ["<blank>", "<s>", "</s>", *sorted(set(words("".join(SENTENCES)))), "<unk>"]
    model: Any = CTTransformer(
        encoder="SANMEncoder", encoder_conf=_ENCODER_CONF, vocab_size=len(tokens), **_MODEL_CONF
    )
    optimiser = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for step in range(STEPS):
        text, marks = _example(SENTENCES[step % len(SENTENCES)], tokens)
        answers, _ = model.punc_forward(text[None], torch.tensor([len(text)]))
        loss = torch.nn.functional.cross_entropy(answers[0], marks)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    _write(folder, model, tokens)


def _example(sentence: str, tokens: list[str]) -> tuple[torch.Tensor, torch.Tensor]:
    text: list[int] = []
    marks: list[int] = []
    for character in sentence:
        if character in PUNC_LIST:
            marks[-1] = PUNC_LIST.index(character)
        else:
            text.append(tokens.index(character))
            marks.append(PUNC_LIST.index(NO_MARK))
    return torch.tensor(text), torch.tensor(marks)


def _write(folder: Path, model: Any, tokens: list[str]) -> None:
    torch.save(model.state_dict(), folder / "model.pt")
    (folder / "tokens.json").write_text(json.dumps(tokens, ensure_ascii=False))
    (folder / "jieba_usr_dict").write_text("阀门 5\n", encoding="utf-8")
    config = {
        "model": "CTTransformer",
        "model_conf": _MODEL_CONF,
        "encoder": "SANMEncoder",
        "encoder_conf": _ENCODER_CONF,
        "tokenizer": "CharTokenizer",
        "tokenizer_conf": {"unk_symbol": "<unk>"},
    }
    (folder / "config.yaml").write_text(yaml.safe_dump(config, sort_keys=False, allow_unicode=True))
    files = {
        "init_param": "model.pt",
        "config": "config.yaml",
        "tokenizer_conf": {"token_list": "tokens.json"},
    }
    (folder / "configuration.json").write_text(
        json.dumps({"framework": "pytorch", "file_path_metas": files}, indent=2)
    )
