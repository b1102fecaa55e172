#!/usr/bin/env bash
# @huggingface/jinja 0.5.11: strip, lstrip and rstrip ignore which characters they were given.
#
# Expected: text.strip('\n') takes line breaks off and leaves blanks: Python's method, and jinja2's. Templates of reasoning models cut
# the answer from the thoughts that way.
# Seen: every kind of white space goes. An answer that begins with an indented line loses its indentation; and strip('#') takes no '#' off.
# Matters to: multi-turn prompts with code in them, and token ids of any conversation with thoughts: engine and reference see other
# prompts, and nothing says so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install -qq --disable-pip-version-check --retries 0 --no-compile jinja2==3.1.6
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund @huggingface/jinja@0.5.11
cat >cases.json <<'JSON'
[
  ["{{ answer.split('</think>')[-1].lstrip('\\n') }}", {"answer": "<think>short</think>\n\n    return x"}],
  ["{{ answer.strip('\\n') }}|", {"answer": "\n  a  \n"}],
  ["{{ answer.rstrip('#') }}", {"answer": "title ##"}]
]
JSON
venv/bin/python - <<'PY'
import json

from jinja2.sandbox import ImmutableSandboxedEnvironment

cases = json.load(open("cases.json"))
environment = ImmutableSandboxedEnvironment()
json.dump([environment.from_string(text).render(**values) for text, values in cases], open("python.json", "w"))
PY
cat >check.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { Template } from '@huggingface/jinja';

const read = (name) => JSON.parse(readFileSync(name, 'utf8'));
const python = read('python.json');
const javascript = read('cases.json').map(([text, values]) => new Template(text).render(values));
javascript.forEach((text, i) => console.log(`jinja2: ${JSON.stringify(python[i]).padEnd(16)} @huggingface/jinja: ${JSON.stringify(text)}`));
assert.deepEqual(python, ['    return x', '  a  |', 'title ']);
assert.deepEqual(javascript, ['return x', 'a|', 'title ##']);
JS
node check.mjs
