import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { ModelConfig } from '../../checkpoint/model-config.ts';
import { LabError } from '../../errors/lab-error.ts';
import type { SafetensorsInput } from '../../formats/safetensors.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { encodeIntervention } from '../../interventions/intervention-file.ts';
import { siteName } from '../../interventions/residual-site.ts';
import { checkCapture } from '../check-capture.ts';
import { checkGeneration } from '../check-generation.ts';
import { checkRequest } from '../check-request.ts';
import type {
  CaptureRequest,
  CaptureResult,
  EncodedSequence,
  Engine,
  EngineCall,
  GenerateRequest,
  Generation,
  ScoreRequest,
} from '../engine.ts';
import { positionLimit } from '../position-limit.ts';
import type { BatchesRun } from './batches-run.ts';
import { payloadValues } from './frame.ts';
import { defaultPython } from './python-environment.ts';
import type { PythonProcess } from './python-process.ts';
import { raggedTensors } from './ragged-tensors.ts';
import { takeProcess } from './spare-process.ts';
import type { TransformersOptions } from './transformers-options.ts';

/** Interventions that the process keeps, on the device. */
const KEPT_MAPS = 16;

/** How the process runs the model. */
export interface TransformersFacts {
  readonly layers: number;
  readonly hiddenSize: number;
  readonly vocabularySize: number;
  readonly attention: string;
  /** Whether prompts of several lengths share a cache when completions are made, only those of one length, or none. */
  readonly decoding: 'ragged' | 'equal' | 'uncached';
  /** Whether what all prompts of a request begin with runs once for all of them. */
  readonly sharing: boolean;
  readonly device: string;
  readonly dtype: string;
}

/** The {@link Engine} over transformers, in a Python process. Calls run in order. */
export class TransformersEngine implements Engine {
  readonly config: ModelConfig;
  readonly facts: TransformersFacts;
  readonly #name: string;
  readonly #process: PythonProcess;
  readonly #positions: number;
  readonly #maps = new Map<Intervention, number>();
  #nextMaps = 0;
  #ran: BatchesRun = { rows: 0, tokens: 0, halvings: 0 };

  private constructor(name: string, config: ModelConfig, facts: TransformersFacts, process: PythonProcess) {
    this.#name = name;
    this.config = config;
    this.facts = facts;
    this.#process = process;
    this.#positions = positionLimit(config);
  }

  /**
   * Starts Python and loads the model, which is then examined: at every site what passes must add up, and a displacement must
   * arrive. Rejects with PythonError, with InvalidInputError naming the block where the model fails, with EngineDiedError, or
   * with the signal's reason.
   */
  static async open(
    { config, folder, name }: Pick<Checkpoint, 'config' | 'folder' | 'name'>,
    options: TransformersOptions = {},
    signal?: AbortSignal,
    /** Where to load it, in place of what is there. */
    process = takeProcess(options.python ?? defaultPython()),
  ): Promise<TransformersEngine> {
    const { python: _, device = 'auto', dtype = 'auto', attention = 'auto', ...rest } = options;
    // Loading does not listen.
    const stop = (): void => process.kill();
    signal?.addEventListener('abort', stop, { once: true });
    try {
      const { header } = await process.request(
        { method: 'open', folder, device, dtype, attention, ...rest },
        { signal, subject: name },
      );
      const facts = header.result as TransformersFacts;
      for (const field of ['layers', 'hiddenSize', 'vocabularySize'] as const)
        if (facts[field] !== config[field])
          throw new LabError(
            `${name}: transformers has ${field} ${facts[field]}, config.json ${config[field]}`,
          );
      return new TransformersEngine(name, config, facts, process);
    } catch (error) {
      await process.close();
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  /** The largest batches so far. */
  get ran(): BatchesRun {
    return this.#ran;
  }

  async capture(request: CaptureRequest): Promise<CaptureResult> {
    const { sequences, sites, positions, intervention } = request;
    this.#check(sequences, intervention);
    checkCapture(this.config, request);
    if (sequences.length === 0) return new Map(sites.map((site) => [siteName(site), new Float32Array(0)]));
    const found = await this.#ask('capture', request, {
      sites: sites.map(({ layer, point }) => [layer, point]),
      positions,
    });
    return new Map(sites.map((site) => [siteName(site), found.values.get(siteName(site)) as Float32Array]));
  }

  async generate(request: GenerateRequest): Promise<Generation[]> {
    const { sequences, intervention, maxNewTokens, stopTokenIds, drafts, alternatives, divergence } = request;
    // Generation gives raw token ids a role: the given tokens are the prompt.
    const prompts = sequences.map(({ tokens, promptLength }) => ({
      tokens,
      promptLength: promptLength ?? tokens.length,
    }));
    checkGeneration(this.config, request);
    this.#check(prompts, intervention, maxNewTokens);
    if (prompts.length === 0) return [];
    const measured = prompts.map((_, i) =>
      typeof divergence === 'object' ? divergence[i] : (divergence ?? false),
    );
    const { result, values } = await this.#ask(
      'generate',
      { ...request, sequences: prompts },
      { maxNewTokens, stopTokenIds },
      new Map([
        ...(drafts ? raggedTensors('drafts', drafts) : []),
        ...(alternatives ? alternativeTensors(alternatives) : []),
        ['measured', { dtype: 'I32', shape: [measured.length], data: Int32Array.from(measured, Number) }],
      ]),
    );
    const { generations } = result as {
      generations: { tokens: number[]; stopToken?: number }[];
    };
    return generations.map(({ tokens, stopToken }, i) => ({
      tokens,
      finish: stopToken === undefined ? 'length' : 'stop',
      ...(stopToken === undefined ? {} : { stopToken }),
      ...(measured[i] ? { divergence: values.get(String(i)) as Float64Array } : {}),
    }));
  }

  async score(request: ScoreRequest): Promise<Float32Array[]> {
    const { sequences } = request;
    this.#check(sequences, request.intervention);
    if (sequences.length === 0) return [];
    const { values } = await this.#ask('score', request);
    const scores = values.get('scores') as Float32Array;
    let from = 0;
    return sequences.map(({ tokens }) => scores.slice(from, (from += tokens.length - 1)));
  }

  async nextToken(request: EngineCall): Promise<Float32Array[]> {
    const { sequences } = request;
    this.#check(sequences, request.intervention);
    if (sequences.length === 0) return [];
    const { values } = await this.#ask('nextToken', request);
    const logits = values.get('logits') as Float32Array;
    const { vocabularySize } = this.config;
    return sequences.map((_, i) => logits.slice(i * vocabularySize, (i + 1) * vocabularySize));
  }

  dispose(): Promise<void> {
    return this.#process.close();
  }

  #check(
    sequences: readonly EncodedSequence[],
    intervention: Intervention | undefined,
    extraTokens = 0,
  ): void {
    checkRequest(this.config, sequences, { positions: this.#positions, extraTokens }, intervention);
  }

  async #ask(
    method: string,
    { sequences, intervention, signal, onProgress }: EngineCall,
    more: Readonly<Record<string, unknown>> = {},
    tensors: ReadonlyMap<string, SafetensorsInput> = new Map(),
  ): Promise<{ result: unknown; values: ReturnType<typeof payloadValues> }> {
    // Maps go before the request that needs them: the process answers in order.
    const maps = intervention === undefined ? {} : { maps: this.#mapsOf(intervention) };
    const roles = Int32Array.from(sequences, ({ promptLength }) => promptLength ?? -1);
    const { header, payload } = await this.#process.request(
      { method, ...more, ...maps },
      {
        tensors: new Map<string, SafetensorsInput>([
          ...raggedTensors(
            'tokens',
            sequences.map(({ tokens }) => tokens),
          ),
          ['prompts', { dtype: 'I32', shape: [roles.length], data: roles }],
          ...tensors,
        ]),
        subject: this.#name,
        signal,
        onProgress,
      },
    );
    this.#ran = (header.result as { ran: BatchesRun }).ran;
    return { result: header.result, values: payloadValues(payload) };
  }

  /** The number under which the process has an intervention; sent once, and the longest unused one is dropped. */
  #mapsOf(intervention: Intervention): number {
    const known = this.#maps.get(intervention);
    const maps = known ?? this.#nextMaps++;
    this.#maps.delete(intervention);
    this.#maps.set(intervention, maps);
    if (known !== undefined) return maps;
    const quietly = (request: Promise<unknown>): void => void request.catch(() => {});
    quietly(this.#process.request({ method: 'maps', maps }, { tensors: encodeIntervention(intervention) }));
    if (this.#maps.size > KEPT_MAPS) {
      const [[oldest, number]] = this.#maps;
      this.#maps.delete(oldest);
      quietly(this.#process.request({ method: 'forget', maps: number }));
    }
    return maps;
  }
}

/** The guesses of all rows, row after row, and how many each has. */
function alternativeTensors(
  alternatives: NonNullable<GenerateRequest['alternatives']>,
): [string, SafetensorsInput][] {
  const counts = Int32Array.from(alternatives, (guesses) => guesses.length);
  return [
    ...raggedTensors('alternatives', alternatives.flat()),
    ['alternatives.counts', { dtype: 'I32', shape: [counts.length], data: counts }],
  ];
}
