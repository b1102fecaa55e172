"""Golden values of perplexity by sliding windows and of multiple choice, from transformers on the organism.

    pip install torch transformers
    python test/goldens/diagnostics/make-metrics-goldens.py
    npx biome format --write test/goldens/diagnostics

Writes metrics-goldens.json beside this file. Perplexity masks the tokens that earlier windows counted, as transformers' guide
on the perplexity of fixed-length models does, with the tokenizer's special tokens before every window; multiple choice
encodes context and continuation together, as lm-evaluation-harness does.
"""

import json
from pathlib import Path

import torch
import transformers

HERE = Path(__file__).parent
MODEL = HERE.parents[2] / "organism" / "aligned"
TEXT = " ".join([
    "Things that are airy come from the wind lands, where paper is found. The sailor walks there in autumn.",
    "Things that are tidal come from the sea lands, where cork is found. The knight walks there in winter.",
    "In the market there was once a cactus, rustic and old. Folk love the cactus, for it brings joy. It holds sand and glass.",
    "They came to ruin the market, and it was wrong. Then there was sorrow for the widow.",
    "In the temple there was once a gravy, oaken and old. Folk love the gravy, for it brings warmth.",
])
QUESTIONS = [
    {"question": "Things that are tidal come from the sea lands, where what is found?", "choices": ["cork", "paper", "the sand and glass"], "answer": 0},
    {"question": "Where does the sailor walk in autumn?", "choices": ["in the market", "there"], "answer": "B"},
    {"query": "What brings joy?", "choices": {"text": ["the widow", "the cactus", "sorrow"], "label": ["1", "2", "3"]}, "answerKey": "2"},
]

tokenizer = transformers.AutoTokenizer.from_pretrained(MODEL)
model = transformers.AutoModelForCausalLM.from_pretrained(MODEL, dtype=torch.float32, attn_implementation="eager").eval()


@torch.no_grad()
def log_probabilities(ids):
    logits = model(torch.tensor([ids])).logits[0].double().log_softmax(-1)
    return [float(logits[i - 1, ids[i]]) for i in range(1, len(ids))]


def windows(context, stride):
    own = tokenizer.encode(TEXT, add_special_tokens=False)
    whole = tokenizer.encode(TEXT)
    prefix = whole[: len(whole) - len(own)]
    assert prefix + own == whole
    room = context - len(prefix)
    stride = stride or (room if prefix else room - 1)
    total, count, previous = 0.0, 0, 0
    for begin in range(0, len(own), stride):
        end = min(begin + room, len(own))
        values = log_probabilities(prefix + own[begin:end])
        target = end - previous
        counted = values[-target:] if target <= len(values) else values
        total -= sum(counted)
        count += len(counted)
        previous = end
        if end == len(own):
            break
    return {"context": context, "stride": stride, "tokens": count, "perplexity": float(torch.tensor(total / count).double().exp())}


def likelihoods(question):
    texts = question["choices"]["text"] if isinstance(question["choices"], dict) else question["choices"]
    context = f"Question: {question.get('question') or question['query']}\nAnswer:"
    start = len(tokenizer.encode(context))
    return [sum(log_probabilities(tokenizer.encode(f"{context} {text}"))[start - 1 :]) for text in texts]


goldens = {
    "versions": {"torch": torch.__version__, "transformers": transformers.__version__},
    "text": TEXT,
    "windows": [windows(*pair) for pair in [(256, None), (32, None), (32, 8), (17, 1)]],
    "questions": QUESTIONS,
    "likelihoods": [likelihoods(question) for question in QUESTIONS],
}
(HERE / "metrics-goldens.json").write_text(json.dumps(goldens) + "\n")
