import type { ModelFamily } from '../../checkpoint/model-config.ts';

/** Differences between the families that the decoder graph supports; everything else is the same Llama block. */
export interface FamilyTraits {
  /** RMS norm over each head of queries and keys before the rotary embedding. */
  readonly queryKeyNorm: boolean;
}

export const FAMILIES: Readonly<Record<ModelFamily, FamilyTraits>> & {
  readonly other?: undefined;
} = {
  llama: { queryKeyNorm: false },
  mistral: { queryKeyNorm: false },
  qwen2: { queryKeyNorm: false },
  qwen3: { queryKeyNorm: true },
};
