import { existsSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { readJsonFile } from '../formats/json-file.ts';
import { parseAnyConfig } from './any-config.ts';
import { type ChatTemplate, loadChatTemplate } from './chat-template.ts';
import { checkTensors } from './expected-tensors.ts';
import { checkBesideGguf } from './gguf-tensors.ts';
import { withHeadOfFile } from './head-of-file.ts';
import { languageTensors } from './language-tensors.ts';
import { type ModelConfig, parseModelConfig } from './model-config.ts';
import { loadTokenizer, type ModelTokenizer } from './model-tokenizer.ts';
import type { Precision } from './precision/precision.ts';
import { readWeightBytes } from './read-weight-bytes.ts';
import { type StopToken, stopTokensOf } from './stop-token-ids.ts';
import { readTensorIndex, type TensorIndex } from './tensor-index.ts';
import { readTokenizerConfig } from './tokenizer-config.ts';

/** A model on disk, checked; none of its weights has been read. */
export interface Checkpoint {
  /** Its name in reports. */
  readonly name: string;
  /** Commit of a model on the Hub, which `name` then names: 40 hexadecimal digits. */
  readonly commit?: string;
  /** Absolute. */
  readonly folder: string;
  readonly config: ModelConfig;
  readonly tensors: TensorIndex;
  /** The precision that it is run in. */
  readonly precision: Precision;
  /**
   * Ids that end a completion, ascending: those of config.json, generation_config.json and, where the checkpoint has a
   * tokenizer, its end-of-sequence token.
   */
  readonly stopTokenIds: readonly number[];
  /** The same with the files that name them. */
  readonly stopTokens: readonly StopToken[];
  /** Loaded at the first call. Throws InvalidInputError naming the missing or unusable file. */
  readonly tokenizer: () => ModelTokenizer;
  /** Loaded at the first call. Throws MissingChatTemplateError or ChatTemplateError. */
  readonly chatTemplate: () => ChatTemplate;
}

export interface CheckpointOptions {
  /** Take architectures that the lab has no graph for: the transformers engine checks them itself. Default false. */
  readonly anyArchitecture?: boolean | undefined;
}

/**
 * Opens a checkpoint folder: reads config.json and the weights' headers, and checks that they fit each other.
 *
 * Throws an InvalidInputError that names folder, file, field or tensor (UnknownArchitectureError, ModelConfigError,
 * UnsupportedFeatureError, SafetensorsError, TensorError). `name` is the folder's own by default.
 */
export function loadCheckpoint(
  folder: string,
  name?: string,
  commit?: string,
  { anyArchitecture = false }: CheckpointOptions = {},
): Checkpoint {
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
  checkBesideGguf(root);
  const described = (anyArchitecture ? parseAnyConfig : parseModelConfig)(
    readJsonFile(configFile),
    configFile,
  );
  const index = readTensorIndex(root, { anyDtype: anyArchitecture });
  const tensors = anyArchitecture ? index : languageTensors(described, index);
  const gguf = [...tensors.values()].some(({ file }) => file.endsWith('.gguf'));
  const config = anyArchitecture
    ? gguf
      ? { ...described, quantisation: 'gguf' as const }
      : described
    : withHeadOfFile(described, tensors, readWeightBytes);
  if (!anyArchitecture) checkTensors(config, tensors);
  const generationFile = join(root, 'generation_config.json');
  const generation = existsSync(generationFile)
    ? { json: readJsonFile(generationFile), path: generationFile }
    : undefined;
  // An ill-typed field is reported now; the tokenizer's tokens are looked up when they are needed.
  if (generation) stopTokensOf({ config, generation, tokenizerConfig: {} });
  const tokenizer = once(() => loadTokenizer(root));
  const stopTokens = once(() =>
    stopTokensOf({
      config,
      ...(generation ? { generation } : {}),
      tokenizerConfig: readTokenizerConfig(root),
      ...(existsSync(join(root, 'tokenizer.json'))
        ? { tokenToId: (token: string) => tokenizer().tokenToId(token) }
        : {}),
    }),
  );
  return {
    name: name ?? basename(root),
    ...(commit === undefined ? {} : { commit }),
    folder: root,
    config,
    tensors,
    precision: 'f32',
    get stopTokenIds() {
      return stopTokens().map(({ id }) => id);
    },
    get stopTokens() {
      return stopTokens();
    },
    tokenizer,
    chatTemplate: once(() => loadChatTemplate(root)),
  };
}

function once<T>(load: () => T): () => T {
  let held: { readonly value: T } | undefined;
  return () => (held ??= { value: load() }).value;
}
