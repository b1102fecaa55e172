import { encodeJsonLines } from '../../../formats/json-lines.ts';
import { readPrompts } from '../../../prompts/read-prompts.ts';
import { modelLabel } from '../../../stages/model/model-label.ts';
import { recordedTemplate } from '../../../stages/model/recorded-template.ts';
import { generate } from '../../../stages/run/generate.ts';
import { generationLine } from '../../../stages/run/generation-line.ts';
import { templateChoiceOf } from '../../options/template-options.ts';
import { type ModelTaskFlags, runModelTask } from '../../terminal/run-model-task.ts';
import { writeResult } from '../../terminal/write-result.ts';

/** `generate`: reads prompts, completes them, writes one line per prompt. */
export async function performGenerate(
  flags: ModelTaskFlags & {
    readonly prompts: string;
    readonly maxNewTokens: number;
    readonly ignoreEos: boolean;
    readonly system?: string;
    readonly date: string;
    readonly out: string;
  },
): Promise<void> {
  const { maxNewTokens, ignoreEos: ignoreStopTokens, system, date, signal, out } = flags;
  const choice = templateChoiceOf(flags);
  const task = { stage: 'generate', unit: 'prompts' };
  const { found, checkpoint } = await runModelTask(flags, task, async (run) => {
    const prompts = await readPrompts(flags.prompts, { signal });
    return generate({ ...run, prompts, maxNewTokens, ignoreStopTokens, system, date, ...choice });
  });
  const template = recordedTemplate(checkpoint, choice);
  const lines = found.map((completion) => generationLine(completion, checkpoint, date, template));
  writeResult(out, encodeJsonLines(lines), `${modelLabel(checkpoint)}: ${lines.length} completions`);
}
