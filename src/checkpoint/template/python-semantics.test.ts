import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import type { ChatMessage } from '../../prompts/chat-message.ts';
import { chatTemplate } from '../compile-chat-template.ts';

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
  expect(found.length).toBeGreaterThan(1300);
  expect(different).toEqual([]);
});

it('what is refused here is printed lists and mappings, and constructs that are not known', () => {
  const refused = found
    .filter(({ python, here }) => python !== undefined && here === undefined)
    .map(({ template }) => template);
  expect(refused.filter((template) => !LISTS.test(template))).toEqual([
    '{{ 1 < 2 < 3 }}',
    '{% raw %}{{ x }}{% endraw %}',
    "{{ '%s-%s' | format('a', 1) }}",
    "{{ 3.0 }} {{ 3.5 }} {{ 1e3 }} {{ 10 | string }} {{ '3' | int }}",
    "{{ 'a<b>&' | e }}",
    "{{ strftime_now('%^a') }}",
    "{{ strftime_now('%G-%V') }}",
    "{{ strftime_now('%s') }}",
    "{{ 2.1 | round(method='ceil') }}{{ 2.9 | round(0, 'floor') }}{{ 2 | round(method='ceil') }}{{ 15 | round(-1) }}",
    "{{ '1'.isdigit() }}",
    "{{ 'a'.zfill(3) }}",
    '{{ 3 > 2 > 1 }}',
    '{{ 1 == 1 == 1 }}',
    "{{ 'a' == 'a' in ['a'] }}",
    '{% with %}{% set a = 1 %}{{ a }}{% endwith %}',
    '{% with a = 1 %}{{ a }}{% endwith %}',
    "{{ '%d' % 3 }}",
    '{{ 1e-5 | tojson }}',
    '{{ [] is upper }}',
    '{{ [] is lower }}',
    '{{ 4 is divisibleby(2) }}',
    '{{ 1 is eq 1 }}',
    '{% macro m() %}{{ varargs | length }}{{ kwargs | length }}{% endmacro %}{{ m(1, 2, x=3) }}',
    '{{ (1, 2) }}',
    '{{ [1, 2] | sum }}',
    '{{ [1, 3, 2] | max }}',
    "{{ 'a b c' | wordcount }}",
    "{{ '<a>' | striptags }}",
  ]);
});

it.each([
  ['{{ 1 < 2 < 3 }}', /a chain of comparisons \("<" after another\)/],
  ["{{ 'a'.zfill(3) }}", /zfill\(\) is not supported/],
  ["{{ 'a' | e }}", /filter: e/],
  ["{{ [1] | map('nothing') | list | length }}", /filter "nothing" is not supported/],
  ['{% with a = 1 %}{% endwith %}', /statement type: with/],
  ['{{ messages[9].role }}', /a field of what is undefined/],
])('%s is refused by name', (template, problem) => {
  expect(() => chatTemplate(template, {}, 'x').render([], { addGenerationPrompt: false })).toThrow(problem);
});

const LISTS =
  /^\{\{ ('x' ~ )?([[{].*(\}|\]|'d'\)|list|dictsort|default.*)|'abc' \| list|range\(3\) \| list) \}\}$/;
