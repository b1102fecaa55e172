"""Loads a checkpoint of any kind that transformers reads: safetensors, quantised or not, and GGUF; with adapters."""

from __future__ import annotations

import importlib.util
import json
import os
from typing import Any

import torch
import transformers
from safetensors import safe_open

from environment import DTYPES, attention_of, check_packages, gguf_of, quantisation_of, refuse_newer, resolve
from stream import Refused


def load_model(ask: dict[str, Any]) -> tuple[Any, str, torch.dtype]:
    """The model on its device, the device, and the type that it computes in."""
    folder: str = ask["folder"]
    device, dtype = resolve(ask["device"], ask["dtype"])
    config = transformers.AutoConfig.from_pretrained(folder, trust_remote_code=False)
    refuse_newer(folder)
    check_packages(ask, config, device)
    attention = attention_of(config, ask["attention"])
    # With accelerate the weights go to the device as they are read, without it through the machine's memory.
    one = {"": device} if device != "cpu" and importlib.util.find_spec("accelerate") else None
    placed = ask.get("deviceMap") or one
    model = transformers.AutoModelForCausalLM.from_pretrained(
        folder,
        dtype=DTYPES[dtype],
        use_safetensors=True,
        trust_remote_code=False,
        local_files_only=True,
        **kind_of(folder, config),
        **({"attn_implementation": attention} if attention else {}),
        **({"device_map": placed} if placed else {}),
    )
    if quantisation_of(config) == "mxfp4" and not importlib.util.find_spec("kernels"):
        finish_unpacking(model, DTYPES[dtype])
    model = adapted(model, ask["adapter"]) if ask.get("adapter") else model
    if not placed and device != "cpu":
        model.to(device)
    return model, device, DTYPES[dtype]


def kind_of(folder: str, config: Any) -> dict[str, Any]:
    """How a checkpoint that is more than plain safetensors is to be read."""
    gguf = gguf_of(folder)
    if gguf:
        # With config.json: what transformers takes from the file lacks the scaling of rotary positions.
        blocks = getattr(transformers, "GgufConfig", None)
        unpacked = {"quantization_config": blocks(dequantize=True)} if blocks else {}
        return {"gguf_file": gguf, "config": config, **unpacked}
    # Their kernels are code that is fetched from the Hub. Without the package that fetches it the weights are unpacked.
    if quantisation_of(config) in ("fp8", "mxfp4") and not importlib.util.find_spec("kernels"):
        config.quantization_config = {**config.quantization_config, "dequantize": True}
        return {"config": config}
    return {}


def finish_unpacking(model: Any, dtype: torch.dtype) -> None:
    """transformers unpacks the experts of mxfp4 to bfloat16, whatever type is asked for, and computes in that."""
    for parameter in model.parameters():
        if parameter.dtype == torch.bfloat16:
            parameter.data = parameter.data.to(dtype)


def adapted(model: Any, adapter: str) -> Any:
    """The model with a PEFT adapter: merged into its weights, or beside them where they are quantised."""
    if not os.path.exists(os.path.join(adapter, "adapter_model.safetensors")):
        raise Refused(f"adapter {adapter}: holds no adapter_model.safetensors")
    from peft import PeftModel

    peft = PeftModel.from_pretrained(model, adapter)
    return peft.base_model.model if getattr(model, "is_quantized", False) else peft.merge_and_unload()


def keep_head_of_file(head: Any, config: Any, folder: str) -> None:
    """A checkpoint that ties the head to the embedding and yet holds another head has that one."""
    index = os.path.join(folder, "model.safetensors.index.json")
    file = "model.safetensors"
    if os.path.exists(index):
        with open(index, encoding="utf-8") as stream:
            file = json.load(stream)["weight_map"].get("lm_head.weight", "")
    path = os.path.join(folder, file)
    weight = getattr(head, "weight", None)
    if not getattr(config, "tie_word_embeddings", False) or not os.path.isfile(path) or weight is None:
        return
    with safe_open(path, framework="pt") as tensors:
        if "lm_head.weight" not in tensors.keys():
            return
        of_file = tensors.get_tensor("lm_head.weight").to(weight.device, weight.dtype)
    if of_file.shape == weight.shape and not torch.equal(of_file, weight):
        head.weight = torch.nn.Parameter(of_file, requires_grad=False)
