import type { Json } from '../interventions/intervention.ts';
import type { ControlResult } from '../results/results.ts';

/** What the fit of a control at its one site says under this name; undefined where it says nothing. */
export function controlFact({ facts }: Pick<ControlResult, 'facts'>, name: string): Json | undefined {
  for (const value of [facts, ...Object.values(facts)])
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && name in value)
      return (value as { readonly [key: string]: Json })[name];
  return undefined;
}
