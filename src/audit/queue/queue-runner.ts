import { decodeExtended } from '../../formats/extended-json.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { decodeIntervention } from '../../interventions/intervention-file.ts';
import { type ArmSpec, distinctArms } from '../plan/arm.ts';
import type { AuditSubject } from '../subject/subject.ts';
import { type Unit, type UnitKind, type UnitOf, unitName, unitOrder } from '../units/unit.ts';
import { replayRunner, type UnitEntry, type UnitRunner } from '../units/unit-runner.ts';
import type { Answer } from './job.ts';
import { QueueError } from './queue-error.ts';
import type { PlannedJob, RunHost } from './run-host.ts';
import { unitValueSchema } from './unit-value-schema.ts';

/**
 * Has units done by the workers of a queue; the rest of the audit cannot tell. Each value is taken once, whoever sends it again,
 * and only where it looks like one.
 */
export class QueueRunner implements UnitRunner {
  readonly #host: Pick<RunHost, 'run'>;
  readonly #subject: AuditSubject;
  readonly #shown: string;
  readonly #finished: Map<string, unknown>;
  readonly #onFinished: (entry: UnitEntry, unit: Unit, worker: string) => void;
  /** How many workers can open a judge. */
  readonly #judging: (judge: string) => number;
  readonly #interventions = new Map<string, Intervention | undefined>();
  readonly #judgeDescriptions = new Map<string, string>();

  constructor(parts: {
    readonly host: Pick<RunHost, 'run'>;
    readonly subject: AuditSubject;
    /** The queue as errors name it. */
    readonly shown: string;
    readonly finished: Map<string, unknown>;
    readonly onFinished: (entry: UnitEntry, unit: Unit, worker: string) => void;
    readonly judging: (judge: string) => number;
  }) {
    this.#host = parts.host;
    this.#subject = parts.subject;
    this.#shown = parts.shown;
    this.#finished = parts.finished;
    this.#onFinished = parts.onFinished;
    this.#judging = parts.judging;
    for (const [unit, value] of parts.finished) this.#noteJudge(unit, value);
  }

  async run<Kind extends UnitKind>(units: readonly UnitOf<Kind>[]) {
    const missing = new Map(
      units
        .filter((unit) => !this.#finished.has(unitName(unit)))
        .map((unit) => [unitName(unit), unit as Unit]),
    );
    const work = [...missing.values()].toSorted((a, b) => unitOrder(a) - unitOrder(b));
    const verdicts = work.filter((unit) => unit.kind === 'verdict');
    // Workers free the model for a judge that may be as large, so maps are asked for while they are at hand.
    if (verdicts.length > 0) await this.interventionsOf(distinctArms(verdicts.map(({ arm }) => arm)));
    const jobs = [
      ...work.filter((unit) => unit.kind !== 'verdict').map((unit) => jobOf([unit])),
      ...this.#verdictJobs(verdicts),
    ];
    await this.#host.run(jobs, (job, answer) => this.#take(job, answer));
    return replayRunner(this.#finished).run<Kind>(units);
  }

  runBeside<Kind extends UnitKind>(units: readonly UnitOf<Kind>[]) {
    return this.run<Kind>(units);
  }

  /** Fitted maps by arm id; an arm whose fit overflows, and the unattacked model, have none. */
  async interventionsOf(arms: readonly ArmSpec[]): Promise<ReadonlyMap<string, Intervention>> {
    const missing = arms.filter(({ id, method }) => method !== undefined && !this.#interventions.has(id));
    const jobs = missing.map((arm) => ({
      names: [`intervention ${arm.id}`],
      job: { kind: 'intervention' as const, arm },
      arm,
    }));
    await this.#host.run(jobs, ({ names }, answer) => {
      const { arm } = jobs.find((job) => job.names[0] === names[0])!;
      this.#interventions.set(arm.id, this.#interventionIn(answer, arm));
    });
    return new Map(
      arms.flatMap(({ id }) => {
        const intervention = this.#interventions.get(id);
        return intervention ? [[id, intervention] as const] : [];
      }),
    );
  }

  /** A judge is opened once a job, so a job is a worker's share of its arms. */
  #verdictJobs(verdicts: readonly UnitOf<'verdict'>[]): PlannedJob[] {
    return [...new Set(verdicts.map(({ judge }) => judge))].flatMap((judge) => {
      const own = verdicts.filter((unit) => unit.judge === judge);
      const size = Math.ceil(own.length / Math.max(1, this.#judging(judge)));
      const shares = Array.from({ length: Math.ceil(own.length / size) }, (_, i) =>
        own.slice(i * size, (i + 1) * size),
      );
      return shares.map((share) => ({ ...jobOf(share), judge }));
    });
  }

  #take({ job }: PlannedJob, answer: Answer): void {
    const units = job.kind === 'units' ? job.units : [];
    const entries = answer.kind === 'units' ? answer.entries : [];
    for (const unit of units) {
      const name = unitName(unit);
      const found = entries.find((entry) => entry.unit === name);
      const parsed = unitValueSchema(unit, this.#subject).safeParse(decodeExtended(found?.value));
      if (!found || !parsed.success) throw this.#untrusted(name, answer.worker);
      if (this.#finished.has(name)) continue;
      this.#noteJudge(name, found.value);
      const entry = { unit: name, value: found.value };
      this.#finished.set(name, entry.value);
      this.#onFinished(entry, unit, answer.worker);
    }
  }

  #interventionIn(answer: Answer, arm: ArmSpec): Intervention | undefined {
    if (answer.kind !== 'intervention') throw this.#untrusted(`intervention ${arm.id}`, answer.worker);
    if (answer.bytes === null) return undefined;
    try {
      return decodeIntervention(
        new Uint8Array(Buffer.from(answer.bytes, 'base64')),
        `intervention ${arm.id}`,
      );
    } catch (error) {
      throw this.#untrusted(`intervention ${arm.id}`, answer.worker, error);
    }
  }

  /** Verdicts of one judge are compared between arms, so it has to be one judge everywhere. */
  #noteJudge(name: string, value: unknown): void {
    if (!name.startsWith('verdict ')) return;
    const [, judge] = name.split(' ');
    const description = JSON.stringify((value as { description?: unknown }).description);
    const known = this.#judgeDescriptions.get(judge);
    if (known !== undefined && known !== description)
      throw new QueueError(this.#shown, `judge ${judge} is not the same on every worker`, {
        remedy: 'Give every worker the same judge model and settings, then run the same command again.',
        exitCode: 2,
      });
    this.#judgeDescriptions.set(judge, description);
  }

  #untrusted(what: string, worker: string, cause?: unknown): QueueError {
    return new QueueError(this.#shown, `worker ${worker} sent no usable value of "${what}"`, {
      remedy:
        'Run the same version of refusal-lab on coordinator and workers; nothing else may write into the queue.',
      ...(cause === undefined ? {} : { cause }),
    });
  }
}

const jobOf = (units: readonly Unit[]): PlannedJob => ({
  names: units.map(unitName),
  job: { kind: 'units', units: [...units] },
});
