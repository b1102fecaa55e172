import type { ChatTemplate } from './compile-chat-template.ts';
import type { GenerationPrompt } from './generation-prompt.ts';

/** How a prompt ends, where the model goes on: in an open turn, in a thought that was begun, or behind one without content. */
export type PromptEnd = GenerationPrompt['end'];

/** The marks around a thought: texts of tokens. */
export interface ThoughtMarks {
  readonly open: string;
  /** The answer begins behind it. */
  readonly close: string;
}

/** What a chat template has to do with thoughts. */
export interface TemplateThinking {
  /** The variable that turns thinking on and off. */
  readonly switch?: string;
  /** Undefined where the template knows no thoughts. */
  readonly marks?: ThoughtMarks;
  readonly end: PromptEnd;
  /** Whether the model has room for a thought, as the template stands; undefined where that is not known. */
  readonly thinks?: boolean;
}

/** Names of the variable, in the order in which they are looked for. */
const SWITCHES = ['enable_thinking', 'thinking'] as const;
const TAGS: ThoughtMarks = { open: '<think>', close: '</think>' };
/** Of harmony, the format of gpt-oss: what is said in other channels than `final` is not the answer. */
const CHANNELS: ThoughtMarks = { open: '<|channel|>', close: '<|channel|>final<|message|>' };
const USER = 'USER-CONTENT';

/** Finds what a template has to do with thoughts, by its source and by rendering it. Throws what rendering throws. */
export function templateThinking(template: ChatTemplate): TemplateThinking {
  const { source } = template;
  const marks = source.includes(CHANNELS.open) ? CHANNELS : /<\/?think>/.test(source) ? TAGS : undefined;
  const name = SWITCHES.find((known) => template.variables.includes(known));
  const generation = generationPrompt(template);
  const end = marks ? endOf(generation, marks) : 'open turn';
  const shared = { end, ...(marks ? { marks } : {}) };
  if (
    name === undefined ||
    generationPrompt(template.with({ [name]: true })) === generationPrompt(template.with({ [name]: false }))
  ) {
    const thinks =
      marks === CHANNELS || end === 'open thought' ? true : end === 'empty thought' ? false : undefined;
    return { ...shared, ...(thinks === undefined ? {} : { thinks }) };
  }
  const isOff = generation === generationPrompt(template.with({ [name]: false }));
  return { ...shared, switch: name, thinks: !isOff };
}

/** What a template puts behind the user's content, where the model goes on. */
export function generationPrompt(template: Pick<ChatTemplate, 'render'>): string {
  const rendered = template.render([{ role: 'user', content: USER }], {
    addGenerationPrompt: true,
    now: new Date(0),
  });
  const at = rendered.lastIndexOf(USER);
  return at < 0 ? '' : rendered.slice(at + USER.length);
}

function endOf(generation: string, { open, close }: ThoughtMarks): PromptEnd {
  const [opened, closed] = [generation.lastIndexOf(open), generation.lastIndexOf(close)];
  if (closed >= 0 && closed >= opened) return 'empty thought';
  return opened >= 0 ? 'open thought' : 'open turn';
}
