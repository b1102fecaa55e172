import type { ModelConfig } from '../../checkpoint/model-config.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { type ResidualPoint, siteName } from '../../interventions/residual-site.ts';
import {
  addAppendedOutput,
  addAttentionInputs,
  addCap,
  attend,
  hasSeparateRotary,
  windowOf,
} from './attention-nodes.ts';
import { GraphWriter, MICROSOFT, OnnxType } from './graph-writer.ts';
import { addPort } from './port-nodes.ts';
import { rotaryTables } from './rotary-tables.ts';
import { captureRowsName, type Segment } from './segment.ts';
import { WeightNodes, type WeightSources } from './weight-nodes.ts';

export interface DecoderGraphOptions extends WeightSources {
  readonly config: ModelConfig;
  readonly segment: Segment;
  /** Longest sequence that the rotary tables cover. */
  readonly positions: number;
}

/**
 * The ONNX model of one segment of a Llama-like decoder, over the checkpoint's own safetensors files.
 *
 * Inputs (B rows right-padded to S tokens, N = B·S, past length P): `ids` [B, S] or `residual` [N, d];
 * `batch_shape` = [B, S, −1]; those of {@link addAttentionInputs}; `past_key.l`, `past_value.l` [B, kv, P, head]; with ports
 * `mask` [N, 1] and the maps; with captures `capture_rows` [C], rows of N to hand out; with a head `rows` [R],
 * `logit_rows` [L], which of them logits come out for, `scored` [Q], which of them, and `targets` [Q, 1], the tokens whose log-probability is wanted there.
 * Outputs: `residual_out` [N, d] or `logits` [L, V], `next` [R], `target_logprob` [Q, 1]; `<site>` [C, d];
 * `present_key.l`, `present_value.l`, or `appended`. A resident segment has `capture_rows.<site>` for each capture, and both past and new places in `present_…`; its residual stream does not.
 */
export function buildDecoderGraph({
  config,
  tensors,
  matrices = new Map(),
  segment,
  positions,
  location,
  products = 'integer',
  half = false,
}: DecoderGraphOptions): Uint8Array {
  const graph = new GraphWriter();
  const d = config.hiddenSize;
  const { design } = config;
  if (config.family === 'other')
    throw new InvalidInputError(
      'engine onnx',
      `has no graph for ${config.architecture}`,
      'Use `engine: transformers`.',
    );
  const float = OnnxType.float32;

  const weights = new WeightNodes(graph, { tensors, matrices, location, products, half });
  const linear = (input: string, name: string, output: string): string => weights.linear(input, name, output);
  const norm = (input: string, name: string, output: string): string => {
    const stored = weights.float(`${name}.weight`);
    // Folded when the session loads, as casts are.
    const scale =
      design.normOffset === 0
        ? stored
        : graph.node('Add', [stored, scalar('norm_offset', 1)], `${output}.scale`);
    return graph.node('SimplifiedLayerNormalization', [input, scale], output, {
      axis: { int: -1 },
      epsilon: { float: config.normEpsilon },
      stash_type: { int: 1 },
    });
  };
  const scalar = (name: string, value: number): string =>
    graph.constant(name, float, [], Float32Array.of(value));
  const scaled = (input: string, name: string, factor: number, output: string): string =>
    factor === 1 ? input : graph.node('Mul', [input, scalar(name, factor)], output);

  graph.input('batch_shape', OnnxType.int64, [3]);
  if (segment.endLayer > segment.firstLayer) {
    addAttentionInputs(graph, config, segment, positions);
  }
  if (segment.ports.length > 0) graph.input('mask', float, ['tokens', 1]);
  const captureRows = new Set(segment.captures.map((site) => captureRowsName(segment, siteName(site))));
  for (const rows of captureRows) graph.input(rows, OnnxType.int64, [rows]);

  const ports = new Map(segment.ports.map((port) => [siteName(port.site), port]));
  const captures = new Set(segment.captures.map(siteName));
  const atSite = (point: ResidualPoint, layer: number, value: string): string => {
    const name = siteName({ point, layer });
    const port = ports.get(name);
    const result = port ? addPort(graph, port, value, d) : value;
    if (captures.has(name)) {
      const rows = captureRowsName(segment, name);
      graph.node('Gather', [result, rows], name, { axis: { int: 0 } });
      graph.output(name, float, [rows, d]);
    }
    return result;
  };

  const rotaryOf = rotaryTableNames(graph, config, positions);
  const window = windowOf(config, positions);

  let hidden: string;
  if (segment.embed) {
    graph.input('ids', OnnxType.int64, ['batch', 'sequence']);
    const ids = graph.node('Reshape', ['ids', graph.shape('flat', [-1])], 'flat_ids');
    const table = 'model.embed_tokens.weight';
    const rows = graph.node('Gather', [weights.stored(table), ids], 'embedded');
    hidden =
      tensors.get(table)!.dtype === 'F32'
        ? rows
        : graph.node('Cast', [rows], 'embedded.float32', { to: { int: float } });
    hidden = scaled(hidden, 'embedding_scale', design.embeddingScale, 'embedded.scaled');
  } else {
    hidden = graph.input('residual', float, ['tokens', d]);
    const entry = ports.get(siteName({ point: 'resid_post', layer: segment.firstLayer - 1 }));
    if (entry) hidden = addPort(graph, entry, hidden, d);
  }

  for (let layer = segment.firstLayer; layer < segment.endLayer; layer++) {
    const block = `model.layers.${layer}`;
    const at = (suffix: string): string => `${layer}.${suffix}`;
    hidden = atSite('resid_pre', layer, hidden);

    // OLMo 2 has no norm before a branch; its first norm has the name that Llama gives to the second.
    const attentionInput =
      design.norms === 'behind' ? hidden : norm(hidden, `${block}.input_layernorm`, at('attention_input'));
    const rotary = rotaryOf(layer);
    const project = (letter: 'q' | 'k' | 'v'): string => {
      let value = linear(attentionInput, `${block}.self_attn.${letter}_proj`, at(letter));
      if (design.queryKeyNorm === 'projection' && letter !== 'v')
        value = norm(value, `${block}.self_attn.${letter}_norm`, at(`${letter}.normed`));
      if (design.queryKeyNorm === 'head' && letter !== 'v') {
        const heads = graph.node(
          'Reshape',
          [value, graph.shape('per_head', [-1, config.headDimension])],
          at(`${letter}.heads`),
        );
        value = norm(heads, `${block}.self_attn.${letter}_norm`, at(`${letter}.normed`));
      }
      const batched = graph.node('Reshape', [value, 'batch_shape'], at(`${letter}.batched`));
      if (letter === 'v' || !rotary || !hasSeparateRotary(config, segment)) return batched;
      return graph.node(
        'RotaryEmbedding',
        [batched, 'position_ids', ...rotary],
        at(`${letter}.rotated`),
        {
          num_heads: { int: letter === 'q' ? config.heads : config.keyValueHeads },
          rotary_embedding_dim: { int: design.rotaryDimension },
        },
        MICROSOFT,
      );
    };
    const attended = attend({
      graph,
      config,
      layer,
      segment,
      project,
      rotary,
      window: design.attention[layer].window === undefined ? undefined : window,
    });
    // What a branch adds to the stream: behind the norm that follows it, and scaled.
    const added = (point: 'attn_out' | 'mlp_out', branch: string, normName: string): string => {
      const normed =
        design.norms === 'before' ? branch : norm(branch, `${block}.${normName}`, `${branch}.normed`);
      return atSite(point, layer, scaled(normed, 'branch_scale', design.branchScale, `${branch}.scaled`));
    };
    const attention = added(
      'attn_out',
      linear(attended, `${block}.self_attn.o_proj`, at('attention')),
      'post_attention_layernorm',
    );
    hidden = graph.node('Add', [hidden, attention], at('resid_mid'));

    const mlpNorm = design.norms === 'before' ? 'post_attention_layernorm' : 'pre_feedforward_layernorm';
    const mlpInput =
      design.norms === 'behind' ? hidden : norm(hidden, `${block}.${mlpNorm}`, at('mlp_input'));
    const gate = activation(
      graph,
      design.activation,
      linear(mlpInput, `${block}.mlp.gate_proj`, at('gate')),
      at,
    );
    const up = linear(mlpInput, `${block}.mlp.up_proj`, at('up'));
    const activated = graph.node('Mul', [gate, up], at('activated'));
    const mlp = added(
      'mlp_out',
      linear(activated, `${block}.mlp.down_proj`, at('mlp')),
      'post_feedforward_layernorm',
    );
    hidden = atSite('resid_post', layer, graph.node('Add', [hidden, mlp], at('resid_post')));
  }

  if (segment.attention === 'appending' && !segment.resident) addAppendedOutput(graph, config, segment);
  if (segment.head) {
    graph.input('rows', OnnxType.int64, ['rows']);
    graph.input('scored', OnnxType.int64, ['scored']);
    graph.input('targets', OnnxType.int64, ['scored', 1]);
    const rows = graph.node('Gather', [hidden, 'rows'], 'final_rows', { axis: { int: 0 } });
    const final = norm(rows, 'model.norm', 'final_normed');
    const head = config.tieWordEmbeddings ? 'model.embed_tokens' : 'lm_head';
    const plain = weights.linearInSlices(final, head, 'all_logits');
    const scaledLogits = scaled(plain, 'logit_scale', design.logitScale, 'all_logits.scaled');
    const all =
      design.logitCap === undefined
        ? scaledLogits
        : addCap(graph, scaledLogits, design.logitCap, 'all_logits');
    // A row of logits is as long as the vocabulary: only those that are read leave the graph.
    graph.input('logit_rows', OnnxType.int64, ['logit_rows']);
    graph.node('Gather', [all, 'logit_rows'], 'logits', { axis: { int: 0 } });
    graph.node('ArgMax', [all], 'next', { axis: { int: -1 }, keepdims: { int: 0 } });
    const scored = graph.node('Gather', [all, 'scored'], 'scored_logits', { axis: { int: 0 } });
    const logProbabilities = graph.node('LogSoftmax', [scored], 'log_probabilities', { axis: { int: -1 } });
    graph.node('GatherElements', [logProbabilities, 'targets'], 'target_logprob', { axis: { int: 1 } });
    graph.output('logits', float, ['logit_rows', config.vocabularySize]);
    graph.output('next', OnnxType.int64, ['rows']);
    graph.output('target_logprob', float, ['scored', 1]);
  } else if (!segment.resident) {
    graph.node('Identity', [hidden], 'residual_out');
    graph.output('residual_out', float, ['tokens', d]);
  }
  return graph.finish();
}

/** The tables [positions, rotary / 2] of each layer's rotary embedding, each distinct one held once. */
function rotaryTableNames(
  graph: GraphWriter,
  { design }: ModelConfig,
  positions: number,
): (layer: number) => readonly [string, string] | undefined {
  const known = new Map<string, readonly [string, string]>();
  return (layer) => {
    const { rope } = design.attention[layer];
    if (!rope) return undefined;
    const key = JSON.stringify(rope);
    const suffix = known.size === 0 ? '' : `.${known.size}`;
    const names = known.get(key) ?? ([`rotary_cos${suffix}`, `rotary_sin${suffix}`] as const);
    if (!known.has(key)) {
      const { cos, sin } = rotaryTables(rope, design.rotaryDimension, positions);
      const shape = [positions, design.rotaryDimension / 2];
      graph.constant(names[0], OnnxType.float32, shape, cos);
      graph.constant(names[1], OnnxType.float32, shape, sin);
      known.set(key, names);
    }
    return names;
  };
}

/** Of the gate; silu is written out, which onnxruntime fuses. */
function activation(
  graph: GraphWriter,
  kind: ModelConfig['design']['activation'],
  gate: string,
  at: (suffix: string) => string,
): string {
  if (kind === 'silu')
    return graph.node('Mul', [gate, graph.node('Sigmoid', [gate], at('sigmoid'))], at('silu'));
  if (kind === 'gelu') return graph.node('Gelu', [gate], at('gelu'), {}, MICROSOFT);
  return graph.node('FastGelu', [gate], at('gelu'), {}, MICROSOFT);
}
