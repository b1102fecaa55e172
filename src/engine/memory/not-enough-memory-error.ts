import { LabError } from '../../errors/lab-error.ts';
import { formatBytes } from '../../wording/format-bytes.ts';

/** A model that would not fit in memory: reported before a weight is read, instead of being killed by the system. */
export class NotEnoughMemoryError extends LabError {
  /** Bytes, at least. */
  readonly needed: number;
  readonly available: number;

  constructor(
    model: string,
    {
      needed,
      neededBytes,
      engines,
      available,
      remedies,
    }: {
      /** The parts of one engine's memory. */
      readonly needed: string;
      readonly neededBytes: number;
      readonly engines: number;
      readonly available: number;
      readonly remedies: readonly string[];
    },
  ) {
    const times = engines > 1 ? `, ${engines} times` : '';
    super(
      `${model} needs ${formatBytes(neededBytes)} of memory (${needed}${times}), and ${formatBytes(available)} are available`,
      {
        remedy:
          remedies.length > 0
            ? remedies.join(' ')
            : 'Nothing smaller fits either: free memory, or use a machine with more.',
      },
    );
    this.needed = neededBytes;
    this.available = available;
  }
}
