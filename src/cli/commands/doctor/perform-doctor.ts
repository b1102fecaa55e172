import { examine } from '../../../doctor/examine.ts';
import type { Finding, FindingSection } from '../../../doctor/finding.ts';
import { formatFindings } from '../../../doctor/format-findings.ts';
import { packageVersions } from '../../../doctor/machine/package-versions.ts';
import type { EngineRequest } from '../../../engine/engine-request.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { LabError } from '../../../errors/lab-error.ts';
import { withFlags } from '../../running-command.ts';
import { openModelOf } from '../../terminal/run-model-task.ts';
import { terminal } from '../../terminal/terminal.ts';

/** Options that need a model, with their defaults. */
const OF_A_MODEL = [
  ['reference', undefined],
  ['tolerance', undefined],
  ['threads', undefined],
  ['precision', 'f32'],
  ['provider', 'cpu'],
] as const;

/** `doctor`: prints every finding; exit code 1 when one has failed. */
export async function performDoctor(
  request: {
    readonly model?: string;
    readonly reference?: string;
    readonly tolerance?: number;
    readonly json: boolean;
    readonly signal: AbortSignal;
  } & Omit<EngineRequest, 'workers'>,
): Promise<void> {
  const { model: name, reference, tolerance, signal, json, engine, python, device, dtype } = request;
  if (name === undefined)
    for (const [option, unset] of OF_A_MODEL)
      if ((request[option] ?? unset) !== unset) throw new InvalidInputError(`--${option}`, 'needs --model');
  // A model that cannot be opened is bad input, reported before the checks.
  const model = name === undefined ? undefined : await openModelOf({ ...request, model: name });
  const found = await examine({ model, engine, python, device, dtype, reference, tolerance, signal }).finally(
    () => model?.close(),
  );
  const sections = found.map((section) => ({ ...section, findings: section.findings.map(inFlags) }));
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

/** Replaces options in remedies by this command's flags. */
function inFlags(finding: Finding): Finding {
  const { remedy } = finding;
  return remedy === undefined ? finding : { ...finding, remedy: withFlags(remedy) };
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
