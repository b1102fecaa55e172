import { statSync } from 'node:fs';
import { Command, Option } from 'commander';
import { addOptions } from '../../options/add-options.ts';
import { type TemplateFlags, templateChoiceOf, templateOptions } from '../../options/template-options.ts';
import type { SignalSource } from '../../signal-source.ts';

/** Describes a checkpoint without loading weights, or a file of mean differences. */
export function inspectCommand(signal: SignalSource): Command {
  const command = new Command('inspect')
    .description('describe a model without loading its weights, or a file of mean_diffs')
    .argument(
      '<model>',
      'model folder, hf:org/name[@revision], organism:<name> or a safetensors file of mean_diffs',
    )
    .option('--prompt <text>', 'user turn to render', 'Hello')
    .action(async (model: string, { prompt, json, ...choice }: InspectFlags) => {
      if (isSafetensorsFile(model)) {
        const { readMeanDiffs } = await import('../../../stages/fit/read-mean-diffs.ts');
        const { formatMeanDiffs } = await import('../fit/format-mean-diffs.ts');
        const file = readMeanDiffs(model);
        process.stdout.write(json ? `${JSON.stringify(file, null, 2)}\n` : formatMeanDiffs(file));
        return;
      }
      const { describeModel } = await import('../../../stages/model/describe-model.ts');
      const { withDownloadReport } = await import('../../terminal/download-report.ts');
      const { formatDescription } = await import('./format-description.ts');
      const description = await withDownloadReport(signal(), (onDownload) =>
        describeModel(model, { prompt, ...templateChoiceOf(choice), signal: signal(), onDownload }),
      );
      process.stdout.write(
        json ? `${JSON.stringify(description, null, 2)}\n` : formatDescription(description),
      );
    });
  return addOptions(command, [...templateOptions(), new Option('--json', 'print JSON').default(false)]);
}

interface InspectFlags extends TemplateFlags {
  readonly prompt: string;
  readonly json: boolean;
}

function isSafetensorsFile(path: string): boolean {
  return path.endsWith('.safetensors') && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
