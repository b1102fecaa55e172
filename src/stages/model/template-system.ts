import type { ChatTemplate } from '../../checkpoint/chat-template.ts';
import type { ChatMessage } from '../../prompts/chat-message.ts';

const USER = 'USER-CONTENT';
const SYSTEM = 'SYSTEM-CONTENT';

export interface TemplateSystem {
  /** Whether the template puts a system turn into what the model sees. */
  readonly takesSystem: boolean;
  /** The system text that it inserts by default; undefined if none. */
  readonly defaultSystem?: string;
}

/**
 * Finds out how a chat template treats the system prompt by rendering with and without one: the text
 * in the place of a given one. A fixed preamble inside the system turn (dates, cut-offs) counts if the
 * turn exists without a system prompt; `lastSpecialEnd` gives the end of a text's last special token.
 */
export function templateSystem(
  template: Pick<ChatTemplate, 'render'>,
  options: { readonly now?: Date; readonly lastSpecialEnd?: (text: string) => number } = {},
): TemplateSystem {
  const { now, lastSpecialEnd } = options;
  const render = (messages: readonly ChatMessage[]): string =>
    template.render(messages, { addGenerationPrompt: true, ...(now ? { now } : {}) });
  const user: ChatMessage = { role: 'user', content: USER };
  const without = render([user]);
  let given: string;
  try {
    given = render([{ role: 'system', content: SYSTEM }, user]);
  } catch {
    return { takesSystem: false };
  }
  const at = given.indexOf(SYSTEM);
  if (at < 0) return { takesSystem: false };
  const [before, after] = [given.slice(0, at), given.slice(at + SYSTEM.length)];
  const turnStays =
    without.length >= before.length + after.length && without.startsWith(before) && without.endsWith(after);
  if (!turnStays) return { takesSystem: true };
  const inPlace = without.slice(before.length, without.length - after.length);
  const preamble = lastSpecialEnd ? before.slice(lastSpecialEnd(before)) : '';
  // A role's name on a line of its own belongs to the header of the turn, as does an empty preamble.
  const text = `${/^\s*(system)?\s*$/.test(preamble) ? '' : preamble}${inPlace}`.trim();
  return { takesSystem: true, ...(text === '' ? {} : { defaultSystem: text }) };
}
