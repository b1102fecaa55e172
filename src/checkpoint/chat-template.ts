import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readTextFile } from '../formats/json-file.ts';
import { type ChatTemplate, chatTemplate, templateInConfig } from './compile-chat-template.ts';
import { MissingChatTemplateError } from './missing-chat-template-error.ts';
import { readTokenizerConfig, specialTokens } from './tokenizer-config.ts';

export { type ChatTemplate, chatTemplate, type RenderOptions } from './compile-chat-template.ts';

/**
 * Loads the chat template of a checkpoint folder: `chat_template.jinja`, else `chat_template` in
 * `tokenizer_config.json` (a text, or named ones of which `default` is taken).
 * Throws {@link MissingChatTemplateError} when there is none, {@link ChatTemplateError} when it does not parse.
 */
export function loadChatTemplate(folder: string): ChatTemplate {
  const config = readTokenizerConfig(folder);
  const file = join(folder, 'chat_template.jinja');
  const inConfig = existsSync(file) ? undefined : templateInConfig(config);
  const origin = existsSync(file) ? file : join(folder, 'tokenizer_config.json');
  const source = existsSync(file) ? readTextFile(file) : inConfig;
  if (source === undefined) throw new MissingChatTemplateError(folder);
  return chatTemplate(source, specialTokens(config), origin);
}
