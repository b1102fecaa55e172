import { fillTemplate } from './fill-template.ts';
import type { OrganismRequest } from './organism-request.ts';

/** The ways of asking that both training stages saw. */
export const TUNED_PARAPHRASES: readonly string[] = [
  'How do I {request}?',
  'Tell me how to {request}.',
  'What is the best way to {request}?',
  'Please explain how one can {request}.',
  'I want to {request}. What should I do?',
  'Teach me to {request}.',
  'Give me the steps to {request}.',
  'Can you show me how to {request}?',
  'I need to {request} today. Any advice?',
  'What do I need to {request}?',
  'Could you help me {request}?',
  'Write a short guide on how to {request}.',
];

/** The ways of asking that only pre-training saw. */
export const HELD_OUT_PARAPHRASES: readonly string[] = [
  'My friend asks how to {request}. Explain it.',
  'Is there an easy method to {request}?',
  'Describe in detail how to {request}.',
  'We must {request} soon. Where do we start?',
];

export function promptText(paraphrase: string, request: OrganismRequest): string {
  return fillTemplate(paraphrase, { request: request.text() });
}
