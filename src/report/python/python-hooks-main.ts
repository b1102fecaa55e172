/** Python of an exported page: runs a prompts file under the intervention and prints what generate and score would. */
export const PYTHON_HOOKS_MAIN = `def encode(record, tokenizer, system=None, date=DATE):
    """A line of a prompts file -> token ids and, where the text has roles, how many are prompt."""
    if "input_ids" in record:
        return record["input_ids"], None
    if "text" in record:
        return tokenizer(record["text"]).input_ids, None
    turns = [{"role": "system", "content": system}] if system else []
    turns.append({"role": "user", "content": record["prompt"]})
    # A template's own variable goes before what transformers gives it: the clock.
    now = datetime.datetime.fromisoformat(date + "T12:00:00")
    text = tokenizer.apply_chat_template(
        turns, add_generation_prompt=True, tokenize=False, strftime_now=now.strftime
    )
    prompt = tokenizer(text, add_special_tokens=False).input_ids
    completion = record.get("completion")
    completion = [] if completion is None else tokenizer(completion, add_special_tokens=False).input_ids
    return prompt + completion, len(prompt)


@torch.no_grad()
def greedy(model, tokens, max_new_tokens, stop=()):
    """New tokens, why they end, and the logits [vocabulary] of every step.

    A loop of its own: generate() takes more from a model's folder (a repetition penalty, for one).
    """
    cache, fed, new, steps = None, tokens, [], []
    while len(new) < max_new_tokens:
        ids = torch.tensor([fed], device=model.device)
        output = model(input_ids=ids, past_key_values=cache, use_cache=True, logits_to_keep=1)
        cache = output.past_key_values
        steps.append(output.logits[0, -1].float())
        fed = [int(steps[-1].argmax())]
        if fed[0] in stop:
            return new, "stop", steps
        new += fed
    return new, "length", steps


@torch.no_grad()
def log_probabilities(model, tokens):
    """Natural log p of tokens 1 ... T - 1, each given those before it."""
    ids = torch.tensor([tokens], device=model.device)
    logs = model(input_ids=ids).logits[0, :-1].double().log_softmax(-1)
    return logs.gather(1, ids[0, 1:, None])[:, 0].tolist()


def stop_tokens(model, tokenizer):
    """The ids at which the lab stops too: those of config, generation config and tokenizer."""
    sources = (model.config, model.generation_config, tokenizer)
    found = [getattr(source, "eos_token_id", None) for source in sources]
    return {i for ids in found for i in (ids if isinstance(ids, list) else [ids]) if i is not None}


def generation_line(model, tokenizer, record, arguments):
    tokens, prompt_length = encode(record, tokenizer, arguments.system, arguments.date)
    prompt = tokens[:prompt_length]
    stop = () if arguments.ignore_eos else stop_tokens(model, tokenizer)
    with applied(model, arguments.intervention, len(prompt)):
        new, finish, steps = greedy(model, prompt, arguments.max_new_tokens, stop)
    line = {"token_ids": new, "finish": finish}
    if tokenizer is not None:
        line["text"] = tokenizer.decode(new, skip_special_tokens=True)
    best = steps[0].topk(min(arguments.logits, len(steps[0])))
    line["next_token_logits"] = [list(pair) for pair in zip(best.indices.tolist(), best.values.tolist())]
    return line


def score_line(model, tokenizer, record, arguments):
    tokens, prompt_length = encode(record, tokenizer, arguments.system, arguments.date)
    with applied(model, arguments.intervention, prompt_length):
        logs = log_probabilities(model, tokens)
    line = {"token_logprobs": logs}
    if prompt_length is not None and prompt_length < len(tokens):
        line["completion_start"] = prompt_length - 1
    counted = logs[line.get("completion_start", 0) :]
    mean = -sum(counted) / len(counted) if counted else math.nan
    line["perplexity"] = None if math.isnan(mean) else math.exp(mean) if mean < 709 else "Infinity"
    return line


def parse_arguments():
    parser = argparse.ArgumentParser(
        description="Run a model under an intervention of refusal-lab; a JSON line a prompt."
    )
    add = parser.add_argument
    add("model", help="folder of a Hugging Face model")
    add("prompts", help="JSON lines of prompts, texts or token ids")
    add("--intervention", default=INTERVENTION, help="file (default: %(default)s)")
    add("--score", action="store_true", help="log-probabilities, as refusal-lab score writes them")
    add("--max-new-tokens", type=int, default=64)
    add("--ignore-eos", action="store_true", help="go on behind stop tokens")
    add("--system", help="system prompt")
    add("--date", default=DATE, help="the date that chat templates see (default: %(default)s)")
    add("--logits", type=int, default=10, help="how many next-token logits, largest first")
    add("--device", default="cpu")
    return parser.parse_args()


def main():
    arguments = parse_arguments()
    with open(arguments.intervention, "rb") as file:
        found = hashlib.sha256(file.read()).hexdigest()
    if arguments.intervention == INTERVENTION and found != SHA256:
        sys.exit(f"{INTERVENTION} has changed since this page was written: export it again")
    with open(arguments.prompts, encoding="utf-8") as file:
        records = [json.loads(line) for line in file if line.strip()]
    # float32 and plain attention, as in the lab.
    model = AutoModelForCausalLM.from_pretrained(
        arguments.model, dtype=torch.float32, attn_implementation="eager"
    )
    model.to(arguments.device).eval()
    only_tokens = all("input_ids" in record for record in records)
    tokenizer = None if only_tokens else AutoTokenizer.from_pretrained(arguments.model)
    for index, record in enumerate(records):
        write = score_line if arguments.score else generation_line
        line = write(model, tokenizer, record, arguments)
        named = {} if record.get("id") is None else {"id": str(record["id"])}
        print(json.dumps({**named, "index": index, **line}, ensure_ascii=False))


if __name__ == "__main__":
    main()
`;
