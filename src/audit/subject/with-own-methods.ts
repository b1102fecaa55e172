import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import type { Method } from '../../methods/method.ts';
import { METHODS } from '../../methods/methods.ts';
import type { AuditOptions } from './audit-options.ts';

/** Names that mean something else where methods are named. */
const TAKEN: ReadonlySet<string> = new Set([...METHODS.map(({ name }) => name), 'baseline']);

/**
 * The options of an audit that tries these methods beside the built-in ones: name, version and what reports need of each
 * become part of what the audit is of, so a run goes on only with the same. No methods: the options as they are. Throws
 * {@link InvalidInputError} on a name that a built-in method has or that is given twice, and on a method that acts
 * everywhere, for which an audit has no layers to choose from.
 */
export function withOwnMethods(options: AuditOptions, methods: readonly Method[] = []): AuditOptions {
  if (methods.length === 0) return options;
  const names = methods.map(({ name }) => name);
  for (const [i, { name, actsEverywhere, audited }] of methods.entries()) {
    if (TAKEN.has(name))
      throw new InvalidInputError(
        '`methods`',
        `"${name}" is taken`,
        'A built-in method or the unattacked model has that name.',
      );
    if (names.indexOf(name) < i) throw new InvalidInputError('`methods`', `two are named ${name}`);
    if (actsEverywhere || audited !== 'every-layer')
      throw new InvalidInputError(
        '`methods`',
        `${name} does not act at the layer that it is fitted at`,
        'An audit fits a method of your own at each layer and acts there alone.',
      );
  }
  return {
    ...options,
    ownMethods: Object.fromEntries(
      methods
        .toSorted((a, b) => (a.name < b.name ? -1 : 1))
        .map(({ name, version, title, note, point, takes, atAllLayers, style }) => [
          name,
          { version, title, note, point, ranked: takes.includes('rank'), atAllLayers, style },
        ]),
    ),
  };
}
