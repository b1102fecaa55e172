import type { TokenScope } from '../../src/interventions/token-scope.ts';
import { METHODS, type MethodName } from '../../src/methods/methods.ts';
import type { Complement } from '../../src/transport/lift.ts';

/** A method in one line; docs/method.md has the equations. */
export const METHOD_NOTES = Object.fromEntries(
  METHODS.map(({ name, title, note }) => [name, { title, note }]),
) as Readonly<Record<MethodName, { readonly title: string; readonly note: string }>>;

/** The models of the lab do not think, so an answer is all that they generate. */
export const SCOPE_NOTES: Readonly<Record<Exclude<TokenScope, 'answer'>, string>> = {
  all: 'All',
  prompt: 'Prompt',
  'last-prompt': 'Last prompt',
  generated: 'Generated',
};

export const COMPLEMENT_NOTES: Readonly<Record<Complement, string>> = {
  keep: 'Keep',
  shift: 'Shift',
  drop: 'Drop',
};
