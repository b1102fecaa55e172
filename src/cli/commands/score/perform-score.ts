import { encodeJsonLines } from '../../../formats/json-lines.ts';
import { readPrompts } from '../../../prompts/read-prompts.ts';
import { modelLabel } from '../../../stages/model/model-label.ts';
import { recordedTemplate } from '../../../stages/model/recorded-template.ts';
import { score } from '../../../stages/run/score.ts';
import { scoreLine } from '../../../stages/run/score-line.ts';
import { templateChoiceOf } from '../../options/template-options.ts';
import { type ModelTaskFlags, runModelTask } from '../../terminal/run-model-task.ts';
import { writeResult } from '../../terminal/write-result.ts';

/** `score`: reads texts, scores them, writes one line per text. */
export async function performScore(
  flags: ModelTaskFlags & {
    readonly text: string;
    readonly system?: string;
    readonly date: string;
    readonly out: string;
  },
): Promise<void> {
  const { system, date, signal, out } = flags;
  const choice = templateChoiceOf(flags);
  const { found, checkpoint } = await runModelTask(flags, { stage: 'score', unit: 'texts' }, async (run) => {
    const texts = await readPrompts(flags.text, { completions: true, signal });
    return score({ ...run, texts, system, date, ...choice });
  });
  const template = recordedTemplate(checkpoint, choice);
  const lines = found.map((one) => scoreLine(one, checkpoint, date, template));
  writeResult(out, encodeJsonLines(lines), `${modelLabel(checkpoint)}: ${lines.length} texts`);
}
