import type { RopeParameters } from './rope-parameters.ts';

/** How one layer attends. */
export interface LayerAttention {
  /** A token sees itself and the tokens before it, this many in all; absent: every one. */
  readonly window?: number;
  /** Absent: queries and keys are not rotated. */
  readonly rope?: RopeParameters;
}

/**
 * What a decoder computes where families differ; everything else is Llama's block. Scales are factors, 1 where the family has none.
 */
export interface DecoderDesign {
  /** Where the norms of a branch (attention, MLP) stand: before it (Llama), behind it (OLMo 2) or both (Gemma 2). */
  readonly norms: 'before' | 'behind' | 'around';
  /** Added to the weight of every norm: Gemma stores weight − 1. */
  readonly normOffset: 0 | 1;
  /** Norm of queries and keys before they are rotated: over each head (Qwen3) or over the whole projection (OLMo 2). */
  readonly queryKeyNorm: 'none' | 'head' | 'projection';
  readonly activation: 'silu' | 'gelu' | 'gelu-tanh';
  /** Of embedded tokens. */
  readonly embeddingScale: number;
  /** Of what a branch adds to the residual stream; attn_out and mlp_out are taken behind it. */
  readonly branchScale: number;
  readonly logitScale: number;
  /** Of q · k before the softmax. */
  readonly attentionScale: number;
  /** cap · tanh(x / cap) over attention scores, before the mask. */
  readonly attentionCap?: number;
  /** The same over logits. */
  readonly logitCap?: number;
  /** Elements of a head that are rotated, the first ones; even. */
  readonly rotaryDimension: number;
  /** By layer. */
  readonly attention: readonly LayerAttention[];
}

/** Llama's block: what a family has where nothing else is said of it. */
export function plainDesign(layers: number, headDimension: number, rope: RopeParameters): DecoderDesign {
  return {
    norms: 'before',
    normOffset: 0,
    queryKeyNorm: 'none',
    activation: 'silu',
    embeddingScale: 1,
    branchScale: 1,
    logitScale: 1,
    attentionScale: headDimension ** -0.5,
    rotaryDimension: headDimension,
    attention: Array.from({ length: layers }, () => ({ rope })),
  };
}
