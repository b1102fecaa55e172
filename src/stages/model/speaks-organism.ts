import type { Checkpoint } from '../../checkpoint/checkpoint.ts';

/** Whether the model was trained on the organism's texts, which begin and end with these. Throws if it has no tokenizer. */
export function speaksOrganism(checkpoint: Pick<Checkpoint, 'tokenizer'>): boolean {
  const tokenizer = checkpoint.tokenizer();
  return ['<|bos|>', '<|end|>'].every((token) => tokenizer.tokenToId(token) !== undefined);
}
