"""What a request asks of this machine: its device and type, and what is installed. No weight is loaded here."""

from __future__ import annotations

import copy
import importlib.metadata
import json
import math
import os
import sys
import time
from typing import Any

import torch
import transformers

from stream import Refused

# What transformers loads quantised weights with. fp8 and mxfp4 are unpacked where there are no `kernels`.
PACKAGES = {
    "gptq": ("gptqmodel", "optimum"),
    "awq": ("gptqmodel" if int(transformers.__version__.split(".")[0]) >= 5 else "autoawq", "accelerate"),
    "bitsandbytes": ("bitsandbytes", "accelerate"),
    "fp8": ("accelerate",),
    "mxfp4": ("accelerate",),
    "compressed-tensors": ("compressed-tensors",),
    "hqq": ("hqq", "accelerate"),
    "quanto": ("optimum-quanto", "accelerate"),
    "torchao": ("torchao",),
}
DTYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


class Missing(Exception):
    """A package is not installed; the message says which and for what."""

    def __init__(self, message: str, packages: list[str]) -> None:
        super().__init__(message)
        self.packages = packages


def refuse_newer(folder: str) -> None:
    """transformers 4 takes the default in place of the `rope_parameters` that transformers 5 writes, without a word."""
    with open(os.path.join(folder, "config.json"), encoding="utf-8") as stream:
        fields = json.load(stream)
    fields = {**fields, **(fields.get("text_config") or {})}
    older = fields.get("rope_theta") or fields.get("rope_scaling")
    if int(transformers.__version__.split(".")[0]) < 5 and fields.get("rope_parameters") and not older:
        raise Refused(f"its rope_parameters are for transformers 5, this is {transformers.__version__}")


def text_config(config: Any) -> Any:
    """The language model's part of a configuration."""
    return config.get_text_config() if hasattr(config, "get_text_config") else config


def attention_of(config: Any, asked: str) -> str | None:
    """The implementation of attention; None: the model's own default."""
    capped = getattr(text_config(config), "attn_logit_softcapping", None)
    if capped and asked == "sdpa":
        raise Refused("caps its attention scores, which sdpa leaves out without a word")
    return "eager" if capped else None if asked == "auto" else asked


def resolve(device: str, dtype: str) -> tuple[str, str]:
    """The device and type that `auto` stands for."""
    if device == "auto":
        mps = getattr(torch.backends, "mps", None)
        device = "cuda" if torch.cuda.is_available() else "mps" if mps and mps.is_available() else "cpu"
    kind = device.split(":")[0]
    if kind == "cuda":
        index = int(device.split(":")[1]) if ":" in device else 0
        if not torch.cuda.is_available() or index >= torch.cuda.device_count():
            count = torch.cuda.device_count()
            raise Refused(f"device {device} is not there: torch {torch.__version__} finds {count} CUDA devices")
    if dtype == "auto":
        half = kind == "cuda" and not torch.cuda.is_bf16_supported()
        dtype = "float32" if kind == "cpu" else "float16" if half else "bfloat16"
    return device, dtype


def quantisation_of(config: Any) -> str | None:
    """How a checkpoint's weights are quantised, in transformers' words; bitsandbytes whatever its bits."""
    known = getattr(config, "quantization_config", None) or getattr(text_config(config), "quantization_config", None)
    if not known:
        return None
    fields = known if isinstance(known, dict) else known.to_dict()
    if fields.get("load_in_4bit") or fields.get("load_in_8bit"):
        return "bitsandbytes"
    return str(getattr(fields.get("quant_method"), "value", fields.get("quant_method")))


def gguf_of(folder: str) -> str | None:
    """The name of the GGUF file that holds a folder's weights, where it has no safetensors."""
    names = sorted(os.listdir(folder))
    if any(name in names for name in ("model.safetensors", "model.safetensors.index.json")):
        return None
    return next((name for name in names if name.endswith(".gguf")), None)


def check_packages(ask: dict[str, Any], config: Any, device: str) -> None:
    """Raises `Missing` or `Refused` where this Python cannot load what is asked for; nothing is loaded."""
    method = quantisation_of(config) if config else None
    needs = [
        *([("peft", "adapters")] if ask.get("adapter") else []),
        *([("accelerate", "a model over several devices")] if ask.get("deviceMap") else []),
        *((package, f"weights quantised with {method}") for package in PACKAGES.get(method or "", ())),
    ]
    if config and gguf_of(ask["folder"]):
        needs += [(package, "GGUF files") for package in ("gguf", "accelerate")]
    lacking = [(package, user) for package, user in needs if not is_installed(package)]
    if lacking:
        names = list(dict.fromkeys(package for package, _ in lacking))
        users = " and ".join(dict.fromkeys(user for _, user in lacking))
        plural = "packages" if len(names) > 1 else "package"
        raise Missing(f"has no {plural} {' and '.join(names)}, which {users} need", names)
    if method:
        # What transformers itself asks of a machine: a GPU, or versions.
        try:
            quantiser = transformers.quantizers.AutoHfQuantizer.from_config(
                copy.deepcopy(config.quantization_config), pre_quantized=True
            )
            quantiser.validate_environment(device_map={"": device}, weights_only=True)
        except Exception as error:
            raise Refused(f"its weights are quantised with {method}, which cannot run here: {error}") from None


def is_installed(package: str) -> bool:
    """Whether a package of that name on PyPI is there."""
    try:
        importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def describe(ask: dict[str, Any]) -> dict[str, Any]:
    """Versions, devices, their speed, and the attention of the model in a folder; no weight is loaded."""
    set_up(ask)
    device, dtype = resolve(ask.get("device", "auto"), ask.get("dtype", "auto"))
    folder = ask.get("folder")
    config = transformers.AutoConfig.from_pretrained(folder, trust_remote_code=False) if folder else None
    check_packages(ask, config, device)
    found = {
        "python": sys.version.split()[0],
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "device": device,
        "dtype": dtype,
        "devices": [
            {"name": f"cuda:{i}", "model": known.name, "memory": known.total_memory}
            for i in range(torch.cuda.device_count())
            if (known := torch.cuda.get_device_properties(i))
        ],
        "threads": torch.get_num_threads(),
        "rate": product_rate(device, DTYPES[dtype]),
    }
    if config:
        # An empty model of this configuration: transformers decides by class.
        with torch.device("meta"):
            asked = attention_of(config, ask.get("attention", "auto"))
            more = {"attn_implementation": asked} if asked else {}
            model = transformers.AutoModelForCausalLM.from_config(config, trust_remote_code=False, **more)
        found["attention"] = str(model.config._attn_implementation)
    return found


def set_up(ask: dict[str, Any]) -> None:
    """Settings of the whole process."""
    if ask.get("threads"):
        torch.set_num_threads(ask["threads"])
    torch.set_float32_matmul_precision("highest")
    fixed = bool(ask.get("deterministic"))
    if fixed:
        os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")
    # Sums of a mixture's experts are atomic on CUDA: their order is chance.
    torch.use_deterministic_algorithms(fixed, warn_only=True)
    torch.utils.deterministic.fill_uninitialized_memory = False
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()


def product_rate(device: str, dtype: torch.dtype, width: int = 1024) -> float:
    """Floating-point operations per second of products of [512, width] and [width, width] (the best of five)."""
    a, b = torch.ones(512, width, device=device, dtype=dtype), torch.ones(width, width, device=device, dtype=dtype)
    best = math.inf
    for _ in range(5):
        start = time.perf_counter()
        float((a @ b)[0, 0])
        best = min(best, time.perf_counter() - start)
    return 2 * 512 * width * width / best
