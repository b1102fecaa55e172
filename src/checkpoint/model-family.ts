/** Families that the lab's own engine builds, named like transformers' `model_type`. */
export type ModelFamily =
  | 'llama'
  | 'mistral'
  | 'qwen2'
  | 'qwen3'
  | 'gemma2'
  | 'gemma3'
  | 'phi3'
  | 'olmo2'
  | 'olmo3'
  | 'granite'
  | 'smollm3';
