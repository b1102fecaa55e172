import { LabError } from '../../errors/lab-error.ts';
import { baselineNotice } from '../../report/baseline-notice.ts';
import { AuditMeter, type AuditProgress } from '../audit-meter.ts';
import type { ModelAudit } from '../audit-model.ts';
import type { AuditData } from '../data/audit-data-types.ts';
import { rehearseAudit } from '../forecast/rehearse-audit.ts';
import { pageEvidence } from '../run/page-evidence.ts';
import { runAudit } from '../run-audit.ts';
import type { RunIdentity } from '../subject/run-identity.ts';
import type { UnitEntry } from '../units/unit-runner.ts';
import { describeAttendance } from './describe-attendance.ts';
import type { ModelFingerprint } from './model-fingerprint.ts';
import type { QueueConnection } from './queue-connection.ts';
import { QueueRunner } from './queue-runner.ts';
import { type Attendance, RunHost } from './run-host.ts';
import { QUEUE_PROTOCOL } from './run-offer.ts';
import type { WorkerCard } from './worker-card.ts';

/** A worker that did units of a run. */
export interface ServedBy {
  readonly units: number;
  readonly passport: WorkerCard['passport'];
}

/**
 * An audit whose units are done by the workers of a queue: the same results as {@link auditModel}'s, byte for byte, without
 * the model in this process. Leaves nothing on the queue, whether it ends, fails or is aborted. Throws what workers fail
 * with, InvalidInputError on methods that are not built in, and QueueError where the queue is lost or, after `patienceMs`, no worker is there.
 */
export async function auditOnQueue(
  connection: QueueConnection,
  run: {
    /** 16 hexadecimal digits; the same for a run that goes on, so that what workers did meanwhile is found. */
    readonly id: string;
    readonly identity: RunIdentity;
    readonly fingerprint: ModelFingerprint;
    readonly data: AuditData;
    readonly finished: Map<string, unknown>;
    readonly onUnit: (entry: UnitEntry) => void;
    readonly onTestOpened: () => void;
    readonly onProgress: AuditProgress;
    readonly onWarning?: ((text: string) => void) | undefined;
    /** Sentences on who is there, as that changes. */
    readonly onNotice: (text: string) => void;
    /** Who did how many units so far. */
    readonly onServed?: (workers: Readonly<Record<string, ServedBy>>) => void;
    /** How long no worker may be there; by default for ever. */
    readonly patienceMs?: number;
    readonly signal: AbortSignal;
  },
): Promise<ModelAudit> {
  const { options, subject, passport } = run.identity;
  const served: Record<string, ServedBy> = {};
  const passports = new Map<string, WorkerCard['passport']>();
  const alone = new AbortController();
  let attendance: Attendance = { serving: [], able: [], unable: [] };
  let told = '';
  let aloneSince = Date.now();
  const onAttendance = (now: Attendance): void => {
    attendance = now;
    for (const { id, passport: its } of now.able) passports.set(id, its);
    if (now.able.length > 0) aloneSince = Date.now();
    const text = describeAttendance(now, connection.address, subject.model.name);
    if (text !== told) run.onNotice(text);
    told = text;
    if (run.patienceMs !== undefined && Date.now() - aloneSince > run.patienceMs)
      alone.abort(
        new LabError(
          `${connection.address.shown}: no worker came in ${Math.round(run.patienceMs / 1000)} s`,
          {
            remedy: 'Finished units are kept: start workers, then the same command.',
            exitCode: 1,
          },
        ),
      );
  };
  const rehearsed = await rehearseAudit(subject, options);
  const meter = new AuditMeter(subject, rehearsed, run.finished, (state) => {
    const workers = attendance.serving.length;
    run.onProgress({
      ...state,
      label: `${state.label} | ${workers} ${workers === 1 ? 'worker' : 'workers'}`,
    });
  });
  const offer = {
    protocol: QUEUE_PROTOCOL,
    run: run.id,
    model: subject.model.name,
    fingerprint: run.fingerprint,
    passport,
    options,
    subject: { ...subject },
    startedAt: new Date().toISOString(),
  } as const;
  const signal = AbortSignal.any([run.signal, alone.signal]);
  const host = await RunHost.open(connection, offer, run.data, { signal, onAttendance });
  try {
    const runner = new QueueRunner({
      host,
      subject,
      shown: connection.address.shown,
      finished: run.finished,
      judging: (judge) =>
        isRule(judge)
          ? attendance.serving.length
          : attendance.serving.filter(({ judges }) => judges.includes(judge)).length,
      onFinished: (entry, unit, worker) => {
        run.onUnit(entry);
        meter.finish(unit);
        const units = (served[worker]?.units ?? 0) + 1;
        served[worker] = { units, passport: passports.get(worker) ?? passport };
        run.onServed?.(served);
      },
    });
    meter.start();
    const outcome = await runAudit(subject, options, runner, {
      onPlanned: (units) => meter.plan(units),
      onBaseline: (baseline) => {
        for (const line of baselineNotice({ baseline })) run.onWarning?.(line);
      },
      onTestOpened: run.onTestOpened,
    });
    return {
      results: outcome.results,
      interventions: await runner.interventionsOf(outcome.chosen),
      evidence: pageEvidence(subject, outcome),
    };
  } finally {
    await host.close();
  }
}

/** Judges that every worker has. */
export const isRule = (judge: string): boolean => judge === 'exact' || judge === 'substring';
