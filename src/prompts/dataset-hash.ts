import { canonicalJson } from '../formats/canonical-json.ts';
import { contentHash } from '../formats/content-hash.ts';

/**
 * SHA-256 of what a set of prompts holds, whatever file and order they came in: the canonical JSON of [id, prompt]
 * pairs, ascending by id in code units.
 */
export function datasetHash(prompts: readonly { readonly id: string; readonly prompt: string }[]): string {
  const pairs = prompts.map(({ id, prompt }) => [id, prompt]);
  pairs.sort(([a, x], [b, y]) => compareCodeUnits(a, b) || compareCodeUnits(x, y));
  return contentHash(canonicalJson(pairs));
}

function compareCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
