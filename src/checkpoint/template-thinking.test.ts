import { describe, expect, it } from 'vitest';
import { CHANNELLED, CLOSED, OPENED, PLAIN, SWITCHED } from '../../test/thinking/templates.ts';
import type { Checkpoint } from './checkpoint.ts';
import { chatTemplate } from './compile-chat-template.ts';
import { TemplateSwitchError } from './template-switch-error.ts';
import { generationPrompt, templateThinking } from './template-thinking.ts';
import { type TemplateChoice, withTemplateChoice } from './with-template-choice.ts';

const compiled = (source: string) => chatTemplate(source, { bos_token: '<|bos|>' }, 'x');
const chosen = (source: string, choice: TemplateChoice) =>
  withTemplateChoice(
    { name: 'kettle', chatTemplate: () => compiled(source) } as Checkpoint,
    choice,
  ).chatTemplate();

describe('a template', () => {
  it.each([
    ['switched', SWITCHED, ['enable_thinking']],
    ['opened', OPENED, []],
    ['closed', CLOSED, ['thinking']],
    ['channelled', CHANNELLED, ['model_identity', 'reasoning_effort']],
    ['plain', PLAIN, []],
    [
      'with names of many kinds',
      '{{ bos_token }}{% for a, b in pairs | selectattr("x", y) %}{{ a.c[d] }}{{ b }}{% endfor %}{% set e = f %}{{ e }}{{ g(h=i) is defined }}',
      ['pairs', 'y', 'd', 'f', 'g', 'i'],
    ],
  ])('%s offers what it reads before it sets it', (_, source, variables) => {
    expect(compiled(source).variables).toEqual(variables);
  });

  it.each([
    ['switched', SWITCHED, { switch: 'enable_thinking', end: 'open turn', thinks: true }],
    ['opened', OPENED, { end: 'open thought', thinks: true }],
    ['closed', CLOSED, { switch: 'thinking', end: 'empty thought', thinks: false }],
    ['channelled', CHANNELLED, { end: 'open turn', thinks: true }],
    ['plain', PLAIN, { end: 'open turn' }],
  ])('%s says how it thinks by itself', (_, source, expected) => {
    const { marks, ...found } = templateThinking(compiled(source));
    expect(found).toEqual(expected);
    expect(marks?.close).toBe(
      source === PLAIN ? undefined : source === CHANNELLED ? '<|channel|>final<|message|>' : '</think>',
    );
  });

  it('ends its prompt as chosen', () => {
    const ends = (source: string, choice: TemplateChoice) => {
      const template = chosen(source, choice);
      return [templateThinking(template).end, generationPrompt(template)];
    };
    expect(ends(SWITCHED, { thinking: 'off' })).toEqual([
      'empty thought',
      '<|end|><|assistant|><think>\n\n</think>\n\n',
    ]);
    expect(ends(SWITCHED, { thinking: 'on' })).toEqual(['open turn', '<|end|><|assistant|>']);
    expect(ends(CLOSED, { thinking: 'on' })).toEqual(['open thought', '<|end|><|assistant|><think>']);
    // So it is anyway.
    expect(ends(OPENED, { thinking: 'on' })[0]).toBe('open thought');
    expect(ends(CHANNELLED, { thinking: 'on' })[0]).toBe('open turn');
  });

  it('renders further variables', () => {
    const render = (choice: TemplateChoice) =>
      chosen(CHANNELLED, choice).render([{ role: 'user', content: 'hi' }], { addGenerationPrompt: true });
    expect(render({})).toContain('Reasoning: medium');
    expect(render({ templateOptions: { reasoning_effort: 'low' } })).toContain('Reasoning: low');
    expect(chosen(CHANNELLED, { templateOptions: { reasoning_effort: 'low' } }).options).toEqual({
      reasoning_effort: 'low',
    });
  });

  it.each([
    [
      SWITCHED,
      { templateOptions: { reasoning_effort: 'low' } },
      /templateOption: reasoning_effort=low`: the chat template does not read reasoning_effort\n.*offers enable_thinking/,
    ],
    [PLAIN, { thinking: 'off' }, /has no switch for thinking\n.*offers nothing to choose/],
    [PLAIN, { thinking: 'on' }, /has no switch for thinking/],
    [OPENED, { thinking: 'off' }, /always leaves room for a thought/],
    [CHANNELLED, { thinking: 'off' }, /always leaves room for a thought\n.*model_identity, reasoning_effort/],
    // Neither the conversation nor the tokens of the model are for choosing.
    [SWITCHED, { templateOptions: { messages: 'x' } }, /does not read messages/],
    [SWITCHED, { templateOptions: { bos_token: 'x' } }, /does not read bos_token/],
  ] as const)('without a switch that is asked for is refused (%#)', (source, choice, message) => {
    const ask = () => chosen(source, choice);
    expect(ask).toThrow(TemplateSwitchError);
    expect(ask).toThrow(message);
  });
});
