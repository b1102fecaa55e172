import { checkEngineRequest } from '../engine/check-engine-request.ts';
import type { EngineRequest } from '../engine/engine-request.ts';
import type { Model } from '../stages/model/model.ts';
import { modelLabel } from '../stages/model/model-label.ts';
import type { FindingSection } from './finding.ts';
import { hubCacheFinding } from './machine/describe-caches.ts';
import { describeMachine, diskFinding } from './machine/describe-machine.ts';
import { describePackages } from './machine/describe-packages.ts';
import { describeRuntime } from './machine/describe-runtime.ts';
import { pythonFinding } from './machine/python-finding.ts';
import { examineModel, REFERENCE_TOLERANCE } from './model/examine-model.ts';
import { readReferenceLogits } from './model/reference-logits.ts';
import { selfTest } from './self-test.ts';

export interface ExamineOptions extends Pick<EngineRequest, 'engine' | 'python' | 'device' | 'dtype'> {
  /** The model to examine too: weights, logits, text, chat template, decoding. */
  readonly model?: Model;
  /** A file of logits written by docs/reference-logits.py, to compare the model's with. */
  readonly reference?: string;
  /** Tolerance of logits against the reference, relative to the largest; default 1e-4. */
  readonly tolerance?: number;
  readonly signal?: AbortSignal;
}

/**
 * Examines machine, engine (on known numbers), storage and packages, and a model if one is given. A fault is a
 * finding with status `failed`, not an error. Rejects with InvalidInputError on a reference that cannot be
 * read, NotEnoughMemoryError, or the signal's reason.
 *
 * @example
 * import { examine } from 'refusal-lab';
 *
 * const sections = await examine();
 * const failed = sections.flatMap(({ findings }) => findings).filter(({ status }) => status === 'failed');
 * if (failed.length > 0) throw new Error(failed.map(({ name }) => name).join(', '));
 */
export async function examine(options: ExamineOptions = {}): Promise<FindingSection[]> {
  const { model, tolerance = REFERENCE_TOLERANCE, signal } = options;
  const reference = options.reference === undefined ? undefined : readReferenceLogits(options.reference);
  checkEngineRequest(options);
  const runtime =
    options.engine === 'transformers' ? await pythonFinding(options, signal) : await describeRuntime();
  const works = runtime.status !== 'failed';
  const sections: FindingSection[] = [
    { title: 'machine', findings: describeMachine() },
    { title: 'engine', findings: [runtime, ...(works ? await selfTest(options, signal) : [])] },
    {
      title: 'storage and packages',
      findings: [diskFinding('runs', 'runs'), hubCacheFinding(process.env), ...describePackages()],
    },
  ];
  if (model && works)
    sections.push({
      title: `model ${modelLabel(model.checkpoint)}`,
      findings: await model.withEngine({ signal }, ({ engine }) =>
        examineModel(engine, model.checkpoint, { signal, tolerance, reference }),
      ),
    });
  return sections;
}
