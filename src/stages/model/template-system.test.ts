import { describe, expect, it } from 'vitest';
import { chatTemplate } from '../../checkpoint/chat-template.ts';
import { templateSystem } from './template-system.ts';

const MESSAGES = '{% for m in messages %}<|{{ m.role }}|>{{ m.content }}<|end|>{% endfor %}<|assistant|>';
const lastSpecialEnd = (text: string): number => text.lastIndexOf('|>') + 2;
const find = (source: string) => templateSystem(chatTemplate(source, {}, 'x'), { lastSpecialEnd });

describe('templateSystem', () => {
  it('finds none where the template puts none', () => {
    expect(find(MESSAGES)).toEqual({ takesSystem: true });
  });

  it('finds the default that stands where a given one would', () => {
    const source = `{% if messages[0].role != 'system' %}<|system|>You are Q.<|end|>{% endif %}${MESSAGES}`;
    expect(find(source)).toEqual({ takesSystem: true, defaultSystem: 'You are Q.' });
    const named = source
      .replace('<|system|>You', '<|start|>system\nYou')
      .replace('<|{{ m.role }}|>', '<|start|>{{ m.role }}\n');
    expect(find(named)).toEqual({ takesSystem: true, defaultSystem: 'You are Q.' });
  });

  it('counts a fixed preamble that is there without a system prompt', () => {
    const source =
      "{% if messages[0].role == 'system' %}{% set s = messages[0].content %}{% set messages = messages[1:] %}{% else %}{% set s = '' %}{% endif %}" +
      `<|system|>\n\nKnowledge: 2023\n\n{{ s }}<|end|>${MESSAGES}`;
    expect(find(source)).toEqual({ takesSystem: true, defaultSystem: 'Knowledge: 2023' });
  });

  it('knows templates that refuse a system turn, and those that drop it', () => {
    expect(
      find(`{% if messages[0].role == 'system' %}{{ raise_exception('no') }}{% endif %}${MESSAGES}`),
    ).toEqual({
      takesSystem: false,
    });
    expect(
      find('{% for m in messages %}{% if m.role == "user" %}{{ m.content }}{% endif %}{% endfor %}'),
    ).toEqual({
      takesSystem: false,
    });
  });
});
