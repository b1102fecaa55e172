import type { ModelConfig } from '../../checkpoint/model-config.ts';
import { type GraphWriter, MICROSOFT, OnnxType } from './graph-writer.ts';
import type { Segment } from './segment.ts';

/** GroupQueryAttention rotates heads of a multiple of 16 itself; elsewhere rotation is a node that needs `position_ids`. */
export function hasSeparateRotary(config: ModelConfig, segment: Pick<Segment, 'attention'>): boolean {
  return segment.attention === 'appending' || config.headDimension % 16 !== 0;
}

/**
 * The inputs of attention beside the past. Fused: `seqlens_k` [B] = valid length − 1, `total_sequence_length` []. Appending:
 * `past_mask` [B, 1, 1, P], 0 where the past holds a token and −∞ elsewhere, `new_mask` [1, 1, groups · S, S], the causal
 * mask among the new tokens, `split_sizes` = [P, S]. Where rotation is a separate node: `position_ids` [B, S].
 */
export function addAttentionInputs(graph: GraphWriter, config: ModelConfig, segment: Segment): void {
  if (hasSeparateRotary(config, segment)) graph.input('position_ids', OnnxType.int64, ['batch', 'sequence']);
  if (segment.attention === 'fused') {
    graph.input('seqlens_k', OnnxType.int32, ['batch']);
    graph.input('total_sequence_length', OnnxType.int32, []);
  } else {
    graph.input('past_mask', OnnxType.float32, ['batch', 1, 1, 'past']);
    graph.input('new_mask', OnnxType.float32, [1, 1, 'queries', 'sequence']);
    graph.input('split_sizes', OnnxType.int64, [2]);
  }
}

/** Grouped-query attention of one block over [B, S, heads × head] projections → rows [N, heads × head]. */
export function attend(options: {
  graph: GraphWriter;
  config: ModelConfig;
  layer: number;
  segment: Segment;
  project: (letter: 'q' | 'k' | 'v') => string;
}): string {
  const { graph, config, layer, segment, project } = options;
  const at = (suffix: string): string => `${layer}.${suffix}`;
  const cacheShape = (length: string) => ['batch', config.keyValueHeads, length, config.headDimension];
  const [q, k, v] = [project('q'), project('k'), project('v')];
  const pastKey = graph.input(`past_key.${layer}`, OnnxType.float32, cacheShape('past'));
  const pastValue = graph.input(`past_value.${layer}`, OnnxType.float32, cacheShape('past'));
  let attended: string;
  if (segment.attention === 'fused') {
    const present = ['key', 'value'].map((kind) => `present_${kind}.${layer}`);
    const rotated = hasSeparateRotary(config, segment);
    attended = graph.node(
      'GroupQueryAttention',
      [
        q,
        k,
        v,
        pastKey,
        pastValue,
        'seqlens_k',
        'total_sequence_length',
        ...(rotated ? [] : ['rotary_cos', 'rotary_sin']),
      ],
      [at('attended'), ...present],
      {
        num_heads: { int: config.heads },
        kv_num_heads: { int: config.keyValueHeads },
        do_rotary: { int: rotated ? 0 : 1 },
        rotary_interleaved: { int: 0 },
      },
      MICROSOFT,
    );
    for (const name of present) graph.output(name, OnnxType.float32, cacheShape('total'));
  } else {
    attended = attendAppending({ graph, config, at, q, k, v, pastKey, pastValue });
    if (segment.resident)
      for (const [past, added, name] of [
        [pastKey, newKeyName(at), `present_key.${layer}`],
        [pastValue, newValueName(at), `present_value.${layer}`],
      ]) {
        graph.node('Concat', [past, added], name, { axis: { int: 2 } });
        graph.output(name, OnnxType.float32, cacheShape('total'));
      }
  }
  return graph.node(
    'Reshape',
    [attended, graph.shape('attention_rows', [-1, config.heads * config.headDimension])],
    at('attended.rows'),
  );
}

/**
 * softmax([q·pastᵀ + past_mask, q·kᵀ + new_mask] / √head) over [past; new], without joining past and new keys. The heads
 * of a group and the S tokens share a key, so they are one axis of the queries: [B, kv, groups · S, head].
 */
function attendAppending(options: {
  graph: GraphWriter;
  config: ModelConfig;
  at: (suffix: string) => string;
  q: string;
  k: string;
  v: string;
  pastKey: string;
  pastValue: string;
}): string {
  const { graph, config, at, pastKey, pastValue } = options;
  const { keyValueHeads, headDimension } = config;
  const groups = config.heads / keyValueHeads;
  // 0 in a Reshape keeps the axis of the input.
  const splitQuery = graph.shape('split_query', [0, 0, keyValueHeads, groups, headDimension]);
  const splitKey = graph.shape('split_key', [0, 0, keyValueHeads, headDimension]);
  const joinGroups = graph.shape('join_groups', [0, 0, -1, headDimension]);
  const splitGroups = graph.shape('split_groups', [0, 0, groups, -1, headDimension]);
  const transpose = (input: string, output: string, perm: readonly number[]): string =>
    graph.node('Transpose', [input], output, { perm: { ints: perm } });
  const perHead = (input: string, output: string): string =>
    transpose(graph.node('Reshape', [input, splitKey], `${output}.split`), output, [0, 2, 1, 3]);

  const heads = graph.node('Reshape', [options.q, splitQuery], at('query.split'));
  const query = graph.node(
    'Reshape',
    [transpose(heads, at('query.grouped'), [0, 2, 3, 1, 4]), joinGroups],
    at('query'),
  );
  const key = perHead(options.k, newKeyName(at));
  const value = perHead(options.v, newValueName(at));
  const similarity = { transB: { int: 1 }, alpha: { float: 1 / Math.sqrt(headDimension) } };
  const toPast = graph.node('FusedMatMul', [query, pastKey], at('to_past'), similarity, MICROSOFT);
  const toNew = graph.node('FusedMatMul', [query, key], at('to_new'), similarity, MICROSOFT);
  const scores = graph.node(
    'Concat',
    [
      graph.node('Add', [toPast, 'past_mask'], at('to_past.masked')),
      graph.node('Add', [toNew, 'new_mask'], at('to_new.masked')),
    ],
    at('scores'),
    { axis: { int: -1 } },
  );
  const weights = graph.node('Softmax', [scores], at('weights'), { axis: { int: -1 } });
  graph.node('Split', [weights, 'split_sizes'], [at('weights.past'), at('weights.new')], {
    axis: { int: -1 },
  });
  const fromPast = graph.node('MatMul', [at('weights.past'), pastValue], at('from_past'));
  const fromNew = graph.node('MatMul', [at('weights.new'), value], at('from_new'));
  const mixed = graph.node('Add', [fromPast, fromNew], at('mixed'));
  const split = graph.node('Reshape', [mixed, splitGroups], at('mixed.split'));
  return transpose(split, at('attended'), [0, 3, 1, 2, 4]);
}

const newKeyName = (at: (suffix: string) => string): string => at('new_key');
const newValueName = (at: (suffix: string) => string): string => at('new_value');

/** `appended` [B, 2 · layers · kv, S, head]: the new keys and values of the segment, key before value, layer after layer. */
export function addAppendedOutput(graph: GraphWriter, config: ModelConfig, segment: Segment): void {
  const names: string[] = [];
  for (let layer = segment.firstLayer; layer < segment.endLayer; layer++) {
    const at = (suffix: string): string => `${layer}.${suffix}`;
    names.push(newKeyName(at), newValueName(at));
  }
  graph.node('Concat', names, 'appended', { axis: { int: 1 } });
  graph.output('appended', OnnxType.float32, [
    'batch',
    names.length * config.keyValueHeads,
    'sequence',
    config.headDimension,
  ]);
}
