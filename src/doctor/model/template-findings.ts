import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { MissingChatTemplateError } from '../../checkpoint/missing-chat-template-error.ts';
import { LabError } from '../../errors/lab-error.ts';
import { TEMPLATE_DATE, templateTime } from '../../prompts/template-date.ts';
import { describeEnd } from '../../stages/model/describe-end.ts';
import { modelThoughts } from '../../stages/model/thought-tokens.ts';
import type { Finding } from '../finding.ts';

const QUESTION = 'How many days are there in a week?';
const ANSWER = 'There are seven.';

/** Checks whether the chat template renders, its output survives the tokenizer, and a turn ends with a stop token. */
export function templateFindings(checkpoint: Checkpoint): Finding[] {
  try {
    const { tokenizer, chatTemplate, stopTokenIds } = checkpoint;
    const template = chatTemplate();
    const now = templateTime(TEMPLATE_DATE);
    const user = { role: 'user', content: QUESTION } as const;
    const rendered = template.render([user], { addGenerationPrompt: true, now });
    const whole = template.render([user, { role: 'assistant', content: ANSWER }], {
      addGenerationPrompt: false,
      now,
    });
    const ids = tokenizer().encode(rendered, { addSpecialTokens: false });
    const back = tokenizer().decode(ids, { skipSpecialTokens: false });
    const tail = whole.slice(whole.lastIndexOf(ANSWER) + ANSWER.length);
    const end = tokenizer().encode(tail, { addSpecialTokens: false });
    return [
      rendered.includes(QUESTION)
        ? roundTrip(rendered, back, ids.length)
        : {
            name: 'chat template',
            status: 'failed',
            detail: "what it renders does not hold the user's turn",
            remedy: 'The template is not one for chats: check chat_template.jinja or tokenizer_config.json.',
          },
      turnEnd(end, stopTokenIds),
      ...promptEnd(checkpoint),
    ];
  } catch (error) {
    if (!(error instanceof LabError)) throw error;
    const missing = error instanceof MissingChatTemplateError;
    return [
      {
        name: 'chat template',
        status: missing ? 'skipped' : 'failed',
        detail: missing
          ? 'there is none: prompts have to be texts or token ids'
          : error.message.split('\n')[0],
        ...(!missing && error.remedy ? { remedy: error.remedy } : {}),
      },
    ];
  }
}

/** Where prompts end, with an empty thought or without: `last-prompt` lies there. Nothing of templates that know no thoughts. */
function promptEnd(checkpoint: Checkpoint): Finding[] {
  if (!modelThoughts(checkpoint)) return [];
  const { end, text, last } = describeEnd(checkpoint);
  return [
    {
      name: 'end of prompt',
      status: 'ok',
      detail: `prompts end in an ${end}: ${JSON.stringify(text)}, the last token is ${JSON.stringify(last)}`,
      values: { end, text, last },
    },
  ];
}

/** Some tokenizers put a space before the first word; the comparison allows it. */
function roundTrip(rendered: string, back: string, tokens: number): Finding {
  const shared = { name: 'chat template', values: { tokens } };
  if (back.trim() === rendered.trim())
    return { ...shared, status: 'ok', detail: `renders, and comes back from its ${tokens} tokens unchanged` };
  let at = 0;
  while (at < rendered.length && back[at] === rendered[at]) at += 1;
  return {
    ...shared,
    status: 'warning',
    detail: `decoding its ${tokens} tokens gives ${JSON.stringify(back.slice(at, at + 20))} where the template has ${JSON.stringify(rendered.slice(at, at + 20))}`,
    remedy: 'Compare token ids with `reference`; some tokenizers normalise spaces, which is harmless.',
  };
}

function turnEnd(end: readonly number[], stopTokenIds: readonly number[]): Finding {
  const shared = { name: 'end of turn', values: { tokens: end, stopTokenIds } };
  if (end.length === 0)
    return { ...shared, status: 'skipped', detail: "the template puts nothing behind the assistant's turn" };
  return end.some((id) => stopTokenIds.includes(id))
    ? { ...shared, status: 'ok', detail: "the template ends the assistant's turn with a stop token" }
    : {
        ...shared,
        status: 'warning',
        detail: `the assistant's turn ends with tokens ${end.join(', ')}, none of which stops a completion`,
        remedy:
          'Add the end-of-turn token to eos_token_id in generation_config.json: completions run on otherwise.',
      };
}
