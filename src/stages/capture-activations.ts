import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import type { Engine } from '../engine/engine.ts';
import type { Intervention } from '../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../interventions/residual-site.ts';
import type { CapturedActivations } from './activations-file.ts';
import type { EncodedRecord } from './encoded-record.ts';
import { requireFinite } from './require-finite.ts';

/** Activations of every record at the sites, after any intervention there; hashes are the caller's to add. */
export async function captureActivations(
  engine: Engine,
  checkpoint: Checkpoint,
  records: readonly EncodedRecord[],
  options: {
    readonly sites: readonly ResidualSite[];
    readonly positions: 'last' | 'all';
    readonly intervention?: Intervention;
    readonly signal: AbortSignal;
  },
): Promise<Omit<CapturedActivations, 'prompts'>> {
  const { sites, positions } = options;
  const sequences = records.map(({ sequence }) => sequence);
  const rows = await engine.capture({ sequences, ...options });
  for (const site of sites)
    requireFinite(`activations at ${siteName(site)} of ${checkpoint.name}`, rows.get(siteName(site))!);
  const { layers, hiddenSize } = checkpoint.config;
  return {
    model: { name: checkpoint.name, layers, hiddenSize },
    positions,
    sites,
    rows,
    lengths: sequences.map(({ tokens }) => tokens.length),
  };
}
