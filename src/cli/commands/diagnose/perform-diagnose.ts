import { readActivations } from '../../../stages/fit/read-activations.ts';
import { commonSites, diagnose } from '../../../stages/run/diagnose.ts';
import { parseShrinkage } from '../../options/parse-shrinkage.ts';
import { formatDiagnostics } from './format-diagnostics.ts';
import { parseSites } from './parse-sites.ts';

/** `diagnose`: a table of all sites, or JSON. */
export function performDiagnose(flags: {
  /** Activation files: source, target, and both for held-out prompts. */
  readonly files: readonly [string, string, string | undefined, string | undefined];
  readonly sites: string;
  readonly rank: number;
  readonly shrinkage: string;
  readonly heldOut: number;
  readonly twins: boolean;
  readonly permutations: number;
  readonly seed: number;
  readonly json: boolean;
}): void {
  const { rank, heldOut, twins, permutations, seed } = flags;
  const shrinkage = parseShrinkage(flags.shrinkage);
  const paths = flags.files.filter((path) => path !== undefined);
  const sets = paths.map(readActivations);
  const [source, target, heldOutSource, heldOutTarget] = sets;
  const sites = parseSites(flags.sites, commonSites(sets));
  const options = { sites, rank, shrinkage, heldOut, twins, permutations, seed };
  const found = [...diagnose({ source, target, heldOutSource, heldOutTarget, ...options })];
  process.stdout.write(
    flags.json
      ? `${JSON.stringify({ files: paths, shrinkage, sites: Object.fromEntries(found) })}\n`
      : formatDiagnostics(found),
  );
}
