import { canonicalJson } from '../formats/canonical-json.ts';
import { encodeIntervention } from '../interventions/intervention-file.ts';
import { damageFigure } from '../report/damage-figure.ts';
import { localisationFigure } from '../report/localisation-figure.ts';
import { markdownReport } from '../report/markdown-report.ts';
import { scatterFigure } from '../report/scatter-figure.ts';
import type { AuditOutcome } from './run-audit.ts';

/** What results.json may not hold because it changes from run to run: times, versions, the machine's numerics. */
export interface RunManifest {
  readonly command: readonly string[];
  readonly startedAt: string;
  readonly seconds: number;
  readonly workers: number;
  readonly versions: Readonly<Record<string, string>>;
  readonly cpu: string;
}

/** The files of a finished audit by their path in the run folder; results.json is the same bytes for the same plan. */
export async function runFiles(
  { results, interventions }: AuditOutcome,
  manifest: RunManifest,
): Promise<Map<string, string | Uint8Array>> {
  const figures = {
    localisation: 'figures/localisation.svg',
    scatter: 'figures/scatter.svg',
    damage: 'figures/damage.svg',
  };
  const files = new Map<string, string | Uint8Array>([
    ['manifest.json', `${canonicalJson(manifest, 2)}\n`],
    ['results.json', `${canonicalJson(withoutInfinities(results), 2)}\n`],
    ['report.md', markdownReport(results, figures)],
    [figures.localisation, await localisationFigure(results)],
    [figures.scatter, await scatterFigure(results)],
    [figures.damage, await damageFigure(results)],
  ]);
  for (const { armId } of results.chosen)
    files.set(
      `interventions/${armId.replace('/', '-')}.safetensors`,
      encodeIntervention(interventions.get(armId)!),
    );
  return files;
}

/** JSON has no infinities: an exploded perplexity is written as "Infinity". */
function withoutInfinities(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(withoutInfinities);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, withoutInfinities(entry)]));
}
