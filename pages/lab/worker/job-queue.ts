import type { Job } from './protocol.ts';

/** Jobs by urgency, the most urgent first. */
const ORDER: readonly Job['kind'][] = ['experiment', 'candidates', 'sweep'];

/** The newest job of each kind. A new experiment makes candidates and sweeps of the one before it pointless. */
export class JobQueue {
  readonly #waiting = new Map<Job['kind'], Job>();

  add(job: Job): void {
    if (job.kind === 'experiment') this.#waiting.clear();
    this.#waiting.set(job.kind, job);
  }

  /** Whether any job waits. */
  get waiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** Takes the most urgent job out. */
  next(): Job | undefined {
    const kind = ORDER.find((each) => this.#waiting.has(each));
    if (kind === undefined) return undefined;
    const job = this.#waiting.get(kind);
    this.#waiting.delete(kind);
    return job;
  }
}
