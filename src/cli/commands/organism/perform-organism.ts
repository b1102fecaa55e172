import type { Precision } from '../../../checkpoint/precision/precision.ts';
import type { ProviderChoice } from '../../../engine/onnx/provider.ts';
import { resolveProvider } from '../../../engine/onnx/resolve-provider.ts';
import { openEnginePool } from '../../../engine/worker/open-engine-pool.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { LabError } from '../../../errors/lab-error.ts';
import { writeFileAtomic } from '../../../formats/atomic-file.ts';
import { checkOutput } from '../../../formats/check-output.ts';
import { readTextFile } from '../../../formats/json-file.ts';
import { behaviourGates, formatGates, type GatedStage } from '../../../stages/behaviour/behaviour-gates.ts';
import { type BehaviourTable, measureBehaviour } from '../../../stages/behaviour/behaviour-table.ts';
import { updateCard } from '../../../stages/behaviour/update-card.ts';
import { openModel } from '../../terminal/open-model.ts';
import { reportPreparation } from '../../terminal/report-preparation.ts';
import { reportProgress } from '../../terminal/report-progress.ts';
import { terminal } from '../../terminal/terminal.ts';
import { behaviourMarkdown, formatBehaviour } from './format-behaviour.ts';

/** `organism`: one table a model, on stdout and in the card. */
export async function performOrganism(request: {
  readonly models: readonly string[];
  readonly count: number;
  readonly seed: number;
  readonly json: boolean;
  readonly updateCard?: string;
  readonly gates?: GatedStage;
  readonly precision?: Precision;
  readonly provider?: ProviderChoice;
  readonly threads?: number;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { count, seed, json, updateCard: card, gates, threads, signal } = request;
  if (card !== undefined) {
    checkOutput(card, true);
    updateCard(readTextFile(card), '', card);
  }
  const checkpoints = [];
  for (const model of request.models) checkpoints.push(await openModel(model, signal, request));
  for (const checkpoint of checkpoints)
    for (const token of ['<|bos|>', '<|end|>'])
      if (checkpoint.tokenizer().tokenToId(token) === undefined)
        throw new InvalidInputError(
          `model ${checkpoint.name}`,
          `is no organism: its tokenizer has no ${token}`,
          'The behaviour table is about the packaged world only.',
        );
  const provider = await resolveProvider(request.provider ?? 'cpu', {
    precision: request.precision ?? 'f32',
  });
  const tables: BehaviourTable[] = [];
  for (const checkpoint of checkpoints) {
    signal.throwIfAborted();
    const pool = await openEnginePool(checkpoint, {
      engine: { provider, ...(threads === undefined ? {} : { threads }) },
      preparation: { ...reportPreparation(), signal },
    });
    try {
      tables.push(
        await reportProgress(checkpoint.name, 'cells', (onProgress) =>
          measureBehaviour(checkpoint, pool, { count, seed, signal, onProgress }),
        ),
      );
    } finally {
      await pool.dispose();
    }
    if (!json) process.stdout.write(formatBehaviour(tables.at(-1)!));
  }
  if (json) process.stdout.write(`${JSON.stringify(tables, null, 2)}\n`);
  if (card !== undefined) {
    writeFileAtomic(card, updateCard(readTextFile(card), tables.map(behaviourMarkdown).join('\n\n'), card));
    terminal.note(`tables → ${card}`);
  }
  if (gates !== undefined) reportGates(tables, gates);
}

/** Prints every gate on stderr; throws, for exit code 3, when one fails. */
function reportGates(tables: readonly BehaviourTable[], stage: GatedStage): void {
  for (const table of tables) {
    const results = behaviourGates(table, stage);
    terminal.note(formatGates(results).trimEnd());
    const failed = results.filter(({ passed }) => !passed);
    if (failed.length > 0)
      throw new LabError(`${table.model}: failed ${failed.map(({ name }) => name).join('; ')}`, {
        exitCode: 3,
      });
  }
}
