import { Environment, Interpreter } from '@huggingface/jinja';
import type { ChatMessage } from '../prompts/chat-message.ts';
import { ChatTemplateError } from './chat-template-error.ts';
import type { TokenizerConfigJson } from './special-tokens.ts';
import { type ParsedTemplate, parseTemplate } from './template/parse-template.ts';
import { PYTHON_FUNCTIONS } from './template/python-functions.ts';
import { strftime } from './template/strftime.ts';
import type { TemplateOptions } from './template/template-options.ts';
import { templateVariables } from './template/template-variables.ts';

export interface RenderOptions {
  /** End with the header of an assistant turn, where the model is to go on. */
  readonly addGenerationPrompt: boolean;
  /** The time that `strftime_now` reads; the clock by default. */
  readonly now?: Date;
}

/** A conversation → the text that the model was trained on; encode it without further special tokens. */
export interface ChatTemplate {
  /** The Jinja source, for hashes and manifests. */
  readonly source: string;
  /** Whether the source mentions `strftime_now`: then what it renders depends on the date unless `now` is given. */
  readonly usesClock: boolean;
  /** Variables that whoever renders it may choose, in the order of their first use: `enable_thinking`, `reasoning_effort`, … */
  readonly variables: readonly string[];
  /** Those of them that are set. */
  readonly options: TemplateOptions;
  /** The same template with these variables set beside those that are. */
  with(options: TemplateOptions): ChatTemplate;
  /** Throws {@link ChatTemplateError} when the template refuses the conversation. */
  render(messages: readonly ChatMessage[], options: RenderOptions): string;
}

/** Compiles a Jinja source; `tokens` are the variables `bos_token`, `eos_token`, …; `origin` names it in errors. */
export function chatTemplate(
  source: string,
  tokens: Readonly<Record<string, string>>,
  origin: string,
): ChatTemplate {
  let parsed: ParsedTemplate;
  try {
    parsed = parseTemplate(source);
  } catch (error) {
    throw new ChatTemplateError(origin, 'the chat template does not parse', error);
  }
  // Of most templates nobody asks.
  let variables: readonly string[] | undefined;
  const chosen = (options: TemplateOptions): ChatTemplate => ({
    source,
    usesClock: source.includes('strftime_now'),
    get variables() {
      variables ??= templateVariables(source, tokens);
      return variables;
    },
    options,
    with: (more) => chosen({ ...options, ...more }),
    render(messages, { addGenerationPrompt, now }) {
      const environment = new Environment();
      const variables: Readonly<Record<string, unknown>> = {
        true: true,
        True: true,
        false: false,
        False: false,
        none: null,
        None: null,
        range: pythonRange,
        raise_exception: refuse,
        strftime_now: (format: string) => strftime(now ?? new Date(), format),
        ...tokens,
        ...options,
        messages: messages.map(({ role, content }) => ({ role, content })),
        // transformers passes both as none: to a template, they are defined.
        tools: null,
        documents: null,
        add_generation_prompt: addGenerationPrompt,
      };
      for (const [name, value] of Object.entries(variables)) environment.set(name, value);
      for (const [name, call] of PYTHON_FUNCTIONS) environment.setVariable(name, call as never);
      try {
        return new Interpreter(environment).run(parsed).toString();
      } catch (error) {
        throw new ChatTemplateError(origin, 'the chat template refuses this conversation', error);
      }
    },
  });
  return chosen({});
}

function refuse(message: string): never {
  throw new Error(message);
}

function pythonRange(first: number, second?: number, step = 1): number[] {
  const [start, stop] = second === undefined ? [0, first] : [first, second];
  if (step === 0) throw new Error('range() with steps of 0');
  return Array.from({ length: Math.max(0, Math.ceil((stop - start) / step)) }, (_, i) => start + i * step);
}

/** The template inside tokenizer_config.json: a text, or named ones of which `default` is taken. */
export function templateInConfig(config: TokenizerConfigJson): string | undefined {
  const value = config.chat_template;
  if (typeof value === 'string') return value;
  const named: unknown = Array.isArray(value)
    ? value.find((entry) => entry?.name === 'default')?.template
    : (value as { default?: unknown } | null | undefined)?.default;
  return typeof named === 'string' ? named : undefined;
}
