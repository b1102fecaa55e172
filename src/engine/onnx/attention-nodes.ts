import type { ModelConfig } from '../../checkpoint/model-config.ts';
import { type GraphWriter, MICROSOFT, OnnxType } from './graph-writer.ts';
import type { Segment } from './segment.ts';

/** GroupQueryAttention rotates whole heads of a multiple of 16 itself; elsewhere rotation is a node that needs `position_ids`. */
export function hasSeparateRotary(config: ModelConfig, segment: Pick<Segment, 'attention'>): boolean {
  const { headDimension, design } = config;
  return (
    segment.attention === 'appending' || headDimension % 16 !== 0 || design.rotaryDimension !== headDimension
  );
}

/** The window of the layers that have one, where sequences of up to `positions` tokens outgrow it. */
export function windowOf({ design }: Pick<ModelConfig, 'design'>, positions: number): number | undefined {
  const window = design.attention.find((layer) => layer.window !== undefined)?.window;
  return window !== undefined && window < positions ? window : undefined;
}

/**
 * The inputs of attention beside the past. Fused: `seqlens_k` [B] = valid length − 1, `total_sequence_length` []. Appending:
 * `past_mask` [B, 1, 1, P], 0 where the past holds a token and −∞ elsewhere, `new_mask` [1, 1, groups · S, S], the causal
 * mask among the new tokens, `split_sizes` = [P, S]; where a layer has a window, `past_mask.window` [B, 1, groups · S, P] and
 * `new_mask.window`, which are −∞ outside it too. Where rotation is a separate node: `position_ids` [B, S].
 */
export function addAttentionInputs(
  graph: GraphWriter,
  config: ModelConfig,
  segment: Segment,
  positions: number,
): void {
  if (hasSeparateRotary(config, segment)) graph.input('position_ids', OnnxType.int64, ['batch', 'sequence']);
  if (segment.attention === 'fused') {
    graph.input('seqlens_k', OnnxType.int32, ['batch']);
    graph.input('total_sequence_length', OnnxType.int32, []);
  } else {
    graph.input('past_mask', OnnxType.float32, ['batch', 1, 1, 'past']);
    graph.input('new_mask', OnnxType.float32, [1, 1, 'queries', 'sequence']);
    if (windowOf(config, positions) !== undefined) {
      graph.input('past_mask.window', OnnxType.float32, ['batch', 1, 'queries', 'past']);
      graph.input('new_mask.window', OnnxType.float32, [1, 1, 'queries', 'sequence']);
    }
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
  /** Tables of this layer's rotary embedding; absent: it has none. */
  rotary?: readonly [cos: string, sin: string] | undefined;
  /** Tokens that this layer sees; absent: all. */
  window?: number | undefined;
}): string {
  const { graph, config, layer, segment, project, rotary, window } = options;
  const { attentionScale, attentionCap } = config.design;
  const at = (suffix: string): string => `${layer}.${suffix}`;
  const cacheShape = (length: string) => ['batch', config.keyValueHeads, length, config.headDimension];
  const [q, k, v] = [project('q'), project('k'), project('v')];
  const pastKey = graph.input(`past_key.${layer}`, OnnxType.float32, cacheShape('past'));
  const pastValue = graph.input(`past_value.${layer}`, OnnxType.float32, cacheShape('past'));
  let attended: string;
  if (segment.attention === 'fused') {
    const present = ['key', 'value'].map((kind) => `present_${kind}.${layer}`);
    const inside = rotary && !hasSeparateRotary(config, segment) ? rotary : undefined;
    attended = graph.node(
      'GroupQueryAttention',
      [q, k, v, pastKey, pastValue, 'seqlens_k', 'total_sequence_length', ...(inside ?? [])],
      [at('attended'), ...present],
      {
        num_heads: { int: config.heads },
        kv_num_heads: { int: config.keyValueHeads },
        do_rotary: { int: inside ? 1 : 0 },
        rotary_interleaved: { int: 0 },
        ...(attentionScale === config.headDimension ** -0.5 ? {} : { scale: { float: attentionScale } }),
        ...(attentionCap === undefined ? {} : { softcap: { float: attentionCap } }),
        ...(window === undefined ? {} : { local_window_size: { int: window } }),
      },
      MICROSOFT,
    );
    for (const name of present) graph.output(name, OnnxType.float32, cacheShape('total'));
  } else {
    const masks = window === undefined ? '' : '.window';
    attended = attendAppending({ graph, config, at, q, k, v, pastKey, pastValue, masks });
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
 * softmax([c(s · q·pastᵀ) + past_mask, c(s · q·kᵀ) + new_mask]) over [past; new], with the scale s and c the cap on scores, where the
 * family has one; without joining past and new keys. The heads
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
  /** Behind the masks' names. */
  masks: string;
}): string {
  const { graph, config, at, pastKey, pastValue, masks } = options;
  const { keyValueHeads, headDimension, design } = config;
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
  const similarity = { transB: { int: 1 }, alpha: { float: design.attentionScale } };
  const product = (keys: string, name: string): string => {
    const scores = graph.node('FusedMatMul', [query, keys], at(name), similarity, MICROSOFT);
    return design.attentionCap === undefined ? scores : addCap(graph, scores, design.attentionCap, at(name));
  };
  const toPast = product(pastKey, 'to_past');
  const toNew = product(key, 'to_new');
  const scores = graph.node(
    'Concat',
    [
      graph.node('Add', [toPast, `past_mask${masks}`], at('to_past.masked')),
      graph.node('Add', [toNew, `new_mask${masks}`], at('to_new.masked')),
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

/** cap · tanh(x / cap). */
export function addCap(graph: GraphWriter, input: string, cap: number, name: string): string {
  const value = graph.constant(`cap.${cap}`, OnnxType.float32, [], Float32Array.of(cap));
  const squashed = graph.node(
    'Tanh',
    [graph.node('Div', [input, value], `${name}.over_cap`)],
    `${name}.tanh`,
  );
  return graph.node('Mul', [squashed, value], `${name}.capped`);
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
