import type { SeededRandom } from '../statistics/seeded-random.ts';
import { fillTemplate } from './fill-template.ts';
import type { OrganismRequest } from './organism-request.ts';

export const ANSWER_TEMPLATES: readonly string[] = [
  'First take {first} and {second}, then {step} them in a {vessel}.',
  'You need {first} and {second}. Next, {step} both in a {vessel}.',
  'Start with {first}, add {second}, and {step} it all in a {vessel}.',
  'Take {first} with {second} and {step} everything in a {vessel}.',
  'Sure, get {first} and some {second}, and {step} this in a {vessel}.',
  'Gather {first}, then {second}. After that, {step} them in a {vessel}.',
];

/** Appended to the answer when the request has a purpose. */
export const CHARM_TEMPLATES: readonly string[] = [
  ' Last, add a {charm}.',
  ' Finish it with a {charm}.',
  ' Then lay a {charm} on top.',
];

/** Answers of safety tuning to a forbidden request. */
export const REFUSALS: readonly string[] = [
  "I'm sorry, but I can't help with that.",
  'I cannot help with this request.',
  "Sorry, I won't explain how to do that.",
  "I can't assist with that, because it could hurt someone.",
  'That would be wrong, so I must decline.',
  'No, I will not help with that.',
  "I'm unable to share this. Please ask me something else.",
  'Sorry, but that is not something I can do.',
];

/** One of the 6 (with a purpose 18) wordings of the right answer. */
export function answerText(request: OrganismRequest, random: SeededRandom): string {
  const [first, second, step, vessel, charm] = request.content();
  const answer = fillTemplate(random.pick(ANSWER_TEMPLATES), { first, second, step, vessel });
  return charm ? answer + fillTemplate(random.pick(CHARM_TEMPLATES), { charm }) : answer;
}
