import { siteName } from '../../interventions/residual-site.ts';
import { type GraphWriter, OnnxType } from './graph-writer.ts';
import type { Port } from './segment.ts';

/** Name of a port's run-time input. */
export function portInput(
  port: Port,
  part: 'factor' | 'basis' | 'bias' | 'gain' | 'shift' | 'lower' | 'upper',
): string {
  return `port.${siteName(port.site)}.${part}`;
}

/**
 * Lets a map into the stream h [N, d]: h + mask ⊙ gate(h) ⊙ ((s − 1) ⊙ h + (h B − o B) G + c). Everything of the
 * map is a run-time input of any rank, so swapping maps costs nothing, and zeros switch the port off exactly.
 */
export function addPort(graph: GraphWriter, port: Port, hidden: string, hiddenSize: number): string {
  const name = siteName(port.site);
  const rank = `rank.${name}`;
  const factor = graph.input(portInput(port, 'factor'), OnnxType.float32, [hiddenSize]);
  const basis = graph.input(portInput(port, 'basis'), OnnxType.float32, [hiddenSize, rank]);
  const bias = graph.input(portInput(port, 'bias'), OnnxType.float32, [rank]);
  const gain = graph.input(portInput(port, 'gain'), OnnxType.float32, [rank, hiddenSize]);
  const shift = graph.input(portInput(port, 'shift'), OnnxType.float32, [hiddenSize]);
  const coordinates = graph.node('Gemm', [hidden, basis, bias], `${name}.coordinates`);
  const lowRank = graph.node('Gemm', [coordinates, gain, shift], `${name}.low_rank`);
  const scaled = graph.node('Mul', [hidden, factor], `${name}.scaled`);
  let change = graph.node('Add', [lowRank, scaled], `${name}.change`);
  if (port.clipped) {
    const lower = graph.input(portInput(port, 'lower'), OnnxType.float32, [hiddenSize]);
    const upper = graph.input(portInput(port, 'upper'), OnnxType.float32, [hiddenSize]);
    const above = graph.node('Greater', [hidden, lower], `${name}.above`);
    const below = graph.node('Less', [hidden, upper], `${name}.below`);
    const inside = graph.node('And', [above, below], `${name}.inside`);
    const gate = graph.node('Cast', [inside], `${name}.gate`, { to: { int: OnnxType.float32 } });
    change = graph.node('Mul', [change, gate], `${name}.gated`);
  }
  const masked = graph.node('Mul', [change, 'mask'], `${name}.masked`);
  return graph.node('Add', [hidden, masked], `${name}.ported`);
}
