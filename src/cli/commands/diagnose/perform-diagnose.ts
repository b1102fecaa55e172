import { adjustAcrossSites } from '../../../diagnostics/adjust-across-sites.ts';
import { type SiteDiagnostics, siteDiagnostics } from '../../../diagnostics/site-diagnostics.ts';
import { splitHeldOut } from '../../../diagnostics/split-held-out.ts';
import { InvalidInputError } from '../../../errors/invalid-input-error.ts';
import { readSafetensorsHeader } from '../../../formats/safetensors-file.ts';
import { parseSiteName, type ResidualSite, siteName } from '../../../interventions/residual-site.ts';
import type { Sample } from '../../../linalg/sample.ts';
import { type ActivationsFile, readActivations } from '../../../stages/fit/read-activations.ts';
import { type Classes, readClasses } from '../../../stages/fit/read-classes.ts';
import type { ClassGroups } from '../../../statistics/permuted-labels.ts';
import type { CovarianceShrinkage } from '../../../transport/shrink-covariance.ts';
import { parseShrinkage } from '../../options/parse-shrinkage.ts';
import { formatDiagnostics } from './format-diagnostics.ts';
import { parseSites } from './parse-sites.ts';

interface DiagnoseRequest {
  /** Source, target, and both again of held-out prompts. */
  readonly files: readonly [string, string, string | undefined, string | undefined];
  readonly sites: string;
  readonly rank: number;
  readonly shrinkage: string;
  readonly heldOut: number;
  /** Row i of both classes belong together. */
  readonly twins: boolean;
  readonly permutations: number;
  readonly seed: number;
  readonly json: boolean;
}

/** `diagnose`: a table of all sites, or JSON. */
export function performDiagnose(request: DiagnoseRequest): void {
  const { rank, permutations, seed } = request;
  const paths = request.files.filter((path) => path !== undefined);
  if (paths.length === 3)
    throw new InvalidInputError(
      'activations',
      'held-out rows are given for the source only',
      'Give both files or none.',
    );
  const shrinkage: CovarianceShrinkage = parseShrinkage(request.shrinkage);
  const files = paths.map(readActivations);
  checkFiles(files);
  const sites = parseSites(request.sites, commonSites(paths));
  if (sites.length === 0)
    throw new InvalidInputError('activations', `${paths.join(', ')} have no site together`);
  const diagnostics = sites.map((site) => {
    const { source, target, heldOutSource, heldOutTarget } = samplesAt(site, files, request);
    const samples = { fitSource: source, fitTarget: target, heldOutSource, heldOutTarget };
    const twins = request.twins
      ? { groups: { fit: twinGroups(source, target), heldOut: twinGroups(heldOutSource, heldOutTarget) } }
      : {};
    try {
      return siteDiagnostics({ ...samples, ...twins, rank, shrinkage, permutations, seed });
    } catch (error) {
      if (!(error instanceof InvalidInputError)) throw error;
      throw new InvalidInputError(`${paths.join(' and ')}, tensor "${siteName(site)}"`, error.message);
    }
  });
  const named = adjustAcrossSites(diagnostics).map((found, i): [string, SiteDiagnostics] => [
    siteName(sites[i]),
    found,
  ]);
  process.stdout.write(
    request.json
      ? `${JSON.stringify({ files: paths, shrinkage, sites: Object.fromEntries(named) })}\n`
      : formatDiagnostics(named),
  );
}

/** Rows have to be prompts, and held-out prompts other ones. */
function checkFiles(files: readonly ActivationsFile[]): void {
  const tokens = files.find(({ positions }) => positions === 'all');
  if (tokens)
    throw new InvalidInputError(
      tokens.path,
      'holds every token of its prompts: its rows are not independent',
      'Capture with --positions last or mean.',
    );
  for (const [i, { path, prompts }] of files.slice(2).entries())
    if (prompts !== undefined && prompts === files[i].prompts)
      throw new InvalidInputError(path, `is of the same prompts as ${files[i].path}, so nothing is held out`);
}

function commonSites(paths: readonly string[]): ResidualSite[] {
  const [first, ...others] = paths.map((path) => new Set(readSafetensorsHeader(path).tensors.keys()));
  return [...first]
    .filter((name) => others.every((names) => names.has(name)))
    .flatMap((name) => {
      try {
        return [parseSiteName(name)];
      } catch {
        // Another tensor of the file.
        return [];
      }
    });
}

function samplesAt(
  site: ResidualSite,
  [sourceFile, targetFile, heldOutSource, heldOutTarget]: readonly ActivationsFile[],
  { heldOut: share, seed, twins }: DiagnoseRequest,
): Classes & { readonly heldOutSource: Classes['source']; readonly heldOutTarget: Classes['target'] } {
  const classes = readClasses(sourceFile, targetFile, site);
  if (heldOutSource && heldOutTarget) {
    const held = readClasses(heldOutSource, heldOutTarget, site);
    return { ...classes, heldOutSource: held.source, heldOutTarget: held.target };
  }
  // Twins are held out together.
  const [first, second] = twins ? ['both', 'both'] : ['source', 'target'];
  const source = splitHeldOut(classes.source, { share, seed, label: first });
  const target = splitHeldOut(classes.target, { share, seed, label: second });
  return {
    source: source.fit,
    target: target.fit,
    heldOutSource: source.heldOut,
    heldOutTarget: target.heldOut,
  };
}

/** A group a row number, shared by the classes. */
function twinGroups(source: Sample, target: Sample): ClassGroups {
  if (source.count !== target.count)
    throw new InvalidInputError('--twins', `${source.count} and ${target.count} rows are no pairs`);
  const numbers = Array.from({ length: source.count }, (_, i) => i);
  return { source: numbers, target: numbers };
}
