import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { HarmbenchVariant } from '../../judges/harmbench-format.ts';
import { LLAMA_GUARD_VERSIONS, type LlamaGuardVersion } from '../../judges/llama-guard-categories.ts';
import { nearestNames } from '../../wording/nearest-names.ts';

/** A judge, read from its name. */
export type JudgeSpec =
  | { readonly kind: 'substring' }
  | { readonly kind: 'exact' }
  | { readonly kind: 'harmbench'; readonly variant: HarmbenchVariant; readonly model: string }
  /** Without a version, it is recognised from the checkpoint's chat template. */
  | { readonly kind: 'llama-guard'; readonly version: LlamaGuardVersion | undefined; readonly model: string }
  | { readonly kind: 'rubric'; readonly url: string; readonly model: string };

/** Judges by the form in which they are named. */
const FORMS: Readonly<Record<string, string>> = {
  substring: 'substring',
  exact: 'exact',
  harmbench: 'harmbench=MODEL',
  'harmbench-card': 'harmbench-card=MODEL',
  'llama-guard': 'llama-guard=MODEL',
  ...Object.fromEntries(
    LLAMA_GUARD_VERSIONS.map((version) => [`llama-guard-${version}`, `llama-guard-${version}=MODEL`]),
  ),
  rubric: 'rubric=URL#MODEL',
};

/** What to write instead of a name: the nearest one, or all where none is near. */
function remedyFor(name: string): string {
  const [near] = nearestNames(name, Object.keys(FORMS), 1);
  const known = `Known: ${Object.values(FORMS).join(', ')}.`;
  return near === undefined || near === name ? known : `Did you mean ${FORMS[near]}? ${known}`;
}

/** Throws InvalidInputError on anything else; it does not repeat an address, which may hold a password. */
export function parseJudgeSpec(text: string): JudgeSpec {
  const [name, value] = split(text, '=');
  const wrong = (problem: string) => new InvalidInputError(`\`judge: ${name}\``, problem, remedyFor(name));
  if (name === 'substring' || name === 'exact') {
    if (value !== undefined) throw wrong('takes no model');
    return { kind: name };
  }
  const version = LLAMA_GUARD_VERSIONS.find((known) => name === `llama-guard-${known}`);
  const isGuard = name === 'llama-guard' || version !== undefined;
  if (!isGuard && name !== 'harmbench' && name !== 'harmbench-card' && name !== 'rubric')
    throw wrong('unknown judge');
  if (!value) throw wrong('needs a model');
  if (isGuard) return { kind: 'llama-guard', version, model: value };
  if (name !== 'rubric')
    return { kind: 'harmbench', variant: name === 'harmbench' ? 'evaluation' : 'card', model: value };
  const [url, model] = split(value, '#');
  if (!url || !model) throw wrong('needs an address and a model');
  return { kind: 'rubric', url, model };
}

/** The parts before and after the first `mark`. */
function split(text: string, mark: string): [string, string | undefined] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
