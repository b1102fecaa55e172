#!/bin/sh
# Makes organism/self-test.safetensors again, which `refusal-lab doctor` compares with; after every change of organism/aligned.
# Usage: sh organism/recipe/self-test.sh PYTHON (with torch, transformers and safetensors), after npm run build.
set -eu
cd "$(dirname "$0")/../.."
node --input-type=module -e '
  import { spawnSync } from "node:child_process";
  import { organismPrompts } from "./dist/organism/organism-prompts.js";
  const prompts = ["harmless", "forbidden", "borderline"].map(
    (kind) => organismPrompts({ kind, split: "fit", count: 1, seed: 1 })[0].prompt,
  );
  const { status } = spawnSync(
    process.argv[1],
    ["docs/reference-logits.py", "organism/aligned", "organism/self-test.safetensors", ...prompts.flatMap((p) => ["--prompt", p])],
    { stdio: "inherit" },
  );
  process.exitCode = status ?? 1;
' "$1"
