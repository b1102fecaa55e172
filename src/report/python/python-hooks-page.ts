import { canonicalJson } from '../../formats/canonical-json.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { RESIDUAL_POINTS, siteName } from '../../interventions/residual-site.ts';
import { TEMPLATE_DATE } from '../../prompts/template-date.ts';
import { formatLayers } from '../../wording/format-layers.ts';
import { PYTHON_HOOKS_CODE } from './python-hooks-code.ts';
import { PYTHON_HOOKS_MAIN } from './python-hooks-main.ts';

const INTRODUCTION = `"""An intervention of refusal-lab on a Hugging Face model, to check one against the other.

Nothing is written to a checkpoint: forward hooks change activations in memory while a block lasts, and
are gone behind it.

    with applied(model, "map.safetensors", prompt_length):
        model.generate(**inputs)

prompt_length counts the prompt's tokens, chat template and generation suffix included; the hooks count
on from there, cached tokens too. On the command line, a JSON line a prompt, comparable with what
"refusal-lab generate" and, with --score, "refusal-lab score" write under --intervention:

    python PAGE.py MODEL PROMPTS.jsonl [--score] [--max-new-tokens 64] [--ignore-eos] [--system TEXT]
        [--date YYYY-MM-DD]

Needs torch, safetensors and transformers 4.56 or later; for Llama, Qwen2, Mistral and Qwen3 models.
"""`;

const IMPORTS = `import argparse
import datetime
import hashlib
import json
import math
import sys
from contextlib import contextmanager

import torch
from safetensors import safe_open
from transformers import AutoModelForCausalLM, AutoTokenizer`;

/**
 * One page of Python that applies an intervention file, read where it lies, to a transformers model with forward hooks.
 * `path` is written into it as it is, `hash` is the file's SHA-256. Whatever the file's metadata says is quoted as JSON,
 * which has no line breaks: it cannot become code.
 */
export function pythonHooksPage(file: {
  readonly path: string;
  readonly hash: string;
  readonly intervention: Intervention;
}): string {
  const { path, hash, intervention } = file;
  const { method, options } = intervention.provenance;
  const constants = [
    '# What the file held when this page was written:',
    `#   method   ${JSON.stringify(method)}`,
    `#   scope    ${intervention.scope}${intervention.skipFirst ? ', position 0 left alone' : ''}`,
    ...formatSites(intervention).map((text, i) => `#   ${i === 0 ? 'sites ' : '      '}   ${text}`),
    `#   options  ${canonicalJson(options)}`,
    `INTERVENTION = ${JSON.stringify(path)}`,
    `SHA256 = "${hash}"`,
    '# What chat templates take for today:',
    `DATE = "${TEMPLATE_DATE}"`,
  ].join('\n');
  return `${[INTRODUCTION, IMPORTS, constants, PYTHON_HOOKS_CODE].join('\n\n')}\n\n${PYTHON_HOOKS_MAIN}`;
}

/** A line a point: `resid_post 7, 8: rank 1`. */
function formatSites({ sites, maps }: Intervention): string[] {
  return RESIDUAL_POINTS.flatMap((point) => {
    const here = sites.filter((site) => site.point === point);
    if (here.length === 0) return [];
    const found = here.map((site) => maps.get(siteName(site))!);
    const ranks = [...new Set(found.map(({ rank }) => rank))].join(', ');
    const clipped = found.some(({ range }) => range) ? ', clipped' : '';
    return [`${point} ${formatLayers(here.map(({ layer }) => layer))}: rank ${ranks}${clipped}`];
  });
}
