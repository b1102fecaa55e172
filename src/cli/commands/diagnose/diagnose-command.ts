import { Command } from 'commander';
import { DEFAULT_PERMUTATIONS } from '../../../diagnostics/default-permutations.ts';
import { parseFiniteNumber } from '../../options/parse-finite-number.ts';
import { parsePositiveInteger } from '../../options/parse-positive-integer.ts';

/** Geometry of activations, and whether a Gaussian map between the classes is justified. */
export function diagnoseCommand(): Command {
  return new Command('diagnose')
    .description('test class separation and whether a Gaussian map fits')
    .argument('<source>', 'activations of harmful prompts')
    .argument('<target>', 'activations of harmless prompts')
    .argument('[held-out-source]', 'activations of other harmful prompts (default: a part of the first file)')
    .argument(
      '[held-out-target]',
      'activations of other harmless prompts (default: a part of the second file)',
    )
    .option('--sites <list>', 'all, or sites and ranges of layers: resid_post.7,resid_pre.3-5', 'all')
    .option('--rank <k>', 'dimensions K of the subspace', parsePositiveInteger, 1)
    .option('--shrinkage <kind>', 'shrinkage of the covariances: none, ledoit-wolf, oas or a weight', 'none')
    .option(
      '--held-out <share>',
      'share of the rows held out if no held-out files are given',
      parseFiniteNumber,
      0.25,
    )
    .option(
      '--twins',
      'row i of source and target are twins (the same request, harmful and harmless): permute within pairs',
      false,
    )
    .option('--permutations <n>', 'permutations per test', parsePositiveInteger, DEFAULT_PERMUTATIONS)
    .option('--seed <n>', 'random seed', parseFiniteNumber, 0)
    .option('--json', 'print JSON', false)
    .action(async (source, target, heldOutSource, heldOutTarget, flags) => {
      const { performDiagnose } = await import('./perform-diagnose.ts');
      performDiagnose({ ...flags, files: [source, target, heldOutSource, heldOutTarget] });
    });
}
