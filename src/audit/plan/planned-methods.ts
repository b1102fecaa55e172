import type { Method } from '../../methods/method.ts';
import type { OwnMethods } from '../../methods/method-facts.ts';
import { METHODS } from '../../methods/methods.ts';
import type { AuditOptions } from '../subject/audit-options.ts';

/** What the plan of an audit needs to know of a method. */
export interface PlannedMethod
  extends Pick<Method, 'name' | 'point' | 'actsEverywhere' | 'audited' | 'atAllLayers'> {
  readonly ranked: boolean;
  readonly builtIn: boolean;
}

const BUILT_IN: readonly PlannedMethod[] = METHODS.map((method) => ({
  ...method,
  ranked: (method as Method).takes.includes('rank'),
  builtIn: true,
}));

/** The built-in methods in the order of the tables, then the user's own by name: facts alone, so that a replay has them too. */
export function plannedMethods({ ownMethods = {} }: Pick<AuditOptions, 'ownMethods'>): PlannedMethod[] {
  return [...BUILT_IN.filter(({ audited }) => audited !== 'nowhere'), ...ownPlanned(ownMethods)];
}

/** Those of them that an audit tries: pca-ot, which it is about, and what `methods` names. */
export function triedMethods(options: Pick<AuditOptions, 'ownMethods' | 'methods'>): PlannedMethod[] {
  const { methods } = options;
  const planned = plannedMethods(options);
  return methods ? planned.filter(({ name }) => name === 'pca-ot' || methods.includes(name)) : planned;
}

function ownPlanned(ownMethods: OwnMethods): PlannedMethod[] {
  return Object.keys(ownMethods)
    .sort()
    .map((name) => ({
      ...ownMethods[name],
      name,
      actsEverywhere: false,
      audited: 'every-layer',
      builtIn: false,
    }));
}
