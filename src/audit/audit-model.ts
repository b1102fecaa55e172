import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { EnginePool } from '../engine/worker/engine-pool.ts';
import { LabError } from '../errors/lab-error.ts';
import { OverflowError } from '../errors/overflow-error.ts';
import type { Intervention } from '../interventions/intervention.ts';
import type { Method } from '../methods/method.ts';
import { baselineNotice } from '../report/baseline-notice.ts';
import type { PageEvidence } from '../results/page-evidence.ts';
import type { Results } from '../results/results.ts';
import type { PreparedJudge } from '../stages/judge/prepare-judge.ts';
import { AuditMeter, type AuditProgress } from './audit-meter.ts';
import { loadAuditData } from './data/audit-data.ts';
import type { AuditData } from './data/audit-data-types.ts';
import { rehearseAudit } from './forecast/rehearse-audit.ts';
import type { ArmSpec } from './plan/arm.ts';
import { pageEvidence } from './run/page-evidence.ts';
import { runAudit } from './run-audit.ts';
import type { AuditOptions } from './subject/audit-options.ts';
import { type AuditSubject, describeSubject } from './subject/subject.ts';
import { withOwnMethods } from './subject/with-own-methods.ts';
import { Bench } from './units/bench.ts';
import { benchRunner, type UnitEntry } from './units/unit-runner.ts';

export interface ModelAudit {
  readonly results: Results;
  /** The interventions of the chosen arms, by arm id. */
  readonly interventions: ReadonlyMap<string, Intervention>;
  /** What the report's page shows beyond the results. */
  readonly evidence: PageEvidence;
}

/**
 * An audit of a loaded model. `finished` holds values of units that are known already and gets those that are worked out,
 * each told to `onUnit` as it ends. Deterministic for options and checkpoint, whatever the pool's size and whatever was
 * finished before. Throws InvalidInputError on methods whose names are taken (`withOwnMethods`).
 */
export async function auditModel(
  checkpoint: Checkpoint,
  pool: EnginePool,
  givenOptions: AuditOptions,
  run: {
    /** By default the organism's world. */
    readonly data?: AuditData;
    readonly subject?: AuditSubject;
    /** Methods of the caller's own (`defineMethod`), audited beside the built-in ones. */
    readonly methods?: readonly Method[];
    readonly finished?: Map<string, unknown>;
    readonly onUnit?: (entry: UnitEntry) => void;
    readonly onTestOpened?: () => void;
    /** Opens the judges that options name. */
    readonly openJudge?: (judge: string) => PreparedJudge;
    /** Modified checkpoints that the subject names, and how one is loaded. */
    readonly against?: ReadonlyMap<string, Checkpoint>;
    readonly openPool?: (checkpoint: Checkpoint) => Promise<EnginePool>;
    readonly onProgress?: AuditProgress;
    /** Hears early on that the unattacked model is not one whose refusal can be measured. */
    readonly onWarning?: (text: string) => void;
    readonly signal?: AbortSignal;
  } = {},
): Promise<ModelAudit> {
  const options = withOwnMethods(givenOptions, run.methods);
  const data = run.data ?? (await loadAuditData(checkpoint, options));
  const subject = run.subject ?? describeSubject(checkpoint, data, options);
  const finished = run.finished ?? new Map<string, unknown>();
  const rehearsed = run.onProgress ? await rehearseAudit(subject, options) : [];
  const meter = new AuditMeter(subject, rehearsed, finished, run.onProgress);
  const bench = new Bench({
    checkpoint,
    pool,
    data,
    options,
    ...(run.methods ? { methods: run.methods } : {}),
    ...(run.openJudge ? { openJudge: run.openJudge } : {}),
    ...(run.against ? { against: run.against } : {}),
    ...(run.openPool ? { openPool: run.openPool } : {}),
    ...(run.signal ? { signal: run.signal } : {}),
  });
  const runner = benchRunner(bench, finished, (entry, unit) => {
    run.onUnit?.(entry);
    meter.finish(unit);
  });
  const interventions = new Map<string, Intervention>();
  const fitChosen = async (arms: readonly ArmSpec[]): Promise<void> => {
    for (const arm of arms) {
      try {
        if (!interventions.has(arm.id)) interventions.set(arm.id, (await bench.interventionOf(arm))!);
      } catch (error) {
        // A sequence whose earlier maps make the model overflow has no later ones.
        if (!(error instanceof LabError && error.name === OverflowError.name)) throw error;
      }
    }
  };
  meter.start();
  const outcome = await runAudit(subject, options, runner, {
    onPlanned: (units) => meter.plan(units),
    onBaseline: (baseline) => {
      for (const line of baselineNotice({ baseline })) run.onWarning?.(line);
    },
    ...(run.onTestOpened ? { onTestOpened: run.onTestOpened } : {}),
    beforeModified: async (chosen, judged) => {
      if (subject.against!.every(({ name }) => finished.has(`against ${name}`))) return;
      await fitChosen(chosen);
      if (options.judges.length > 0) await bench.complete(judged);
    },
  });
  await fitChosen(outcome.chosen);
  return { results: outcome.results, interventions, evidence: pageEvidence(subject, outcome) };
}
