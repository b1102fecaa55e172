import type { Precision } from '../../../checkpoint/precision/precision.ts';
import type { Finding } from '../../../doctor/finding.ts';
import { type FindingSection, formatFindings } from '../../../doctor/format-findings.ts';
import { hubCacheFinding } from '../../../doctor/machine/describe-caches.ts';
import { describeMachine, diskFinding } from '../../../doctor/machine/describe-machine.ts';
import { describePackages } from '../../../doctor/machine/describe-packages.ts';
import { describeRuntime } from '../../../doctor/machine/describe-runtime.ts';
import { packageVersions } from '../../../doctor/machine/package-versions.ts';
import { examineModel, REFERENCE_TOLERANCE } from '../../../doctor/model/examine-model.ts';
import { readReferenceLogits } from '../../../doctor/model/reference-logits.ts';
import { selfTest } from '../../../doctor/self-test.ts';
import type { ProviderChoice } from '../../../engine/onnx/provider.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { LabError } from '../../../errors/lab-error.ts';
import { modelLabel } from '../../../stages/model/model-label.ts';
import { withEngine } from '../../../stages/model/with-engine.ts';
import { openModel } from '../../terminal/open-model.ts';
import { reportPreparation } from '../../terminal/report-preparation.ts';
import { terminal } from '../../terminal/terminal.ts';

/** Options that say nothing without a model, with what they are where nobody gave them. */
const OF_A_MODEL = [
  ['reference', undefined],
  ['tolerance', undefined],
  ['threads', undefined],
  ['precision', 'f32'],
  ['provider', 'cpu'],
] as const;

/** `doctor`: prints every finding; exit code 1 when one has failed. */
export async function performDoctor(request: {
  readonly model?: string;
  readonly reference?: string;
  readonly tolerance?: number;
  readonly precision?: Precision;
  readonly provider?: ProviderChoice;
  readonly threads?: number;
  readonly json: boolean;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { model, tolerance, signal, json } = request;
  if (model === undefined)
    for (const [name, unset] of OF_A_MODEL)
      if ((request[name] ?? unset) !== unset)
        throw new InvalidInputError(`--${name}`, 'goes with --model only');
  // What cannot be opened is bad input, found out before the checks.
  const checkpoint = model === undefined ? undefined : await openModel(model, signal, request);
  const reference = request.reference === undefined ? undefined : readReferenceLogits(request.reference);
  const runtime = await describeRuntime();
  const sections: FindingSection[] = [
    { title: 'machine', findings: describeMachine() },
    {
      title: 'engine',
      findings: [runtime, ...(runtime.status === 'failed' ? [] : await selfTest(signal))],
    },
    {
      title: 'storage and packages',
      findings: [diskFinding('runs', 'runs'), hubCacheFinding(process.env), ...describePackages()],
    },
  ];
  if (checkpoint && runtime.status !== 'failed')
    sections.push({
      title: `model ${modelLabel(checkpoint)}`,
      findings: await withEngine(checkpoint, { ...request, preparation: reportPreparation() }, (engine) =>
        examineModel(engine, checkpoint, {
          signal,
          tolerance: tolerance ?? REFERENCE_TOLERANCE,
          ...(reference ? { reference } : {}),
        }),
      ),
    });
  const findings = sections.flatMap((section) => section.findings);
  process.stdout.write(
    json
      ? `${JSON.stringify(report(sections), null, 2)}\n`
      : formatFindings(sections, {
          colour: terminal.colour(process.stdout),
          columns: process.stdout.columns ?? 120,
        }),
  );
  const failed = findings.filter(({ status }) => status === 'failed');
  if (failed.length > 0)
    throw new LabError(`${failed.map(({ name }) => name).join(', ')} failed`, { exitCode: 1 });
}

function report(sections: readonly FindingSection[]) {
  const findings = sections.flatMap(({ title, findings: found }) =>
    found.map((finding: Finding) => ({ section: title, ...finding })),
  );
  return {
    schema: 'refusal-lab/doctor',
    version: 1,
    package: packageVersions()['refusal-lab'],
    passed: findings.every(({ status }) => status !== 'failed'),
    findings,
  };
}
