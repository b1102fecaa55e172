import type { AuditOptions } from './audit-options.ts';
import type { Passport } from './passport.ts';
import type { AuditSubject } from './subject.ts';

/** All that decides the values of a run's units. A run goes on only under the same. */
export interface RunIdentity {
  readonly schema: 'refusal-lab/journal';
  readonly version: 1;
  readonly options: AuditOptions;
  readonly subject: AuditSubject;
  readonly passport: Passport;
}

/** Where two values of the same shape differ, by path: `options.seed: 1, now 2`. */
export function differencesOf(before: unknown, now: unknown, path = ''): string[] {
  if (isObject(before) && isObject(now) && Array.isArray(before) === Array.isArray(now)) {
    // A prompt set has hundreds of ids and groups; that it is another one is said once.
    if (Array.isArray(before))
      return JSON.stringify(before) === JSON.stringify(now) ? [] : [`${path}: other values`];
    const keys = [...new Set([...Object.keys(before), ...Object.keys(now)])].sort();
    return keys.flatMap((key) => differencesOf(before[key], now[key], path ? `${path}.${key}` : key));
  }
  return Object.is(before, now) ? [] : [`${path}: ${shown(before)}, now ${shown(now)}`];
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

const shown = (value: unknown): string => (value === undefined ? 'absent' : JSON.stringify(value));
