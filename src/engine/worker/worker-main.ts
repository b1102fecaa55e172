/** The worker's side: one {@link OnnxEngine}; calls come in, typed arrays go out by transfer. */
import { parentPort, workerData } from 'node:worker_threads';
import { loadCheckpoint } from '../../checkpoint/checkpoint.ts';
import { atPrecision } from '../../checkpoint/precision/at-precision.ts';
import { LabError } from '../../errors/lab-error.ts';
import type { Intervention } from '../../interventions/intervention.ts';
import { decodeIntervention } from '../../interventions/intervention-file.ts';
import { OnnxEngine } from '../onnx/onnx-engine.ts';
import type { FromWorker, SentError, ToWorker, WorkerCall, WorkerStart } from './protocol.ts';

const port = parentPort!;
const start = workerData as WorkerStart;
const aborts = new Map<number, AbortController>();
/** Interventions arrive as bytes; the engine keeps feeds by object, so equal bytes must map to one object. */
const interventions = new Map<string, Intervention>();

function toSent(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const { name, message, stack } = error;
  return {
    name,
    message,
    ...(stack ? { stack } : {}),
    ...(error instanceof LabError ? { exitCode: error.exitCode } : {}),
  };
}

function revived(bytes: Uint8Array | undefined): { intervention?: Intervention } {
  if (!bytes) return {};
  const key = Buffer.from(bytes).toString('latin1');
  let known = interventions.get(key);
  if (!known) {
    if (interventions.size >= 8) interventions.delete(interventions.keys().next().value!);
    interventions.set(key, (known = decodeIntervention(bytes, 'intervention')));
  }
  return { intervention: known };
}

function buffersIn(value: unknown): ArrayBuffer[] {
  const list = value instanceof Map ? [...value.values()] : Array.isArray(value) ? value : [];
  const arrays = list.flatMap((item) =>
    ArrayBuffer.isView(item) ? [item] : item?.divergence ? [item.divergence] : [],
  );
  return [...new Set(arrays.map((array) => array.buffer as ArrayBuffer))];
}

function perform(
  engine: OnnxEngine,
  call: WorkerCall,
  signal: AbortSignal,
  onProgress: ((done: number) => void) | undefined,
): Promise<unknown> {
  if (call.method === 'dispose') return engine.dispose();
  const { intervention: bytes, ...request } = call.request;
  const revivedRequest = { ...request, ...revived(bytes), signal, ...(onProgress ? { onProgress } : {}) };
  return engine[call.method](revivedRequest as never);
}

try {
  const engine = await OnnxEngine.open(
    atPrecision(loadCheckpoint(start.folder, start.name), start.precision),
    start.options,
  );
  let queue: Promise<void> = Promise.resolve();
  port.on('message', (message: ToWorker) => {
    if ('abort' in message) {
      aborts.get(message.abort)?.abort();
      return;
    }
    const { id, call, watched } = message;
    const controller = new AbortController();
    aborts.set(id, controller);
    queue = queue.then(async () => {
      try {
        controller.signal.throwIfAborted();
        const tell = watched
          ? (done: number) => port.postMessage({ id, done } satisfies FromWorker)
          : undefined;
        const result = await perform(engine, call, controller.signal, tell);
        port.postMessage({ id, result }, buffersIn(result));
      } catch (error) {
        port.postMessage({ id, error: toSent(error) });
      } finally {
        aborts.delete(id);
      }
    });
  });
  port.postMessage({ ready: true });
} catch (error) {
  port.postMessage({ failed: toSent(error) });
}
