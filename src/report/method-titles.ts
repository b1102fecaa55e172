import { METHODS } from '../methods/methods.ts';
import type { Results } from '../results/results.ts';

/** Titles of the methods of a run by name, the user's own among them: `rfa` → `Directional ablation`. */
export function methodTitles({ arms, protocol }: Pick<Results, 'arms' | 'protocol'>): Record<string, string> {
  const { ownMethods = {} } = protocol;
  const names = [...new Set(arms.map(({ method }) => method))];
  return Object.fromEntries(
    names.flatMap((name) => {
      const title = ownMethods[name]?.title ?? METHODS.find((method) => method.name === name)?.title;
      return title === undefined ? [] : [[name, title]];
    }),
  );
}
