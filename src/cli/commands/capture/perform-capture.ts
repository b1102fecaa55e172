import { readPrompts } from '../../../prompts/read-prompts.ts';
import { modelLabel } from '../../../stages/model/model-label.ts';
import { encodeActivations, type Positions } from '../../../stages/run/activations-file.ts';
import { capture } from '../../../stages/run/capture.ts';
import { sitesOf } from '../../../stages/run/sites-of.ts';
import { parseLayers } from '../../options/parse-layers.ts';
import { parsePoints } from '../../options/parse-points.ts';
import { templateChoiceOf } from '../../options/template-options.ts';
import { type ModelTaskFlags, runModelTask } from '../../terminal/run-model-task.ts';
import { writeResult } from '../../terminal/write-result.ts';

/** `capture`: reads prompts, captures, writes a file. */
export async function performCapture(
  flags: ModelTaskFlags & {
    readonly prompts: string;
    readonly points: string;
    readonly layers: string;
    readonly positions: Positions;
    readonly system?: string;
    readonly date: string;
    readonly out: string;
  },
): Promise<void> {
  const { positions, system, date, signal, out } = flags;
  const task = { stage: 'capture', unit: 'prompts' };
  const { found, checkpoint } = await runModelTask(flags, task, async (run) => {
    const layers = parseLayers(flags.layers, run.model.checkpoint.config.layers);
    const sites = sitesOf(layers, parsePoints(flags.points));
    const prompts = await readPrompts(flags.prompts, { signal });
    return capture({ ...run, prompts, sites, positions, system, date, ...templateChoiceOf(flags) });
  });
  const { lengths, sites } = found;
  const summary = `${modelLabel(checkpoint)}: ${lengths.length} prompts at ${sites.length} sites`;
  writeResult(out, encodeActivations(found), summary);
}
