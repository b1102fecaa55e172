import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { ChatMessage } from '../prompts/chat-message.ts';
import { chatTemplate } from './compile-chat-template.ts';

/** Made by Python's jinja2 as transformers sets it up: test/goldens/tokenizers/make-goldens.py. */
const goldens: {
  readonly now: string;
  readonly messages: readonly ChatMessage[];
  readonly constructs: readonly {
    readonly template: string;
    readonly text?: string;
    readonly refused?: string;
  }[];
} = JSON.parse(readFileSync('test/goldens/tokenizers/jinja.json', 'utf8'));

/** Undefined where it is refused. */
function render(template: string): string | undefined {
  try {
    const now = new Date(`${goldens.now}Z`);
    return chatTemplate(template, {}, 'x').render(goldens.messages, { addGenerationPrompt: true, now });
  } catch {
    return undefined;
  }
}

const found = goldens.constructs.map(({ template, text }) => ({
  template,
  python: text,
  here: render(template),
}));

it('templates render as in Python, but for constructs that are refused here', () => {
  const different = found.filter(({ python, here }) => here !== undefined && here !== python);
  expect(found.length).toBeGreaterThan(800);
  expect(different.map(({ template }) => template)).toEqual([
    ...KNOWN_DIFFERENCES,
    // Python refuses these: no published template holds them.
    '{{ missing.a is defined }}',
    "{{ 'a' + 1 }}",
    '{{ missing.a.b }}',
    '{{ 1 / 0 }}',
  ]);
});

/** Documented in docs/decisions/0012. */
const KNOWN_DIFFERENCES: readonly string[] = [
  "{{ 'x' ~ 1.0 }}",
  "{{ 'añ🙂' | length }}",
  '{{ 1.0 | tojson }}',
  '{{ 7 // 2 }} {{ -7 // 2 }} {{ 7 % 3 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 3 }}',
];

it('what is refused here is printed lists and mappings, and constructs that the library does not know', () => {
  const refused = found
    .filter(({ python, here }) => python !== undefined && here === undefined)
    .map(({ template }) => template);
  expect(refused.filter((template) => !LISTS.test(template))).toEqual([
    "{{ 'x' * 3 }}",
    "{{ 'a'.join(['1', '2']) }}",
    "{{ 'abc'.find('c') }}",
    "{{ 'a' < 'b' }}",
    '{{ 1 < 2 < 3 }}',
    '{% raw %}{{ x }}{% endraw %}',
    "{{ '%s-%s' | format('a', 1) }}",
    "{{ 3.0 }} {{ 3.5 }} {{ 1e3 }} {{ 10 | string }} {{ '3' | int }}",
    "{{ 'a<b>&' | e }}",
  ]);
});

const LISTS = /^\{\{ ('x' ~ )?([[{]|'abc' \| list|range)/;
