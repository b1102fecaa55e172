/**
 * What a large model takes under the transformers engine: PYTHON=<interpreter> node bench/large-transformers.js [--shape Llama-2-7B] [--dtype bfloat16] [--device cpu] [--prompts 8] [--tokens 16]
 *
 * A random checkpoint of the shape (13 GB for the default, in the system's temporary folder, kept there), resid_post of every layer at the last
 * token of the prompts, and their completions; seconds, and the peak memory of the Python process. Linux: memory is read from /proc.
 */
import { parseArgs } from 'node:util';
import { loadCheckpoint } from '../dist/checkpoint/checkpoint.js';
import { PythonProcess } from '../dist/engine/transformers/python-process.js';
import { TransformersEngine } from '../dist/engine/transformers/transformers-engine.js';
import { chatPrompts } from './chat-prompts.js';
import { watchMemory } from './peak-memory.js';
import { randomCheckpointFolder } from './random-checkpoint-folder.js';

const { values } = parseArgs({
  options: {
    shape: { type: 'string', default: 'Llama-2-7B' },
    dtype: { type: 'string', default: 'bfloat16' },
    device: { type: 'string', default: 'cpu' },
    prompts: { type: 'string', default: '8' },
    tokens: { type: 'string', default: '16' },
  },
});
const python = process.env.PYTHON;
if (!python) {
  process.stderr.write('PYTHON names an interpreter with torch, transformers and safetensors\n');
  process.exit(2);
}
const gibibytes = (bytes) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
const checkpoint = loadCheckpoint(randomCheckpointFolder(values.shape));
const { layers, hiddenSize, vocabularySize } = checkpoint.config;
const child = new PythonProcess(python);
const memory = watchMemory(child.pid);

async function timed(name, run) {
  const began = performance.now();
  const output = await run();
  console.log(`${name}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  return output;
}

const { device, dtype } = values;
const engine = await timed('load and checks', () =>
  TransformersEngine.open(checkpoint, { device, dtype }, undefined, child),
);
console.log(`${values.shape}: ${JSON.stringify(engine.facts)}`);
const sequences = chatPrompts(Number(values.prompts), vocabularySize);
const sites = Array.from({ length: layers }, (_, layer) => ({ layer, point: 'resid_post' }));
const captured = await timed(`capture of ${sequences.length} prompts at ${layers} layers`, () =>
  engine.capture({ sequences, sites, positions: 'last' }),
);
const rows = [...captured.values()];
if (!rows.every((row) => row.length === sequences.length * hiddenSize && row.every(Number.isFinite)))
  throw new Error('rows are missing or not finite');
const generations = await timed(`${sequences.length} × ${values.tokens} tokens`, () =>
  engine.generate({ sequences, maxNewTokens: Number(values.tokens), stopTokenIds: [] }),
);
if (!generations.every(({ tokens }) => tokens.length === Number(values.tokens)))
  throw new Error('tokens are missing');
const { resident, anonymous } = memory.stop();
console.log(
  `peak memory of the process: ${gibibytes(resident)} resident, ${gibibytes(anonymous)} of it its own`,
);
await engine.dispose();
