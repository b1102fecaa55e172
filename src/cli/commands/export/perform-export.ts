import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { checkOutput } from '../../../formats/check-output.ts';
import { exportPython } from '../../../report/python/export-python.ts';
import { writeResult } from '../../terminal/write-result.ts';

const EXPORTS = `what can be exported:

  --python INTERVENTION   an intervention as one page of Python: forward hooks for torch and transformers that
                          apply the file in memory, and a command that prints greedy tokens, logits and
                          log-probabilities to compare with generate and score

Other files need no export: safetensors and JSON lines, described in docs/formats.md.
`;

/** `export`; given nothing to export, lists the choices. */
export function performExport({
  python,
  out,
  force,
}: {
  readonly python?: string;
  readonly out?: string;
  readonly force: boolean;
}): void {
  if (python === undefined) {
    if (out !== undefined || force)
      throw new InvalidInputError(
        out === undefined ? '--force' : '--out',
        'nothing to export is given',
        EXPORTS,
      );
    process.stdout.write(EXPORTS);
    return;
  }
  const target = out ?? '-';
  checkOutput(target, force);
  const { page, intervention } = exportPython(python);
  const { sites, provenance, scope } = intervention;
  const count = `${sites.length} site${sites.length === 1 ? '' : 's'}`;
  writeResult(target, page, `${provenance.method} at ${count}, scope ${scope}`);
}
