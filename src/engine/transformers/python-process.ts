import { type ChildProcess, spawn } from 'node:child_process';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';
import { LabError } from '../../errors/lab-error.ts';
import type { SafetensorsInput } from '../../formats/safetensors.ts';
import { EngineDiedError } from './engine-died-error.ts';
import { encodeFrame, type Frame, FrameReader } from './frame.ts';
import { OutOfMemoryError } from './out-of-memory-error.ts';
import { PythonError } from './python-error.ts';
import { serverFile } from './server-file.ts';

/** Lines of stderr that an error quotes. */
const LAST_LINES = 12;

interface Pending {
  readonly resolve: (frame: Frame) => void;
  readonly reject: (error: unknown) => void;
  readonly onProgress: ((done: number) => void) | undefined;
  readonly subject: string;
}

/** What a request carries beside its header. */
export interface RequestParts {
  /** What a refusal is about, in errors. */
  readonly subject?: string;
  readonly tensors?: ReadonlyMap<string, SafetensorsInput> | Uint8Array;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number) => void) | undefined;
}

/**
 * A Python process that answers requests in order, over two pipes of its own: its stdout and stderr stay free. It ends itself
 * when the pipe closes, also where this process is killed.
 */
export class PythonProcess {
  readonly #python: string;
  readonly #child: ChildProcess;
  readonly #requests: Writable;
  readonly #pending = new Map<number, Pending>();
  readonly #exited: Promise<void>;
  #nextId = 0;
  #stderr = '';
  #failure: Error | undefined;
  #onIdle: (() => void) | undefined;

  constructor(python: string) {
    const { PYTHONSAFEPATH: _, ...environment } = process.env;
    this.#python = python;
    this.#child = spawn(python, [serverFile()], {
      stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'],
      env: { ...environment, PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1' },
    });
    const [, stdout, stderr, requests, answers] = this.#child.stdio as unknown as [
      null,
      Readable,
      Readable,
      Writable,
      Readable,
    ];
    this.#requests = requests;
    // A process that has died takes no requests; that it has is told by its exit.
    requests.on('error', () => {});
    for (const stream of [stdout, stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.#stderr = (this.#stderr + text).slice(-20_000);
      });
    const reader = new FrameReader();
    answers.on('data', (piece: Buffer) => {
      for (const frame of reader.add(piece)) this.#receive(frame);
    });
    this.#exited = new Promise((resolve) => {
      this.#child.once('error', (error) => {
        this.#fail(new PythonError(python, 'cannot be started', 'Name another with `python`.', error));
        resolve();
      });
      // `close` comes after the last of what it wrote.
      this.#child.once('close', (code, signal) => {
        this.#fail(
          new EngineDiedError(signal ? `by ${signal}` : `with exit code ${code}`, this.#lastLines()),
        );
        resolve();
      });
    });
  }

  /**
   * Rejects with the signal's reason, InvalidInputError where the process refuses, {@link PythonError} where it lacks a package,
   * {@link OutOfMemoryError}, {@link EngineDiedError} where it is gone.
   */
  request(
    header: Readonly<Record<string, unknown>>,
    { tensors, signal, onProgress, subject = 'engine transformers' }: RequestParts = {},
  ): Promise<Frame> {
    return new Promise((resolve, reject) => {
      if (this.#failure) return reject(this.#failure);
      if (signal?.aborted) return reject(signal.reason);
      const id = this.#nextId++;
      const abort = (): void => this.#write(encodeFrame({ abort: id }));
      signal?.addEventListener('abort', abort, { once: true });
      const settle = (): void => signal?.removeEventListener('abort', abort);
      this.#pending.set(id, {
        resolve: (frame) => {
          settle();
          resolve(frame);
        },
        reject: (error) => {
          settle();
          reject(signal?.aborted ? signal.reason : error);
        },
        onProgress,
        subject,
      });
      this.#write(encodeFrame({ ...header, id, ...(onProgress ? { watched: true } : {}) }, tensors));
    });
  }

  /** Closes the pipe, which ends the process, once running requests have ended; later requests reject. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
      if (this.#pending.size === 0) resolve();
    });
    this.#failure ??= new LabError('the engine was disposed of', { exitCode: 1 });
    this.#requests.end();
    await this.#exited;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Closes the pipe without waiting for anything: what the process sees when this one is killed. */
  hangUp(): void {
    this.#requests.destroy();
  }

  /** Whether it can take requests, as far as is known. */
  get alive(): boolean {
    return this.#failure === undefined;
  }

  /** Lets this process end while the other one lives. */
  unref(): void {
    this.#child.unref();
    for (const stream of this.#child.stdio) (stream as Socket | null)?.unref?.();
  }

  /** The opposite of {@link unref}. */
  ref(): void {
    this.#child.ref();
    for (const stream of this.#child.stdio) (stream as Socket | null)?.ref?.();
  }

  /** Ends the process at once. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #write(pieces: readonly Uint8Array[]): void {
    for (const piece of pieces) this.#requests.write(piece);
  }

  #receive(frame: Frame): void {
    const { id, done, error } = frame.header as {
      id: number;
      done?: number;
      error?: { kind: string; message: string; packages?: readonly string[] };
    };
    const pending = this.#pending.get(id);
    if (!pending) return;
    if (done !== undefined) {
      pending.onProgress?.(done);
      return;
    }
    this.#forget(id);
    if (error === undefined) pending.resolve(frame);
    else if (error.kind === 'refused') pending.reject(new InvalidInputError(pending.subject, error.message));
    else if (error.kind === 'missing') pending.reject(this.#missing(error.message, error.packages ?? []));
    else if (error.kind === 'memory') pending.reject(new OutOfMemoryError(pending.subject, error.message));
    else pending.reject(new LabError(`${pending.subject}: ${error.message}`, { exitCode: 1 }));
  }

  #missing(problem: string, packages: readonly string[]): PythonError {
    const install = `Install what it needs: ${this.#python} -m pip install ${packages.join(' ')}.`;
    return new PythonError(this.#python, problem, install);
  }

  #forget(id: number): void {
    this.#pending.delete(id);
    if (this.#pending.size === 0) this.#onIdle?.();
  }

  #fail(error: Error): void {
    this.#failure ??= error;
    for (const [id, pending] of [...this.#pending]) {
      this.#forget(id);
      pending.reject(this.#failure);
    }
  }

  #lastLines(): string[] {
    return this.#stderr.trimEnd().split('\n').filter(Boolean).slice(-LAST_LINES);
  }
}
