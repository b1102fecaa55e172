import type { EngineRequest } from '../../../engine/engine-request.ts';
import { LabError } from '../../../errors/lab-error.ts';
import { writeFileAtomic } from '../../../formats/atomic-file.ts';
import { checkOutput } from '../../../formats/check-output.ts';
import { readTextFile } from '../../../formats/json-file.ts';
import { behaviourGates, formatGates, type GatedStage } from '../../../stages/behaviour/behaviour-gates.ts';
import type { BehaviourTable } from '../../../stages/behaviour/behaviour-table.ts';
import { checkOrganism, organismBehaviour } from '../../../stages/behaviour/organism-behaviour.ts';
import { updateCard } from '../../../stages/behaviour/update-card.ts';
import type { Model } from '../../../stages/model/model.ts';
import { reportProgress } from '../../terminal/report-progress.ts';
import { openModelOf } from '../../terminal/run-model-task.ts';
import { terminal } from '../../terminal/terminal.ts';
import { behaviourMarkdown, formatBehaviour } from './format-behaviour.ts';

/** `organism`: one table per model, on stdout and in the card. */
export async function performOrganism(
  request: {
    readonly models: readonly string[];
    readonly count: number;
    readonly seed: number;
    readonly json: boolean;
    readonly updateCard?: string;
    readonly gates?: GatedStage;
    readonly signal: AbortSignal;
  } & Omit<EngineRequest, 'workers'>,
): Promise<void> {
  const { count, seed, json, updateCard: card, gates, signal } = request;
  if (card !== undefined) {
    checkOutput(card, true);
    updateCard(readTextFile(card), '', card);
  }
  const models: Model[] = [];
  for (const model of request.models) models.push(await openModelOf({ ...request, model }));
  for (const model of models) checkOrganism(model);
  const tables: BehaviourTable[] = [];
  for (const model of models) {
    const table = await reportProgress(model.name, 'cells', (onProgress) =>
      organismBehaviour({ model, count, seed, signal, onProgress }),
    );
    tables.push(table);
    if (!json) process.stdout.write(formatBehaviour(table));
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
