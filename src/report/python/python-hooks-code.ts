/**
 * Python of an exported page: hooks that apply an intervention file to a transformers model. Refers to the page's
 * INTERVENTION (python-hooks-page.ts). Positions come from the cache and the attention mask of each call, so that token
 * scopes hold in cached decoding and in padded batches.
 */
export const PYTHON_HOOKS_CODE = `# Families whose blocks have the four points where the hooks below look for them.
MODEL_TYPES = ("llama", "qwen2", "mistral", "qwen3")
POINTS = ("resid_pre", "attn_out", "mlp_out", "resid_post")
SCOPES = ("all", "prompt", "last-prompt", "generated")


def read_intervention(path):
    """Maps {site: {part: tensor}} and the metadata of a file; its parts are float32."""
    with safe_open(path, "pt") as file:
        metadata = file.metadata() or {}
        if (metadata.get("format"), metadata.get("version")) != ("refusal-lab/intervention", "1"):
            raise ValueError(f"{path} is not an intervention of refusal-lab, version 1")
        if metadata["scope"] not in SCOPES:
            raise ValueError(f"{path}: unknown token scope {metadata['scope']}")
        maps = {}
        for name in file.keys():
            site, part = name.rsplit(".", 1)
            maps.setdefault(site, {})[part] = file.get_tensor(name)
    return maps, metadata


def transform(h, parts):
    """h -> s * h + ((h - o) B) G + c at every token of h [batch, n, d], computed in float32.

    A clipped map moves coordinate j only where lower_j < h_j < upper_j.
    """
    parts = {name: tensor.to(h.device) for name, tensor in parts.items()}
    x = h.float()
    moved = parts["scale"] * x + ((x - parts["origin"]) @ parts["basis"]) @ parts["gain"] + parts["shift"]
    if "lower" in parts:
        moved = torch.where((x > parts["lower"]) & (x < parts["upper"]), moved, x)
    return moved.to(h.dtype)


def positions_of(tokens, cache, mask):
    """Place of each token in its own sequence, [batch or 1, n], from 0; -1 for padding.

    Tokens behind a key/value cache go on counting where the cache ends.
    """
    cached = 0 if cache is None else cache.get_seq_length()
    total = cached + tokens.shape[1]
    if mask is None:
        return torch.arange(cached, total, device=tokens.device)[None]
    if mask.dim() != 2 or mask.shape[1] != total:
        raise ValueError(f"attention_mask {list(mask.shape)} is not [batch, {total}] with cached tokens")
    return (mask.long().cumsum(1) - 1).masked_fill(mask == 0, -1)[:, cached:]


def in_scope(positions, scope, prompt_length, skip_first):
    """Which tokens are touched. T = prompt_length, template and generation suffix included:
    prompt 0 ... T - 1, last-prompt T - 1, generated T and later."""
    if scope == "all":
        inside = positions >= 0
    elif scope == "prompt":
        inside = (positions >= 0) & (positions < prompt_length)
    elif scope == "last-prompt":
        inside = positions == prompt_length - 1
    else:
        inside = positions >= prompt_length
    return inside & (positions != 0) if skip_first else inside


@contextmanager
def applied(model, path=INTERVENTION, prompt_length=None):
    """While the block lasts, model(...) and model.generate(...) run under the intervention.

    prompt_length: tokens of the prompt, one number or a list of one a row; needed unless the scope is
    "all". Padding on either side is told by attention_mask.
    """
    maps, metadata = read_intervention(path)
    layers = model.model.layers
    if model.config.model_type not in MODEL_TYPES:
        raise ValueError(f"{model.config.model_type} is none of {', '.join(MODEL_TYPES)}")
    if metadata["scope"] != "all" and prompt_length is None:
        raise ValueError(f"the token scope {metadata['scope']} needs prompt_length")
    now = {}

    def note_positions(_module, args, kwargs):
        tokens = kwargs.get("input_ids", args[0] if args else None)
        tokens = kwargs["inputs_embeds"] if tokens is None else tokens
        positions = positions_of(tokens, kwargs.get("past_key_values"), kwargs.get("attention_mask"))
        length = None
        if prompt_length is not None:
            length = torch.as_tensor(prompt_length, device=positions.device).reshape(-1, 1)
        skip_first = metadata["skip_first"] == "true"
        now["touched"] = in_scope(positions, metadata["scope"], length, skip_first)[..., None]

    def change(h, parts):
        return torch.where(now["touched"].to(h.device), transform(h, parts), h)

    def change_input(parts):
        def hook(_module, args, kwargs):
            if args:
                return (change(args[0], parts), *args[1:]), kwargs
            return args, {**kwargs, "hidden_states": change(kwargs["hidden_states"], parts)}

        return hook

    def change_output(parts):
        def hook(_module, _args, output):
            if isinstance(output, tuple):
                return (change(output[0], parts), *output[1:])
            return change(output, parts)

        return hook

    handles = [model.model.register_forward_pre_hook(note_positions, with_kwargs=True)]
    try:
        for site, parts in maps.items():
            point, layer = site.rsplit(".", 1)
            if point not in POINTS or int(layer) >= len(layers):
                raise ValueError(f"{site} is not a site of a model of {len(layers)} layers")
            d = model.config.hidden_size
            if len(parts["scale"]) != d:
                raise ValueError(f"{site} has dimension {len(parts['scale'])}, the model {d}")
            block = layers[int(layer)]
            if point == "resid_pre":
                handles.append(block.register_forward_pre_hook(change_input(parts), with_kwargs=True))
            else:
                module = {"attn_out": block.self_attn, "mlp_out": block.mlp, "resid_post": block}[point]
                handles.append(module.register_forward_hook(change_output(parts)))
        yield model
    finally:
        for handle in handles:
            handle.remove()
`;
