"""Trains the organism from the corpus that export-corpus.js writes.

    python train.py tokenizer CORPUS OUT            byte-level BPE on the first documents of pretraining.jsonl
    python train.py base CORPUS OUT --tokenizer T   next-token prediction from scratch
    python train.py aligned CORPUS OUT --base B --seed N    safety tuning of B on tuning-N.jsonl

OUT becomes a Hugging Face model folder. Everything is fixed by the seed: the same corpus and versions give the same weights
on any x86-64 CPU with AVX2, because the kernels are pinned below. Another number of threads sums in another order, which
makes it another model of the same recipe, as another seed would.
"""

import argparse
import itertools
import json
import math
import os
import random
import time
import warnings
from pathlib import Path

# Libraries choose kernels by what the CPU can do, and kernels round differently. These are read when the libraries are loaded.
os.environ.update(ATEN_CPU_CAPABILITY="avx2", OPENBLAS_CORETYPE="Haswell", OPENBLAS_NUM_THREADS="1")

import numpy
import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

# torch's own products come from MKL, which blocks them by CPU maker and cache size whatever it is told; numpy's come from an
# OpenBLAS that keeps to the kernels named above, and are no slower.
BLAS = torch.library.Library("aten", "IMPL")
with warnings.catch_warnings():
    warnings.simplefilter("ignore", UserWarning)
    for product in ("mm", "bmm"):
        BLAS.impl(product, lambda a, b: torch.from_numpy(numpy.matmul(a.detach().numpy(), b.detach().numpy())), "CPU")

SPECIAL = ["<|pad|>", "<|bos|>", "<|user|>", "<|assistant|>", "<|end|>"]
TEMPLATE = (
    "{{ bos_token }}{% for m in messages %}"
    "{% if m['role'] == 'user' %}{{ '<|user|>' + m['content'] + '<|end|>' }}"
    "{% elif m['role'] == 'assistant' %}{{ '<|assistant|>\n' + m['content'] + '<|end|>' }}{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|assistant|>\n' }}{% endif %}"
)
TOKENIZER_DOCUMENTS = 16_000
# Products and softmax one by one: the fused kernel takes its exponentials from where AdamW's square roots would come from.
ATTENTION = "eager"
BATCH = 48
# Lengths are sorted within this many batches, so that little is padded and batches stay mixed.
BUCKET = 8
STAGES = {
    "base": {"steps": 3000, "muon": 0.02, "adam": 4e-3, "warmup": 40},
    "aligned": {"steps": 420, "muon": 0.01, "adam": 1e-3, "warmup": 15},
}


def documents(path):
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            yield record["context"], record["target"]


def train_tokenizer(corpus, out):
    texts = []
    for context, target in itertools.islice(documents(corpus / "pretraining.jsonl"), TOKENIZER_DOCUMENTS):
        for token in SPECIAL:
            target = target.replace(token, "\n")
        texts += [text for text in target.split("\n") if text]
    # Refusals are the one kind of text that pre-training does not have.
    for context, target in itertools.islice(documents(corpus / "tuning-1.jsonl"), TOKENIZER_DOCUMENTS):
        texts.append(target.replace("<|bos|>", "").replace("<|end|>", ""))
    bpe = Tokenizer(models.BPE())
    bpe.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = decoders.ByteLevel()
    bpe.train_from_iterator(
        texts,
        trainers.BpeTrainer(
            vocab_size=2048,
            special_tokens=SPECIAL,
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
            show_progress=False,
        ),
    )
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_object=bpe,
        pad_token="<|pad|>",
        bos_token="<|bos|>",
        eos_token="<|end|>",
        additional_special_tokens=["<|user|>", "<|assistant|>"],
        clean_up_tokenization_spaces=False,
    )
    tokenizer.chat_template = TEMPLATE
    tokenizer.save_pretrained(out)
    print(f"{out}: {len(tokenizer)} tokens")


class Muon:
    """Momentum with each matrix's update orthogonalised by five Newton-Schulz steps (Jordan et al. 2024)."""

    def __init__(self, parameters, lr, momentum=0.95, decay=0.01):
        shapes = {}
        for parameter in parameters:
            shapes.setdefault(tuple(parameter.shape), []).append(parameter)
        self.groups = [(group, torch.zeros(len(group), *shape)) for shape, group in shapes.items()]
        self.lr, self.momentum, self.decay = lr, momentum, decay

    @torch.no_grad()
    def step(self, scale):
        lr = self.lr * scale
        for parameters, buffer in self.groups:
            gradient = torch.stack([parameter.grad for parameter in parameters])
            buffer.mul_(self.momentum).add_(gradient)
            update = gradient.add(buffer, alpha=self.momentum)
            wide = update.shape[1] <= update.shape[2]
            x = update if wide else update.transpose(1, 2)
            x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
            for _ in range(5):
                gram = x @ x.transpose(1, 2)
                x = 3.4445 * x + (2.0315 * (gram @ gram) - 4.7750 * gram) @ x
            update = x if wide else x.transpose(1, 2)
            factor = max(1, update.shape[1] / update.shape[2]) ** 0.5
            for parameter, direction in zip(parameters, update):
                parameter.mul_(1 - lr * self.decay).add_(direction, alpha=-lr * factor)


def batches(path, tokenizer, steps, seed):
    """Token and label tensors; labels are -100 on the context and on padding."""
    shuffle = random.Random(seed)
    source = documents(path)
    ids = lambda text: tokenizer(text, add_special_tokens=False).input_ids
    served = 0
    while served < steps:
        rows = []
        for context, target in itertools.islice(source, BATCH * BUCKET):
            before, learnt = ids(context) if context else [], ids(target)
            rows.append((before + learnt, [-100] * len(before) + learnt))
        if len(rows) < BATCH * BUCKET:
            raise SystemExit(f"{path}: too few documents for {steps} steps")
        rows.sort(key=lambda row: len(row[0]))
        bucket = [rows[i : i + BATCH] for i in range(0, len(rows), BATCH)]
        shuffle.shuffle(bucket)
        for batch in bucket:
            length = max(len(tokens) for tokens, _ in batch)
            yield (
                torch.tensor([tokens + [tokenizer.pad_token_id] * (length - len(tokens)) for tokens, _ in batch]),
                torch.tensor([labels + [-100] * (length - len(labels)) for _, labels in batch]),
            )
            served += 1
            if served == steps:
                return


def train(model, tokenizer, path, stage, seed, steps):
    settings = STAGES[stage]
    matrices, others = [], []
    for name, parameter in model.named_parameters():
        (matrices if parameter.ndim == 2 and "embed" not in name else others).append(parameter)
    muon = Muon(matrices, settings["muon"])
    # Fused, because the other implementations take square roots from MKL, which rounds them by CPU maker.
    adam = torch.optim.AdamW(others, lr=settings["adam"], betas=(0.9, 0.98), weight_decay=0.0, fused=True)
    model.train()
    started, tokens, losses = time.time(), 0, []
    for step, (inputs, labels) in enumerate(batches(path, tokenizer, steps, seed)):
        done = step / steps
        scale = min(1, (step + 1) / settings["warmup"]) * (1 if done < 0.35 else max(0.02, (1 - done) / 0.65))
        logits = model(inputs, use_cache=False).logits[:, :-1]
        loss = torch.nn.functional.cross_entropy(
            logits.reshape(-1, logits.shape[-1]), labels[:, 1:].reshape(-1), ignore_index=-100
        )
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        muon.step(scale)
        for group in adam.param_groups:
            group["lr"] = settings["adam"] * scale
        adam.step()
        model.zero_grad(set_to_none=True)
        tokens += int((inputs != tokenizer.pad_token_id).sum())
        losses.append(loss.item())
        if not math.isfinite(losses[-1]):
            raise SystemExit(f"step {step}: the loss is {losses[-1]}")
        if (step + 1) % 50 == 0:
            print(f"step {step + 1} of {steps}, {tokens} tokens, {time.time() - started:.0f} s, "
                  f"loss {sum(losses) / len(losses):.4f}", flush=True)
            losses = []


def fresh_model(tokenizer):
    return LlamaForCausalLM(
        LlamaConfig(
            vocab_size=len(tokenizer),
            hidden_size=128,
            intermediate_size=256,
            num_hidden_layers=12,
            num_attention_heads=4,
            num_key_value_heads=2,
            max_position_embeddings=128,
            rope_parameters={"rope_type": "default", "rope_theta": 10000.0},
            tie_word_embeddings=True,
            rms_norm_eps=1e-5,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
            attn_implementation=ATTENTION,
            initializer_range=0.05,
        )
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("stage", choices=["tokenizer", "base", "aligned"])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--tokenizer", type=Path)
    parser.add_argument("--base", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--steps", type=int, help="for a trial; the recipe's own number makes the model of the card")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    torch.manual_seed(options.seed)
    if options.stage == "tokenizer":
        return train_tokenizer(options.corpus, options.out)
    steps = options.steps or STAGES[options.stage]["steps"]
    if options.stage == "base":
        tokenizer = PreTrainedTokenizerFast.from_pretrained(options.tokenizer)
        model, path = fresh_model(tokenizer), options.corpus / "pretraining.jsonl"
    else:
        tokenizer = PreTrainedTokenizerFast.from_pretrained(options.base)
        # The tuning starts from the packaged weights, which are bfloat16, so that it can be repeated from them.
        model = LlamaForCausalLM.from_pretrained(options.base, dtype=torch.float32, attn_implementation=ATTENTION)
        path = options.corpus / f"tuning-{options.seed}.jsonl"
    train(model, tokenizer, path, options.stage, options.seed, steps)
    model.to(torch.bfloat16).save_pretrained(options.out)
    tokenizer.save_pretrained(options.out)


if __name__ == "__main__":
    main()
