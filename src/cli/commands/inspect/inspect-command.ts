import { statSync } from 'node:fs';
import { Command } from 'commander';
import type { SignalSource } from '../../signal-source.ts';

/** Describes a checkpoint without loading weights, or a file of mean differences. */
export function inspectCommand(signal: SignalSource): Command {
  return new Command('inspect')
    .description('describe a model without loading its weights, or a file of mean_diffs')
    .argument(
      '<model>',
      'model folder, hf:org/name[@revision], organism:<name> or a safetensors file of mean_diffs',
    )
    .option('--prompt <text>', 'user turn to render', 'Hello')
    .option('--json', 'print JSON', false)
    .action(async (model: string, { prompt, json }: { prompt: string; json: boolean }) => {
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
        describeModel(model, { prompt, signal: signal(), onDownload }),
      );
      process.stdout.write(
        json ? `${JSON.stringify(description, null, 2)}\n` : formatDescription(description),
      );
    });
}

function isSafetensorsFile(path: string): boolean {
  return path.endsWith('.safetensors') && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
