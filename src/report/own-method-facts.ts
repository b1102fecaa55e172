import type { Results } from '../results/results.ts';

/** What a report says of each method that is not built in, on one line. */
export function ownMethodFacts({
  protocol: { ownMethods = {} },
}: Pick<Results, 'protocol'>): { readonly name: string; readonly version: string; readonly text: string }[] {
  return Object.keys(ownMethods)
    .sort()
    .map((name) => {
      const { version, title, note, point } = ownMethods[name];
      return { name, version, text: `${title}, at ${point}. ${note}`.replace(/\s+/g, ' ') };
    });
}
