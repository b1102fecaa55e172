import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { CaptureRequest, EncodedSequence, Engine } from '../../engine/engine.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { type ResidualSite, siteName } from '../../interventions/residual-site.ts';
import { precisionField } from '../model/precision-field.ts';
import type { ActivationTable, Positions } from './activations-file.ts';
import type { EncodedRecord } from './encoded-record.ts';
import { requireFinite } from './require-finite.ts';

/**
 * Activations of every record at the sites, after any intervention there; the caller adds hashes. The mean is
 * over the prompt's tokens, position 0 included, a completion's not; over all tokens if a text has no roles.
 */
export async function captureActivations(
  engine: Engine,
  checkpoint: Checkpoint,
  records: readonly EncodedRecord[],
  options: {
    readonly sites: readonly ResidualSite[];
    readonly positions: Positions;
    readonly intervention?: Intervention;
    readonly signal?: AbortSignal;
    readonly onProgress?: (done: number, total: number) => void;
    /** The engine loads a group of blocks at a time: as many prompts as memory allows go through each, as loading dominates the cost. */
    readonly inGroups?: boolean;
  },
): Promise<Omit<ActivationTable, 'prompts'>> {
  const { sites, positions, onProgress, inGroups = false, ...rest } = options;
  const sequences = records.map(({ sequence }) => sequence);
  const request = { ...rest, sites };
  const longest = Math.max(1, ...sequences.map(({ tokens }) => tokens.length));
  const sequenceBytes = 4 * checkpoint.config.hiddenSize * longest;
  const chunkSize = inGroups ? Math.max(CHUNK, Math.floor(GROUP_BYTES / sequenceBytes)) : CHUNK;
  const rows = await captureRows(engine, sequences, { ...request, positions }, chunkSize, onProgress);
  for (const site of sites)
    requireFinite(`activations at ${siteName(site)} of ${checkpoint.name}`, rows.get(siteName(site))!);
  const { layers, hiddenSize } = checkpoint.config;
  return {
    model: { name: checkpoint.name, layers, hiddenSize },
    ...precisionField(checkpoint),
    positions,
    sites,
    rows,
    lengths: sequences.map(({ tokens }) => tokens.length),
  };
}

/** Prompts per call: enough for batches by length, few enough to report progress. Rows do not depend on their batch. */
const CHUNK = 256;
/** Memory for residual streams that wait for the next group of blocks. */
const GROUP_BYTES = 2 ** 30;

async function captureRows(
  engine: Engine,
  sequences: readonly EncodedSequence[],
  options: Omit<CaptureRequest, 'sequences'> & { readonly positions: Positions },
  chunkSize: number,
  onProgress?: (done: number, total: number) => void,
): Promise<ReadonlyMap<string, Float32Array>> {
  const watch = (before: number) => (done: number) => onProgress?.(before + done, sequences.length);
  if (sequences.length <= chunkSize) return engine.capture({ ...options, sequences, onProgress: watch(0) });
  const d = engine.config.hiddenSize;
  const count = (some: readonly EncodedSequence[]): number =>
    options.positions === 'all' ? some.reduce((sum, { tokens }) => sum + tokens.length, 0) : some.length;
  const total = count(sequences);
  const joined = new Map(options.sites.map((site) => [siteName(site), new Float32Array(total * d)]));
  let at = 0;
  for (let start = 0; start < sequences.length; start += chunkSize) {
    const chunk = sequences.slice(start, start + chunkSize);
    const rows = await engine.capture({ ...options, sequences: chunk, onProgress: watch(start) });
    for (const [name, all] of joined) all.set(rows.get(name)!, at * d);
    at += count(chunk);
  }
  return joined;
}
