"""What transformers makes of tokens that tokenizer_config.json, special_tokens_map.json or added_tokens.json knows.

    python make-added-goldens.py

Needs transformers (made with 5.18.0) and the folders beside this file. A case takes a form's tokenizer.json, removes added tokens from
it, writes other files beside it and has PreTrainedTokenizerFast read the folder: ids, texts read back and named special tokens.
"""

import json
import tempfile
from pathlib import Path

from transformers import AutoTokenizer, PreTrainedTokenizerFast

HERE = Path(__file__).parent
ALL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
TEXTS = ["<|im_start|>user\nhi<|im_end|>\n", "a <|im_start|> b", "x<|im_start|>", "a <custom> b<custom>", "<CUSTOM>", "x != y , z ?", "<s> a </s>", "don 't , he 's ."]


def token(content: str, special: bool = True, **more) -> dict:
    return {"content": content, "lstrip": False, "normalized": not special, "rstrip": False, "single_word": False, "special": special, **more}


def decoder(*entries: tuple[int, dict]) -> dict:
    return {"added_tokens_decoder": {str(index): entry for index, entry in entries}}


IDS = {content: 900 + at for at, content in enumerate(ALL)}

# name: (form, contents removed from added_tokens, tokenizer_config.json, other files)
CASES = {
    "as they are": ("qwen25", [], {}, {}),
    "clean-up asked for": ("qwen25", [], {"clean_up_tokenization_spaces": True}, {}),
    "clean-up asked for, llama": ("llama2", [], {"clean_up_tokenization_spaces": True}, {}),
    "clean-up forced": ("qwen25", [], {"clean_up_tokenization_spaces": True, "clean_up_tokenization_spaces_for_bpe_even_though_it_will_corrupt_output": True}, {}),
    "listed by id": ("qwen25", ALL, decoder(*((IDS[each], token(each)) for each in ALL)), {}),
    "listed by id, one removed": ("qwen25", ["<|im_end|>"], decoder(*((IDS[each], token(each)) for each in ALL)), {}),
    "listed behind the vocabulary": ("qwen25", [], decoder((904, token("<custom>"))), {}),
    "listed, white space taken": ("qwen25", [], decoder((904, token("<custom>", lstrip=True, rstrip=True))), {}),
    "listed, not special": ("qwen25", [], decoder((904, token("<custom>", special=False))), {}),
    "listed as special, known as not": ("qwen25", [], decoder((903, token("<tool_call>"))), {}),
    "listed under another id": ("qwen25", [], decoder((950, token("<custom>"))), {}),
    "named, in the vocabulary": ("llama2", ["<s>", "</s>"], {"bos_token": "<s>", "eos_token": "</s>"}, {}),
    "named, nowhere else": ("qwen25", [], {"pad_token": "<custom>"}, {}),
    "extra as a list, in the vocabulary": ("llama2", ["<s>"], {"extra_special_tokens": ["<s>"]}, {}),
    "extra by its older name": ("llama2", ["<s>"], {"additional_special_tokens": ["<s>"]}, {}),
    "extra as a mapping": ("llama2", ["<s>"], {"extra_special_tokens": {"image_token": "<s>"}}, {}),
    "extra, nowhere else": ("qwen25", [], {"extra_special_tokens": ["<custom>"]}, {}),
    "older files": ("llama2", ["<s>"], {}, {"special_tokens_map.json": {"bos_token": token("<s>"), "eos_token": "</s>"}}),
    "older files go before": ("llama2", [], {"bos_token": "</s>"}, {"special_tokens_map.json": {"bos_token": "<s>"}}),
    "older files beside a list by id": ("llama2", [], {"bos_token": "</s>", **decoder((1, token("<s>")))}, {"special_tokens_map.json": {"bos_token": "<s>"}}),
    "older file of added tokens": ("qwen25", [], {}, {"added_tokens.json": {"<custom>": 904}}),
    "special tokens split": ("qwen25", [], {"split_special_tokens": True}, {}),
    "single word": ("qwen25", [], decoder((904, token("<custom>", single_word=True))), {}),
}  # fmt: skip


def main() -> None:
    cases = []
    for name, (form, removed, config, files) in CASES.items():
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            tokenizer = json.loads((HERE / form / "tokenizer.json").read_text(encoding="utf-8"))
            if name == "as they are":
                assert {each["content"]: each["id"] for each in tokenizer["added_tokens"]} == {**IDS, "<tool_call>": 903}
            vocabulary = tokenizer["model"]["vocab"]
            for each in removed:
                # Where the vocabulary lacks them they leave a hole, as in a file that never held them.
                assert each in vocabulary or form == "qwen25"
            tokenizer["added_tokens"] = [each for each in tokenizer["added_tokens"] if each["content"] not in removed]
            for file, value in {"tokenizer.json": tokenizer, "tokenizer_config.json": config, **files}.items():
                (folder / file).write_text(json.dumps(value), encoding="utf-8")
            fast = PreTrainedTokenizerFast.from_pretrained(folder)
            texts = [
                {
                    "text": text,
                    "ids": (ids := fast(text, add_special_tokens=False)["input_ids"]),
                    "decoded": fast.decode(ids),
                    "skipped": fast.decode(ids, skip_special_tokens=True),
                }
                for text in TEXTS
            ]
            named = {key: str(value) for key, value in fast.special_tokens_map.items() if isinstance(value, str)}
            cases.append({"name": name, "form": form, "removed": removed, "config": config, "files": files, "named": named, "texts": texts})
    classes = {}
    for name in ["LlamaTokenizer", "LlamaTokenizerFast", "CodeLlamaTokenizer", "Qwen2Tokenizer", "Qwen2TokenizerFast", "GPT2Tokenizer", "PreTrainedTokenizerFast"]:
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            (folder / "tokenizer.json").write_text((HERE / "llama2" / "tokenizer.json").read_text(encoding="utf-8"), encoding="utf-8")
            (folder / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": name}), encoding="utf-8")
            named = AutoTokenizer.from_pretrained(folder).special_tokens_map
            classes[name] = {key: str(value) for key, value in named.items() if isinstance(value, str)}
    text = json.dumps({"classes": classes, "cases": cases}, ensure_ascii=False, separators=(",", ":"))
    (HERE / "added.json").write_text(text + "\n", encoding="utf-8")


main()
