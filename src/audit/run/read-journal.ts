import { InvalidInputError } from '../../errors/invalid-input-error.ts';

/** A run's journal: what it is a run of, and the values of the units that are done, by name. */
export interface JournalEntries {
  /** Undefined of an empty journal. */
  readonly header: unknown;
  readonly units: Map<string, unknown>;
}

/** Throws {@link InvalidInputError} naming the line that is not an entry, or whose unit was there already. */
export function readEntries(values: readonly unknown[], path: string): JournalEntries {
  const units = new Map<string, unknown>();
  const problem = (index: number, what: string): InvalidInputError =>
    new InvalidInputError(`${path}:${index + 1}`, what, 'The journal is damaged: start the run again.');
  for (const [index, entry] of values.entries()) {
    if (typeof entry !== 'object' || entry === null) throw problem(index, 'is not an entry');
    if (index === 0) {
      if (!('run' in entry)) throw problem(index, 'does not say what it is a run of');
      continue;
    }
    if (!('unit' in entry && typeof entry.unit === 'string' && 'value' in entry))
      throw problem(index, 'is not a finished unit');
    if (units.has(entry.unit)) throw problem(index, `has the unit "${entry.unit}" again`);
    units.set(entry.unit, entry.value);
  }
  const [first] = values;
  return { header: first === undefined ? undefined : (first as { run: unknown }).run, units };
}
