import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { readJsonFile } from '../formats/json-file.ts';
import { type ChatTemplate, loadChatTemplate } from './chat-template.ts';
import { parseFields } from './config-json.ts';
import { checkTensors } from './expected-tensors.ts';
import { type ModelConfig, parseModelConfig } from './model-config.ts';
import { loadTokenizer, type ModelTokenizer } from './model-tokenizer.ts';
import { readTensorIndex, type TensorIndex } from './tensor-index.ts';
import { readTokenizerConfig, specialTokens } from './tokenizer-config.ts';

/** A model on disk, checked but with no weight read. */
export interface Checkpoint {
  /** How reports call it. */
  readonly name: string;
  /** Of a model on the Hub, which `name` then names: 40 hexadecimal digits. */
  readonly commit?: string;
  /** Absolute. */
  readonly folder: string;
  readonly config: ModelConfig;
  readonly tensors: TensorIndex;
  /**
   * Ids that end a completion, ascending: those of config.json, generation_config.json and, where the checkpoint has a
   * tokenizer, its end-of-sequence token.
   */
  readonly stopTokenIds: readonly number[];
  /** Loaded at the first call. Throws InvalidInputError naming the missing or unusable file. */
  readonly tokenizer: () => ModelTokenizer;
  /** Loaded at the first call. Throws MissingChatTemplateError or ChatTemplateError. */
  readonly chatTemplate: () => ChatTemplate;
}

const generationSchema = z.looseObject({ eos_token_id: z.union([z.int(), z.array(z.int())]).nullish() });

/**
 * Opens a checkpoint folder: reads config.json and the weights' headers, and checks that they fit each other.
 *
 * Throws an InvalidInputError that names folder, file, field or tensor (UnknownArchitectureError, ModelConfigError,
 * UnsupportedFeatureError, SafetensorsError, TensorError). `name` is the folder's own by default.
 */
export function loadCheckpoint(folder: string, name?: string, commit?: string): Checkpoint {
  const root = resolve(folder);
  if (!existsSync(root))
    throw new InvalidInputError(
      root,
      'no such model folder',
      /^[\w.-]+\/[\w.-]+$/.test(folder) ? `A model on the Hub is called hf:${folder}.` : undefined,
    );
  if (!statSync(root).isDirectory())
    throw new InvalidInputError(
      root,
      'is not a folder',
      'A model is a folder with config.json and safetensors files.',
    );
  const configFile = join(root, 'config.json');
  const config = parseModelConfig(readJsonFile(configFile), configFile);
  const tensors = readTensorIndex(root);
  checkTensors(config, tensors);
  const generationEos = readGenerationEos(root);
  const tokenizer = once(() => loadTokenizer(root));
  const stopTokenIds = once(() => {
    const ids = [...config.eosTokenIds, ...generationEos, ...tokenizerEos(root, tokenizer)];
    return [...new Set(ids)].sort((a, b) => a - b);
  });
  return {
    name: name ?? basename(root),
    ...(commit === undefined ? {} : { commit }),
    folder: root,
    config,
    tensors,
    get stopTokenIds() {
      return stopTokenIds();
    },
    tokenizer,
    chatTemplate: once(() => loadChatTemplate(root)),
  };
}

function readGenerationEos(root: string): number[] {
  const file = join(root, 'generation_config.json');
  if (!existsSync(file)) return [];
  return [parseFields(generationSchema, readJsonFile(file), file).eos_token_id ?? []].flat();
}

/** Fine-tunes often end turns with a token that only their tokenizer_config.json calls end-of-sequence. */
function tokenizerEos(root: string, tokenizer: () => ModelTokenizer): number[] {
  const { eos_token: token } = specialTokens(readTokenizerConfig(root));
  if (token === undefined || !existsSync(join(root, 'tokenizer.json'))) return [];
  const id = tokenizer().tokenToId(token);
  return id === undefined ? [] : [id];
}

function once<T>(load: () => T): () => T {
  let held: { readonly value: T } | undefined;
  return () => (held ??= { value: load() }).value;
}
