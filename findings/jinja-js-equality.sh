#!/usr/bin/env bash
# @huggingface/jinja 0.5.11: == compares as JavaScript's does, so chat templates render other prompts than in Python.
#
# Expected: Jinja is Python's: an empty text is not equal to false, a text of digits is not equal to a number, and lists are compared by
# their items. Templates on the Hub are written and tested with jinja2.
# Seen: '' == false and '1' == 1 are true, [1] == [1] is false. The usual idiom "if system != false" (false where there is no system
# prompt) drops an empty system prompt's block, where jinja2 prints it.
# Matters to: prompts that a JavaScript engine gives a model of Llama 2's template form: "no system prompt" and "an empty one" are two
# conditions of refusal experiments, and here they become one.
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
  ["{% set system = messages[0]['content'] if messages[0]['role'] == 'system' else false %}{% if system != false %}[SYS]{{ system }}[/SYS]{% endif %}{{ messages[-1]['content'] }}",
   {"messages": [{"role": "system", "content": ""}, {"role": "user", "content": "Hello"}]}],
  ["{{ 'equal' if '1' == 1 else 'not equal' }}", {}],
  ["{{ 'equal' if [1] == [1] else 'not equal' }}", {}]
]
JSON
venv/bin/python - <<'PY'
import json

from jinja2.sandbox import ImmutableSandboxedEnvironment

environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True)
cases = json.load(open("cases.json"))
json.dump([environment.from_string(text).render(**values) for text, values in cases], open("python.json", "w"))
PY
cat >check.mjs <<'JS'
import assert from 'node:assert';
import { readFileSync } from 'node:fs';
import { Template } from '@huggingface/jinja';

const read = (name) => JSON.parse(readFileSync(name, 'utf8'));
const python = read('python.json');
const javascript = read('cases.json').map(([text, values]) => new Template(text).render(values));
javascript.forEach((text, i) => console.log(`jinja2: ${python[i].padEnd(18)} @huggingface/jinja: ${text}`));
assert.deepEqual(python, ['[SYS][/SYS]Hello', 'not equal', 'equal']);
assert.deepEqual(javascript, ['Hello', 'equal', 'not equal']);
JS
node check.mjs
