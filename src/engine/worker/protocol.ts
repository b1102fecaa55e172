import type { Precision } from '../../checkpoint/precision/precision.ts';
import type { CaptureRequest, GenerateRequest, ScoreRequest } from '../engine.ts';
import type { OnnxEngineOptions } from '../onnx/onnx-engine.ts';

/** Data that the worker is started with. */
export interface WorkerStart {
  readonly folder: string;
  readonly name: string;
  readonly precision: Precision;
  readonly options: OnnxEngineOptions;
}

export type Sendable<R> = Omit<R, 'intervention' | 'signal' | 'onProgress'> & {
  /** An intervention in its file format: the same bytes that `fit` writes. */
  readonly intervention?: Uint8Array;
};

export type WorkerCall =
  | { readonly method: 'capture'; readonly request: Sendable<CaptureRequest> }
  | { readonly method: 'generate'; readonly request: Sendable<GenerateRequest> }
  | { readonly method: 'score' | 'nextToken'; readonly request: Sendable<ScoreRequest> }
  | { readonly method: 'dispose' };

export type ToWorker =
  | {
      readonly id: number;
      readonly call: WorkerCall;
      /** Whether the caller wants progress reports. */
      readonly watched?: true;
    }
  | { readonly abort: number };

/** An error as data: its class does not survive the crossing; its name, text and exit code do. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  readonly stack?: string;
  /** Set for a LabError. */
  readonly exitCode?: number;
}

export type FromWorker =
  | { readonly ready: true }
  | { readonly failed: SentError }
  | { readonly id: number; readonly done: number }
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly error: SentError };
