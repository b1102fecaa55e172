#!/usr/bin/env bash
# tokenizers 0.23.2, transformers 5.18.0, @huggingface/tokenizers 0.2.0: one tokenizer.json, two lengths of the same prompt.
#
# Expected: tokenizer.json is the whole pipeline, and its readers agree on the ids. The file has the keys "truncation" and "padding", which
# were set when it was saved (many published files carry them from training).
# Seen: the Python tokenizers library applies both, silently: a prompt is cut to max_length and filled up to the fixed length.
# transformers and the JavaScript library, reading the same file, do neither.
# Matters to: prompt lengths and chat prompts near the limit (the cut takes the assistant's header off the end), scores of completions by
# position, and comparisons of engines: ids differ although the file is the same. Call no_truncation() and no_padding().
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile tokenizers==0.23.2 transformers==5.18.0
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund @huggingface/tokenizers@0.2.0
export HF_HUB_OFFLINE=1 TRANSFORMERS_VERBOSITY=error
venv/bin/python - <<'PY' 2>/dev/null
import json
import os

from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import AutoTokenizer

prompt = "<|user|>How are clouds made?<|end|><|assistant|>"
tokenizer = Tokenizer(models.BPE())
tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
tokenizer.decoder = decoders.ByteLevel()
special = ["<|pad|>", "<|user|>", "<|assistant|>", "<|end|>"]
tokenizer.train_from_iterator(
    [prompt],
    trainers.BpeTrainer(
        vocab_size=260, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
    ),
)
tokenizer.enable_truncation(16)
tokenizer.enable_padding(pad_token="<|pad|>", length=16)
os.mkdir("model")
tokenizer.save("model/tokenizer.json")
json.dump({"tokenizer_class": "PreTrainedTokenizerFast"}, open("model/tokenizer_config.json", "w"))

direct = Tokenizer.from_file("model/tokenizer.json")
auto = AutoTokenizer.from_pretrained("model")
json.dump(
    {
        "prompt": prompt,
        "tokenizers": [direct.encode(prompt).ids, direct.encode("How").ids],
        "transformers": [auto.encode(prompt), auto.encode("How")],
    },
    open("ids.json", "w"),
)
PY
cat >check.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';

const read = (name) => JSON.parse(readFileSync(name, 'utf8'));
const tokenizer = new Tokenizer(read('model/tokenizer.json'), read('model/tokenizer_config.json'));
const { prompt, ...ids } = read('ids.json');
ids['@huggingface/tokenizers'] = [prompt, 'How'].map((text) => tokenizer.encode(text).ids);
for (const [name, [long, short]] of Object.entries(ids))
  console.log(`${name.padEnd(23)} ${prompt}: ${long.length} tokens   How: ${short.length} tokens`);
assert.deepEqual(ids.transformers, ids['@huggingface/tokenizers']);
assert(ids.transformers[0].length > 16 && ids.transformers[1].length < 16);
assert.deepEqual(ids.tokenizers.map((row) => row.length), [16, 16]);
assert.deepEqual(ids.tokenizers[0], ids.transformers[0].slice(0, 16));
JS
node check.mjs
