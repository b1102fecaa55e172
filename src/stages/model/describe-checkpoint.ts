import { existsSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { GenerationPrompt } from '../../checkpoint/generation-prompt.ts';
import { MissingChatTemplateError } from '../../checkpoint/missing-chat-template-error.ts';
import type { ModelConfig } from '../../checkpoint/model-config.ts';
import { CPU_PRECISIONS, type CpuPrecision } from '../../checkpoint/precision/precision.ts';
import { templateThinking } from '../../checkpoint/template-thinking.ts';
import { leastMemory } from '../../engine/memory/fit-memory.ts';
import { encodePrompt } from '../../prompts/encode-prompt.ts';
import { TEMPLATE_DATE, templateTime } from '../../prompts/template-date.ts';
import { describeEnd } from './describe-end.ts';
import { type ScopePositions, scopePositions } from './scope-positions.ts';
import { templateSystem } from './template-system.ts';
import { modelThoughts } from './thought-tokens.ts';

export interface RenderedPrompt {
  readonly text: string;
  readonly tokens: readonly { readonly position: number; readonly id: number; readonly text: string }[];
  readonly scopes: readonly ScopePositions[];
}

/** Facts about a checkpoint, from its files alone. */
export interface CheckpointDescription {
  readonly name: string;
  /** Commit of a model on the Hub. */
  readonly commit?: string;
  /** Missing if the model is not downloaded. */
  readonly folder?: string;
  /** Bytes of weights to be downloaded before it can run. */
  readonly toDownload?: number;
  readonly config: ModelConfig;
  readonly parameters: number;
  /** The weights hold a separate matrix for the logits; used unless `config.tieWordEmbeddings`. */
  readonly headInFile: boolean;
  /** By dtype: tensors and bytes. */
  readonly dtypes: Readonly<Record<string, { readonly tensors: number; readonly bytes: number }>>;
  readonly weightBytes: number;
  /** The reason why only the transformers engine may run it; missing where onnxruntime does too. */
  readonly notForOnnx?: string;
  /** Bytes that an engine in onnxruntime needs on the CPU at least, by precision; missing where it cannot run the model. */
  readonly memory?: Readonly<Record<CpuPrecision, number>>;
  readonly files: readonly { readonly name: string; readonly bytes: number }[];
  /** `from`: the files that name it. */
  readonly stopTokens: readonly {
    readonly id: number;
    readonly text?: string;
    readonly from: readonly string[];
  }[];
  /** Tokens of tokenizer.json; missing without one. */
  readonly tokenizerVocabulary?: number;
  /** Missing if the model has no chat template. */
  readonly template?: {
    /** The file that holds it. */
    readonly where: string;
    /** Its rendering depends on the date. */
    readonly usesClock: boolean;
    readonly takesSystem: boolean;
    readonly defaultSystem?: string;
    /** Variables that it reads, for `templateOption`. */
    readonly offers: readonly string[];
    /** Which of them turns thinking on and off. */
    readonly thinkingSwitch?: string;
    /** Whether the model has room for a thought as it is rendered here; missing where the template does not say. */
    readonly thinks?: boolean;
    /** How prompts end; missing without a tokenizer. */
    readonly generationPrompt?: GenerationPrompt;
  };
  /** Missing without tokenizer or chat template. */
  readonly rendered?: RenderedPrompt;
}

/** Describes a checkpoint without loading weights; `prompt` is the user turn that is rendered as an example. */
export function describeCheckpoint(
  checkpoint: Checkpoint,
  prompt: string,
  {
    toDownload = 0,
    notForOnnx,
  }: { readonly toDownload?: number; readonly notForOnnx?: string | undefined } = {},
): CheckpointDescription {
  const { name, commit, folder, config, tensors } = checkpoint;
  const dtypes: Record<string, { tensors: number; bytes: number }> = {};
  let parameters = 0;
  for (const { dtype, byteLength, shape } of tensors.values()) {
    const entry = (dtypes[dtype] ??= { tensors: 0, bytes: 0 });
    entry.tensors++;
    entry.bytes += byteLength;
    parameters += shape.reduce((product, size) => product * size, 1);
  }
  const files = [...new Set([...tensors.values()].map(({ file }) => file))].sort();
  const hasTokenizer = existsSync(join(folder, 'tokenizer.json'));
  const textOf = (id: number): string => checkpoint.tokenizer().decode([id], { skipSpecialTokens: false });
  const template = describeTemplate(checkpoint, hasTokenizer);
  return {
    name,
    ...(commit === undefined ? {} : { commit }),
    ...(toDownload > 0 ? { toDownload } : { folder }),
    config,
    parameters,
    headInFile: tensors.has('lm_head.weight'),
    dtypes,
    weightBytes: Object.values(dtypes).reduce((sum, { bytes }) => sum + bytes, 0),
    ...(notForOnnx === undefined
      ? {
          memory: Object.fromEntries(
            CPU_PRECISIONS.map((precision) => [precision, leastMemory(config, precision).total]),
          ) as Record<CpuPrecision, number>,
        }
      : { notForOnnx }),
    files: files.map((file) => ({ name: basename(file), bytes: statSync(file).size })),
    stopTokens: checkpoint.stopTokens.map(({ id, from }) => ({
      id,
      ...(hasTokenizer ? { text: textOf(id) } : {}),
      from,
    })),
    ...(hasTokenizer ? { tokenizerVocabulary: checkpoint.tokenizer().vocabularySize } : {}),
    ...(template ? { template } : {}),
    ...(hasTokenizer && template ? { rendered: renderPrompt(checkpoint, prompt, textOf) } : {}),
  };
}

function describeTemplate(checkpoint: Checkpoint, hasTokenizer: boolean): CheckpointDescription['template'] {
  const { folder } = checkpoint;
  const own = existsSync(join(folder, 'chat_template.jinja'));
  if (!own && !hasTemplateInConfig(checkpoint)) return undefined;
  const template = checkpoint.chatTemplate();
  const { switch: name, thinks } = templateThinking(template);
  return {
    where: own ? 'chat_template.jinja' : 'tokenizer_config.json',
    usesClock: template.usesClock,
    offers: template.variables,
    ...(name === undefined ? {} : { thinkingSwitch: name }),
    ...(thinks === undefined ? {} : { thinks }),
    ...(hasTokenizer ? { generationPrompt: describeEnd(checkpoint) } : {}),
    ...templateSystem(template, {
      now: templateTime(TEMPLATE_DATE),
      ...(hasTokenizer ? { lastSpecialEnd: lastSpecialEnd(checkpoint) } : {}),
    }),
  };
}

function hasTemplateInConfig(checkpoint: Checkpoint): boolean {
  try {
    checkpoint.chatTemplate();
    return true;
  } catch (error) {
    if (error instanceof MissingChatTemplateError) return false;
    throw error;
  }
}

/** Position in a text after the last token that decoding leaves out as special. */
export function lastSpecialEnd(checkpoint: Checkpoint): (text: string) => number {
  const tokenizer = checkpoint.tokenizer();
  return (text) => {
    const ids = tokenizer.encode(text, { addSpecialTokens: false });
    const special = ids.filter((id) => tokenizer.decode([id], { skipSpecialTokens: true }) === '').at(-1);
    if (special === undefined) return 0;
    const token = tokenizer.decode([special], { skipSpecialTokens: false });
    const at = token === '' ? -1 : text.lastIndexOf(token);
    return at < 0 ? 0 : at + token.length;
  };
}

function renderPrompt(
  checkpoint: Checkpoint,
  prompt: string,
  textOf: (id: number) => string,
): RenderedPrompt {
  const { tokens } = encodePrompt({ kind: 'prompt', where: '`prompt`', prompt }, checkpoint);
  const text = checkpoint.chatTemplate().render([{ role: 'user', content: prompt }], {
    addGenerationPrompt: true,
    now: templateTime(TEMPLATE_DATE),
  });
  return {
    text,
    tokens: tokens.map((id, position) => ({ position, id, text: textOf(id) })),
    scopes: scopePositions(tokens.length, modelThoughts(checkpoint) !== undefined),
  };
}
