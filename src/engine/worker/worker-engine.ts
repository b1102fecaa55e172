import { Worker } from 'node:worker_threads';
import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { ModelConfig } from '../../checkpoint/model-config.ts';
import type { PreparationOptions } from '../../checkpoint/precision/prepare-quantised-weights.ts';
import { LabError } from '../../errors/lab-error.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { encodeIntervention } from '../../interventions/intervention-file.ts';
import type {
  CaptureRequest,
  CaptureResult,
  Engine,
  GenerateRequest,
  Generation,
  ScoreRequest,
} from '../engine.ts';
import type { OnnxEngineOptions } from '../onnx/onnx-engine.ts';
import { preparedWeights } from './prepared-weights.ts';
import type { FromWorker, SentError, ToWorker, WorkerCall, WorkerStart } from './protocol.ts';

interface Pending {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
  readonly stopListening: () => void;
  readonly onProgress?: (done: number) => void;
}

/** Workers of Node 20 cannot load TypeScript, so tests that run from src/ load the built file. */
function workerFile(): URL {
  const url = new URL('./worker-main.js', import.meta.url);
  return import.meta.url.endsWith('.ts') ? new URL(url.href.replace('/src/engine/', '/dist/engine/')) : url;
}

function revive(sent: SentError): Error {
  const error =
    sent.exitCode === undefined
      ? new Error(sent.message)
      : new LabError(sent.message, { exitCode: sent.exitCode });
  error.name = sent.name;
  if (sent.stack) error.stack = sent.stack;
  return error;
}

/** An engine in a worker thread: the caller's event loop stays free while onnxruntime blocks its own. Calls run in order. */
export class WorkerEngine implements Engine {
  readonly config: ModelConfig;
  readonly #worker: Worker;
  readonly #pending = new Map<number, Pending>();
  readonly #encoded = new WeakMap<Intervention, Uint8Array>();
  #nextId = 0;
  #closed: Promise<void> | undefined;
  #failure: Error | undefined;

  private constructor(config: ModelConfig, worker: Worker) {
    this.config = config;
    this.#worker = worker;
    worker.on('message', (message: FromWorker) => this.#receive(message));
    worker.on('error', (error) => this.#fail(error));
    worker.on('exit', () => this.#fail(new LabError('the engine was disposed of', { exitCode: 1 })));
  }

  /** `preparation`: progress and cancellation of quantising the weights, where the checkpoint's precision asks for it and it was not done before. */
  static async open(
    checkpoint: Checkpoint,
    options: OnnxEngineOptions = {},
    preparation: PreparationOptions = {},
  ): Promise<WorkerEngine> {
    const { folder, name, config, precision } = checkpoint;
    const prepared = { ...options, ...(await preparedWeights(checkpoint, options, preparation)) };
    const worker = new Worker(workerFile(), {
      workerData: { folder, name, precision, options: prepared } satisfies WorkerStart,
    });
    return new Promise((resolve, reject) => {
      worker.once('error', reject);
      worker.once('message', (message: FromWorker) => {
        worker.off('error', reject);
        if ('failed' in message) {
          void worker.terminate();
          reject(revive(message.failed));
        } else resolve(new WorkerEngine(config, worker));
      });
    });
  }

  capture({ intervention, signal, onProgress, ...request }: CaptureRequest): Promise<CaptureResult> {
    return this.#call(
      { method: 'capture', request: { ...request, ...this.#bytes(intervention) } },
      signal,
      onProgress,
    );
  }

  generate({ intervention, signal, onProgress, ...request }: GenerateRequest): Promise<Generation[]> {
    return this.#call(
      { method: 'generate', request: { ...request, ...this.#bytes(intervention) } },
      signal,
      onProgress,
    );
  }

  score({ intervention, signal, onProgress, ...request }: ScoreRequest): Promise<Float32Array[]> {
    return this.#call(
      { method: 'score', request: { ...request, ...this.#bytes(intervention) } },
      signal,
      onProgress,
    );
  }

  nextToken({ intervention, signal, onProgress, ...request }: ScoreRequest): Promise<Float32Array[]> {
    return this.#call(
      { method: 'nextToken', request: { ...request, ...this.#bytes(intervention) } },
      signal,
      onProgress,
    );
  }

  /** Waits for running calls (ending a worker inside a run would end the process), then frees the model. */
  dispose(): Promise<void> {
    this.#closed ??= (async () => {
      if (this.#failure) return;
      await this.#call<void>({ method: 'dispose' }, undefined);
      await this.#worker.terminate();
    })();
    return this.#closed;
  }

  #bytes(intervention: Intervention | undefined): { intervention?: Uint8Array } {
    if (!intervention) return {};
    let bytes = this.#encoded.get(intervention);
    if (!bytes) this.#encoded.set(intervention, (bytes = encodeIntervention(intervention)));
    return { intervention: bytes };
  }

  #call<T>(
    call: WorkerCall,
    signal: AbortSignal | undefined,
    onProgress?: (done: number) => void,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      if (this.#failure) return reject(this.#failure);
      if (signal?.aborted) return reject(signal.reason);
      const id = this.#nextId++;
      const abort = (): void => this.#worker.postMessage({ abort: id } satisfies ToWorker);
      signal?.addEventListener('abort', abort, { once: true });
      this.#pending.set(id, {
        resolve,
        reject: (error) => reject(signal?.aborted ? signal.reason : error),
        stopListening: () => signal?.removeEventListener('abort', abort),
        ...(onProgress ? { onProgress } : {}),
      });
      this.#worker.postMessage({ id, call, ...(onProgress ? { watched: true } : {}) } satisfies ToWorker);
    });
  }

  #receive(message: FromWorker): void {
    if (!('id' in message)) return;
    const pending = this.#pending.get(message.id);
    if (!pending) return;
    if ('done' in message) {
      pending.onProgress?.(message.done);
      return;
    }
    this.#pending.delete(message.id);
    pending.stopListening();
    if ('error' in message) pending.reject(revive(message.error));
    else pending.resolve(message.result as never);
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const pending of this.#pending.values()) {
      pending.stopListening();
      pending.reject(this.#failure);
    }
    this.#pending.clear();
  }
}
