import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { chatTemplate, loadChatTemplate } from './chat-template.ts';
import { ChatTemplateError } from './chat-template-error.ts';
import { MissingChatTemplateError } from './missing-chat-template-error.ts';

const root = mkdtempSync(join(tmpdir(), 'chat-template-'));
let folder = root;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'model-'));
});
afterAll(() => rmSync(root, { recursive: true }));

const write = (file: string, content: unknown) =>
  writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
const user = [{ role: 'user', content: 'hi' }] as const;
const render = (source: string, now?: Date) =>
  chatTemplate(source, {}, 'x').render(user, { addGenerationPrompt: true, ...(now ? { now } : {}) });

describe('loadChatTemplate', () => {
  it('prefers the file, then the text, then the default of several', () => {
    const config = {
      chat_template: [
        { name: 'tool_use', template: 'T' },
        { name: 'default', template: 'D' },
      ],
    };
    write('tokenizer_config.json', config);
    expect(loadChatTemplate(folder).source).toBe('D');
    write('tokenizer_config.json', { chat_template: 'S' });
    expect(loadChatTemplate(folder).source).toBe('S');
    write('chat_template.jinja', 'J');
    expect(loadChatTemplate(folder).source).toBe('J');
  });

  it('gives special tokens, written as text or as objects', () => {
    write('tokenizer_config.json', {
      bos_token: '<s>',
      eos_token: { content: '</s>', special: true },
      pad_token: null,
    });
    write(
      'chat_template.jinja',
      '{{ bos_token }}|{{ eos_token }}|{{ pad_token is defined }}|{{ messages[0].content }}',
    );
    expect(loadChatTemplate(folder).render(user, { addGenerationPrompt: false })).toBe('<s>|</s>|False|hi');
  });

  it('names the folder of a missing template, and the other kinds of lines', () => {
    for (const config of [
      undefined,
      {},
      { chat_template: null },
      { chat_template: [{ name: 'rag', template: 'x' }] },
    ]) {
      if (config) write('tokenizer_config.json', config);
      expect(() => loadChatTemplate(folder)).toThrow(MissingChatTemplateError);
      expect(() => loadChatTemplate(folder)).toThrow(folder);
      expect(() => loadChatTemplate(folder)).toThrow(/"text"[\s\S]*"input_ids"/);
    }
  });

  it('names the file that does not parse', () => {
    write('chat_template.jinja', '{% if %}');
    expect(() => loadChatTemplate(folder)).toThrow(ChatTemplateError);
    expect(() => loadChatTemplate(folder)).toThrow(/chat_template\.jinja: the chat template does not parse/);
    rmSync(join(folder, 'chat_template.jinja'));
    write('tokenizer_config.json', '[]');
    expect(() => loadChatTemplate(folder)).toThrow(/tokenizer_config\.json: is not a JSON object/);
  });
});

describe('chatTemplate', () => {
  it('gives no tools and documents, as none, and passes the generation prompt', () => {
    expect(render('{{ tools is none }} {{ documents is none }} {{ add_generation_prompt }}')).toBe(
      'True True True',
    );
  });

  it('wraps what raise_exception says', () => {
    expect(() => render("{{ raise_exception('roles must alternate') }}")).toThrow(ChatTemplateError);
    expect(() => render("{{ raise_exception('roles must alternate') }}")).toThrow(
      /^x: .*refuses.*: roles must alternate/,
    );
  });

  it('reads the date that it is given', () => {
    const source =
      "{% if strftime_now is defined %}{{ strftime_now('%d %b %Y, %A %B %H:%M:%S %y %a %m %% %Q') }}{% endif %}";
    expect(render(source, new Date(Date.UTC(2024, 6, 6, 7, 8, 9)))).toBe(
      '06 Jul 2024, Saturday July 07:08:09 24 Sat 07 % %Q',
    );
    expect(chatTemplate(source, {}, 'x').usesClock).toBe(true);
    expect(render("{{ strftime_now('%Y') }}")).toMatch(/^20\d\d$/);
    expect(chatTemplate('x', {}, 'x').usesClock).toBe(false);
  });

  it('reaches the date inside macros and loops', () => {
    const source =
      "{% macro day() %}{{ strftime_now('%d') }}{% endmacro %}{% for m in messages %}{{ day() }}{{ strftime_now('%m') }}{% endfor %}";
    expect(render(source, new Date(0))).toBe('0101');
  });

  it('keeps white space as Python does: a first newline stays, one last newline goes', () => {
    expect(render('\n{{ messages[0].content }}\n\n')).toBe('\nhi\n');
    expect(render('{% if true %}\n  a\n  {% endif %}\nb')).toBe('  a\nb');
  });
});
