import { Template } from '@huggingface/jinja';
import type { ChatMessage } from '../prompts/chat-message.ts';
import { ChatTemplateError } from './chat-template-error.ts';
import { PYTHON_FUNCTIONS, withPythonSemantics } from './python-semantics.ts';
import type { TokenizerConfigJson } from './special-tokens.ts';
import { strftime } from './strftime.ts';

export interface RenderOptions {
  /** End with the header of an assistant turn, where the model is to go on. */
  readonly addGenerationPrompt: boolean;
  /** What `strftime_now` reads; the clock by default. */
  readonly now?: Date;
}

/** A conversation → the text that the model was trained on; encode it without further special tokens. */
export interface ChatTemplate {
  /** The Jinja source, for hashes and manifests. */
  readonly source: string;
  /** Whether the source mentions `strftime_now`: then what it renders depends on the date unless `now` is given. */
  readonly usesClock: boolean;
  /** Throws {@link ChatTemplateError} when the template refuses the conversation. */
  render(messages: readonly ChatMessage[], options: RenderOptions): string;
}

/** Compiles a Jinja source; `tokens` are the variables `bos_token`, `eos_token`, …; `origin` names it in errors. */
export function chatTemplate(
  source: string,
  tokens: Readonly<Record<string, string>>,
  origin: string,
): ChatTemplate {
  let template: Template;
  try {
    template = new Template(source);
    withPythonSemantics(template);
    // The library's own function reads the clock in the machine's time zone and language, and its globals cannot be
    // passed in; a template may assign over them.
    template.parsed.body.unshift(...new Template('{% set strftime_now = clock %}').parsed.body);
  } catch (error) {
    throw new ChatTemplateError(origin, 'the chat template does not parse', error);
  }
  return {
    source,
    usesClock: source.includes('strftime_now'),
    render(messages, { addGenerationPrompt, now }) {
      try {
        // Names without a value must be left out, not undefined: templates ask `tools is not none`.
        return template.render({
          ...tokens,
          ...PYTHON_FUNCTIONS,
          messages: messages.map(({ role, content }) => ({ role, content })),
          add_generation_prompt: addGenerationPrompt,
          clock: (format: string) => strftime(now ?? new Date(), format),
        });
      } catch (error) {
        throw new ChatTemplateError(origin, 'the chat template refuses this conversation', error);
      }
    },
  };
}

/** The template inside tokenizer_config.json: a text, or named ones of which `default` is taken. */
export function templateInConfig(config: TokenizerConfigJson): string | undefined {
  const value = config.chat_template;
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return undefined;
  const found = value.find((entry) => entry?.name === 'default')?.template;
  return typeof found === 'string' ? found : undefined;
}
