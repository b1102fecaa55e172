"""What transformers computes under the hooks of an exported page, for the engine to be held against.

usage: make-cross-check.py          (after npm run build; writes cross-check.json beside this file, then npm run format)

Exports the page with the built command, loads it as a module and runs every intervention of interventions/ (made by
make-interventions.js) with every token scope on the shipped organism (Llama) and a tiny random Qwen2: greedy tokens
over the key/value cache, the logits behind the last of them, log-probabilities of a prompt with its completion. Stops
unless the same logits come from one pass without cache and from a padded batch, and the same tokens from generate().
"""
import hashlib, importlib.util, json, subprocess, sys, tempfile
from pathlib import Path

import safetensors, torch, transformers
from safetensors import safe_open
from safetensors.torch import load_file, save_file

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[2]
INTERVENTIONS = ("pca-ot-1", "pca-ot-2", "rfa", "linear-act", "all-points")
SCOPES = ("all", "prompt", "last-prompt", "generated")
FAMILIES = ("llama2", "llama31", "mistral", "qwen25", "qwen3")
NEW_TOKENS, TOLERANCE = 10, 2e-5
transformers.logging.set_verbosity_error()
transformers.logging.disable_progress_bar()


def fixture(name):
    return HERE / "interventions" / f"{name}.safetensors"


def lab(*arguments):
    command = ["node", ROOT / "bin/refusal-lab.js", *arguments]
    return subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True, cwd=ROOT).stdout


def load_page(path):
    spec = importlib.util.spec_from_file_location("page", path)
    page = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(page)
    return page


def load_model(folder):
    model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")
    return model.eval()


def in_scope_copy(source, scope, target):
    with safe_open(source, "pt") as file:
        metadata = file.metadata()
        tensors = {name: file.get_tensor(name) for name in file.keys()}
    save_file(tensors, target, {**metadata, "scope": scope})
    return target


def deviation(a, b):
    """max|a - b| / max|b|."""
    return float((a - b).abs().max() / b.abs().max())


def rounded(values):
    return [float(f"{value:.8g}") for value in values]


def pad_left(rows):
    longest = max(map(len, rows))
    ids = torch.tensor([[0] * (longest - len(row)) + row for row in rows])
    mask = torch.tensor([[0] * (longest - len(row)) + [1] * len(row) for row in rows])
    return ids, mask


@torch.no_grad()
def run_case(page, model, path, sequences, worst):
    """One intervention (None: the plain model) on sequences of (tokens, prompt length)."""
    def under(prompt_length):
        return page.applied(model, path, prompt_length) if path else torch.no_grad()

    results, fed = [], []
    for tokens, length in sequences:
        prompt = tokens[:length]
        with under(length):
            new, _, steps = page.greedy(model, prompt, NEW_TOKENS)
            uncached = model(torch.tensor([prompt + new[:-1]])).logits[0, -1]
            ids = torch.tensor([prompt])
            generated = model.generate(ids, attention_mask=torch.ones_like(ids), max_new_tokens=NEW_TOKENS,
                                       do_sample=False, eos_token_id=None, pad_token_id=0)[0, length:].tolist()
            logs = page.log_probabilities(model, tokens)
        assert generated == new, (path, generated, new)
        worst["uncached"] = max(worst["uncached"], deviation(uncached, steps[-1]))
        fed.append(prompt + new[:-1])
        results.append({"greedy": new, "logits": rounded(steps[-1].tolist()), "token_logprobs": rounded(logs)})
        worst["margin"] = min(worst["margin"], *(float(s.topk(2).values.diff().abs()) for s in steps))
    ids, mask = pad_left(fed)
    with under([length for _, length in sequences]):
        padded = model(input_ids=ids, attention_mask=mask).logits[:, -1]
    for row, result in zip(padded, results):
        worst["padded"] = max(worst["padded"], deviation(row, torch.tensor(result["logits"])))
    for result in results[1:]:
        del result["logits"]  # a vector a case is enough on disk
    return results


def check_families(page, scratch):
    """Logits under the affine map and the ablation of ../models against those of the hooks that made them."""
    found = {}
    for family in FAMILIES:
        folder = ROOT / "test/goldens/models" / family
        model, expected = load_model(folder), load_file(folder / "expected.safetensors")
        inputs = json.loads((folder / "inputs.json").read_text())
        direction = expected["ablate.direction"]
        d = len(direction)
        ablation = {"scale": torch.ones(d), "origin": torch.zeros(d), "basis": direction[:, None].clone(),
                    "gain": -direction[None].clone(), "shift": torch.zeros(d)}
        affine = {part: expected[f"affine.{part}"] for part in ablation}
        maps = {"affine": {f"{inputs['affine_point']}.{inputs['affine_layer']}": affine},
                "ablate": {f"{point}.{layer}": ablation for point in inputs["ablate_points"]
                           for layer in range(model.config.num_hidden_layers)}}
        for tag, sites in maps.items():
            tensors = {f"{site}.{part}": t.clone() for site, parts in sites.items() for part, t in parts.items()}
            path = scratch / f"{family}-{tag}.safetensors"
            save_file(tensors, path, {"format": "refusal-lab/intervention", "version": "1", "scope": "all",
                                      "skip_first": "false", "method": "golden", "options": "{}"})
            with torch.no_grad(), page.applied(model, path):
                logits = [model(torch.tensor([ids])).logits[0] for ids in inputs["prompts"]]
            found[f"{family} {tag}"] = max(
                deviation(row, expected[f"{tag}.{p}.logits"]) for p, row in enumerate(logits))
    return found


def main():
    scratch = Path(tempfile.mkdtemp())
    page_file = scratch / "page.py"
    lab("export", "--python", fixture("organism-pca-ot-1"), "--out", page_file)
    page = load_page(page_file)
    # Behind the constants of the exported intervention: hash, then the date that templates see.
    body = page_file.read_text().split(f'SHA256 = "{page.SHA256}"\n', 1)[1].split("\n\n", 1)[1]
    worst = {"uncached": 0.0, "padded": 0.0, "margin": float("inf")}
    models = {}
    for name, folder in (("organism", ROOT / "organism/aligned"), ("qwen25", ROOT / "test/goldens/models/qwen25")):
        model = load_model(folder)
        records = [json.loads(line) for line in (HERE / "interventions" / f"{name}.jsonl").read_text().splitlines()]
        tokenizer = transformers.AutoTokenizer.from_pretrained(folder) if name == "organism" else None
        encoded = [page.encode(record, tokenizer) for record in records]
        # Token ids have no roles: the first two thirds stand for the prompt.
        sequences = [(tokens, length or 2 * len(tokens) // 3) for tokens, length in encoded]
        cases = {"plain": run_case(page, model, None, sequences, worst)}
        for key in INTERVENTIONS:
            for scope in SCOPES:
                path = in_scope_copy(fixture(f"{name}-{key}"), scope, scratch / "case.safetensors")
                cases[f"{key} {scope}"] = run_case(page, model, path, sequences, worst)
        models[name] = {"sequences": [{"tokens": t, "promptLength": n} for t, n in sequences], "cases": cases}
    families = check_families(page, scratch)
    for what, value in {"uncached": worst["uncached"], "padded": worst["padded"], **families}.items():
        assert value <= TOLERANCE, (what, value)

    def command(*more):
        arguments = [sys.executable, page_file, ROOT / "organism/aligned", HERE / "interventions/organism.jsonl", *more]
        output = subprocess.run(list(map(str, arguments)), check=True, capture_output=True, text=True, cwd=ROOT).stdout
        return [json.loads(line) for line in output.splitlines()]

    result = {
        "made_with": {"torch": torch.__version__, "transformers": transformers.__version__,
                      "safetensors": safetensors.__version__},
        "page": hashlib.sha256(body.encode()).hexdigest(),
        "worst": worst, "families": families, "models": models,
        "command": {"generate": command("--max-new-tokens", 24), "score": command("--score")},
    }
    (HERE / "cross-check.json").write_text(json.dumps(result, ensure_ascii=False), encoding="utf-8")
    print(json.dumps({"worst": worst, "families": families}, indent=1))


main()
