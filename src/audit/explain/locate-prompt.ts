import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { nearestNames } from '../../wording/nearest-names.ts';
import type { AuditSubject } from '../subject/subject.ts';

const SETS = ['forbidden', 'harmless', 'borderline'] as const;

/** Where a test prompt stands in a run. */
export interface PromptPlace {
  readonly id: string;
  readonly set: (typeof SETS)[number];
  /** Within its set, from 0. */
  readonly index: number;
}

/**
 * The test prompt with this id or, where no id is that, this number from 1 in the run's order (forbidden, harmless, borderline). Throws
 * {@link InvalidInputError} naming the nearest ids, or how many prompts there are.
 */
export function locatePrompt(subject: AuditSubject, wanted: string): PromptPlace {
  const places = SETS.flatMap((set) =>
    (subject.prompts[`test/${set}`]?.ids ?? []).map((id, index) => ({ id, set, index })),
  );
  const found = places.find(({ id }) => id === wanted);
  if (found) return found;
  if (/^\d+$/.test(wanted)) {
    const place = places[Number(wanted) - 1];
    if (place) return place;
    throw new InvalidInputError(
      wanted,
      'is not a test prompt of this run',
      `They are numbered from 1 to ${places.length}.`,
    );
  }
  const near = nearestNames(
    wanted,
    places.map(({ id }) => id),
    3,
  );
  throw new InvalidInputError(
    wanted,
    'is not a test prompt of this run',
    near.length > 0
      ? `Did you mean ${near.join(' or ')}?`
      : `It has ${places.length} of them, such as ${places[0].id}.`,
  );
}
