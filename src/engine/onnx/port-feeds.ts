import type { AffineMap } from '../../interventions/affine-map.ts';
import { siteName } from '../../interventions/residual-site.ts';
import { portInput } from './port-nodes.ts';
import type { Feeds, Runtime } from './runtime.ts';
import type { Port } from './segment.ts';

/** The run-time inputs of one port; without a map the port is fed zeros, which leaves the stream as it is. */
export function portFeeds(
  runtime: Pick<Runtime, 'Tensor'>,
  port: Port,
  map: AffineMap | undefined,
  hiddenSize: number,
): Feeds {
  const d = hiddenSize;
  const { rank, basis, gain } = lowRankPart(map, d);
  const bias = new Float64Array(rank);
  if (map)
    for (let j = 0; j < d; j++) for (let r = 0; r < rank; r++) bias[r] -= map.origin[j] * basis[j * rank + r];
  const tensor = (data: Float32Array, shape: number[]) => new runtime.Tensor('float32', data, shape);
  const feeds: Feeds = {
    [portInput(port, 'factor')]: tensor(map ? map.scale.map((s) => s - 1) : new Float32Array(d), [d]),
    [portInput(port, 'basis')]: tensor(basis, [d, rank]),
    [portInput(port, 'bias')]: tensor(Float32Array.from(bias), [rank]),
    [portInput(port, 'gain')]: tensor(gain, [rank, d]),
    [portInput(port, 'shift')]: tensor(map?.shift ?? new Float32Array(d), [d]),
  };
  if (port.clipped) {
    feeds[portInput(port, 'lower')] = tensor(map?.range?.lower ?? new Float32Array(d).fill(-Infinity), [d]);
    feeds[portInput(port, 'upper')] = tensor(map?.range?.upper ?? new Float32Array(d).fill(Infinity), [d]);
  }
  return feeds;
}

/**
 * Basis and gain of a map. Rank 1 gets a second column of zeros: a product with a single column sums in an order that
 * depends on the number of rows, and rows must not depend on their batch.
 */
function lowRankPart(
  map: AffineMap | undefined,
  d: number,
): { readonly rank: number; readonly basis: Float32Array; readonly gain: Float32Array } {
  if (!map || map.rank === 0) return { rank: 0, basis: new Float32Array(0), gain: new Float32Array(0) };
  if (map.rank > 1) return map;
  const basis = new Float32Array(2 * d);
  for (let j = 0; j < d; j++) basis[2 * j] = map.basis[j];
  const gain = new Float32Array(2 * d);
  gain.set(map.gain);
  return { rank: 2, basis, gain };
}

/** The segments' ports for an intervention; clipped ones carry the gate. */
export function portsOf(maps: ReadonlyMap<string, AffineMap>, sites: readonly Port['site'][]): Port[] {
  return sites.map((site) => ({ site, clipped: maps.get(siteName(site))?.range !== undefined }));
}
