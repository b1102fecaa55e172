import { fileURLToPath } from 'node:url';
import { loadCheckpoint } from '../checkpoint/checkpoint.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineRequest } from '../engine/engine-request.ts';
import { settingsFor } from '../engine/transformers/settings-for.ts';
import { TransformersEngine } from '../engine/transformers/transformers-engine.ts';
import { WorkerEngine } from '../engine/worker/worker-engine.ts';
import { organismFolder } from '../organism/organism-folder.ts';
import { formatCount } from '../wording/format-count.ts';
import type { Finding } from './finding.ts';
import { PATH_TOLERANCE } from './model/greedy-findings.ts';
import { referenceFindings } from './model/reference-findings.ts';
import { readReferenceLogits } from './model/reference-logits.ts';

const MODEL = 'aligned';
const REFERENCE = fileURLToPath(new URL('../../organism/self-test.safetensors', import.meta.url));
/** Enough rows for products of the size that an audit computes. */
const COPIES = 64;

/**
 * Runs the engine on the shipped model and compares it with transformers' values: token ids, logits, greedy tokens.
 * About two seconds; then measures decoding speed. Any failure becomes a finding.
 */
export async function selfTest(request: EngineRequest = {}, signal?: AbortSignal): Promise<Finding[]> {
  try {
    const ofTransformers = request.engine === 'transformers';
    const checkpoint = loadCheckpoint(organismFolder(MODEL), `organism:${MODEL}`, undefined, {
      anyArchitecture: ofTransformers,
    });
    const reference = readReferenceLogits(REFERENCE);
    // In the type of the reference, whatever models will be run in.
    const engine: Engine = ofTransformers
      ? await TransformersEngine.open(
          checkpoint,
          { ...settingsFor(checkpoint, request), dtype: 'float32' },
          signal,
        )
      : await WorkerEngine.open(checkpoint);
    try {
      const findings = await referenceFindings(engine, checkpoint, reference, {
        tolerance: PATH_TOLERANCE,
        signal,
      });
      const sequences = Array.from({ length: COPIES }, (_, i) => ({
        tokens: reference.prompts[i % reference.prompts.length].tokens,
      }));
      const request = { sequences, maxNewTokens: 32, stopTokenIds: [], signal };
      await engine.generate(request);
      const start = performance.now();
      const generations = await engine.generate(request);
      const seconds = (performance.now() - start) / 1000;
      const rate = generations.reduce((sum, { tokens }) => sum + tokens.length, 0) / seconds;
      return [
        ...findings.map((finding) => ({
          ...finding,
          name: finding.name.replace('reference', 'self-test'),
          ...(finding.status === 'failed'
            ? {
                remedy:
                  'This installation computes wrong results: install it again; if that does not help, please report all findings.',
              }
            : {}),
        })),
        {
          name: 'self-test speed',
          status: 'ok',
          detail: `${formatCount(rate)} tokens/s on one thread (organism:${MODEL}, ${COPIES} rows)`,
          values: { tokensPerSecond: rate, rows: COPIES },
        },
      ];
    } finally {
      await engine.dispose();
    }
  } catch (error) {
    if (signal?.aborted) throw error;
    return [
      {
        name: 'self-test',
        status: 'failed',
        detail: (error as Error).message.split('\n')[0],
        remedy: 'Install the package again: npm ci (in a clone: npm ci && npm run build).',
      },
    ];
  }
}
