import { HubError } from './hub-error.ts';

/** The files of a repository that a model is loaded from. */
export interface ModelFiles {
  /** Configuration, tokenizer, chat template, and the index of the weights where they are in shards. */
  readonly descriptions: readonly string[];
  /** Undefined where `shardIndex` names the files. */
  readonly weights: string | undefined;
  readonly shardIndex: string | undefined;
}

/** Files that are read if a model has them; a model is incomplete without the others. */
export const OPTIONAL_FILES = [
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'chat_template.jinja',
] as const;

export const SINGLE_WEIGHTS = 'model.safetensors';
export const SHARD_INDEX = 'model.safetensors.index.json';

/** Files that the Python libraries also need to open a tokenizer, so that they find them in the cache. */
const DESCRIPTION =
  /^(config\.json|generation_config\.json|tokenizer[^/]*\.(json|model)|chat_template[^/]*|special_tokens_map\.json|added_tokens\.json)$/;

/**
 * Chooses among the names in a repository's top folder: the weights once, in safetensors; no pickles, no other
 * formats, no second copy (`consolidated.safetensors`). Throws {@link HubError} where there is no model to be loaded.
 */
export function modelFiles(repository: string, names: readonly string[]): ModelFiles {
  const has = (name: string): boolean => names.includes(name);
  const some = (pattern: RegExp): boolean => names.some((name) => pattern.test(name));
  if (!has('config.json'))
    throw has('adapter_config.json')
      ? new HubError(repository, 'is an adapter, not a whole model', {
          remedy: 'Merge it into its base model and give the folder.',
        })
      : new HubError(
          repository,
          some(/\.gguf$/) ? 'holds GGUF files, which are not read' : 'has no config.json',
          {
            remedy: "Give the repository of the model's original weights, in safetensors.",
          },
        );
  const single = has(SINGLE_WEIGHTS);
  if (!single && !has(SHARD_INDEX))
    throw new HubError(repository, `has neither ${SINGLE_WEIGHTS} nor ${SHARD_INDEX}`, {
      remedy: some(/\.(bin|pt|pth)$/)
        ? 'Pickled weights (.bin) are not read. Often a pull request of the repository holds them as safetensors: hf:org/name@refs/pr/N.'
        : 'Weights are read from safetensors in the top folder only.',
    });
  const descriptions = names.filter((name) => DESCRIPTION.test(name));
  return single
    ? { descriptions, weights: SINGLE_WEIGHTS, shardIndex: undefined }
    : { descriptions: [...descriptions, SHARD_INDEX], weights: undefined, shardIndex: SHARD_INDEX };
}
