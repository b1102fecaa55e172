/**
 * Peak memory of a job on a model with a published shape and random weights, in a process of its own:
 *
 *   npm run build && node bench/memory.js Qwen2.5-0.5B f32 generate [--memory 12] [--prompts N] [--tokens N] [--blocks N]
 *
 * Jobs: capture (resid_post of every layer, or of the first --blocks, at the last token of chat prompts), generate (greedy completions under PCA-OT's graph: every
 * port is there, whether used or not). --memory: GiB that the plan may use, default what is available. The model is made where bench/run.js
 * looks for it. Prints what was planned and what was used: resident memory at its peak, and of it what is not a page of a file.
 */

import { spawn } from 'node:child_process';
import { parseArgs } from 'node:util';
import { loadCheckpoint } from '../dist/checkpoint/checkpoint.js';
import { atPrecision } from '../dist/checkpoint/precision/at-precision.js';
import { describeSize } from '../dist/engine/memory/describe-size.js';
import { sizeEngine } from '../dist/engine/memory/size-engine.js';
import { WorkerEngine } from '../dist/engine/worker/worker-engine.js';
import { chatPrompts } from './chat-prompts.js';
import { watchMemory } from './peak-memory.js';
import { randomCheckpointFolder } from './random-checkpoint-folder.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    memory: { type: 'string' },
    prompts: { type: 'string' },
    tokens: { type: 'string', default: '64' },
    blocks: { type: 'string' },
    child: { type: 'boolean', default: false },
  },
});
const [shape = 'Qwen2.5-0.5B', precision = 'f32', job = 'generate'] = positionals;
const folder = randomCheckpointFolder(shape);
const gibibytes = (bytes) => `${(bytes / 2 ** 30).toFixed(2)} GiB`;

if (values.child) await runJob();
else {
  const child = spawn(process.execPath, [...process.argv.slice(1), '--child'], { stdio: 'inherit' });
  const watch = watchMemory(child.pid);
  child.on('exit', (code) => {
    const { resident, anonymous } = watch.stop();
    process.stdout.write(
      `${shape} ${precision} ${job}: peak ${gibibytes(resident)} resident, ${gibibytes(anonymous)} of it anonymous\n`,
    );
    process.exitCode = code ?? 1;
  });
}

async function runJob() {
  const checkpoint = atPrecision(loadCheckpoint(folder), precision);
  const memory = values.memory === undefined ? undefined : Number(values.memory) * 2 ** 30;
  const blocks = Number(values.blocks ?? checkpoint.config.layers);
  const size = sizeEngine(checkpoint, { memory, ...(job === 'capture' ? { captureBlocks: blocks } : {}) });
  process.stdout.write(`${describeSize(shape, size)}; ${size.settings.maxTokens} tokens a pass\n`);
  const { vocabularySize } = checkpoint.config;
  const engine = await WorkerEngine.open(checkpoint, size.settings);
  const start = performance.now();
  let done;
  if (job === 'capture') {
    const sequences = chatPrompts(Number(values.prompts ?? 256), vocabularySize);
    const sites = Array.from({ length: blocks }, (_, layer) => ({ layer, point: 'resid_post' }));
    await engine.capture({ sequences, sites, positions: 'last' });
    done = `${sequences.length} prompts`;
  } else {
    const sequences = chatPrompts(Number(values.prompts ?? 32), vocabularySize, 2);
    const maxNewTokens = Number(values.tokens);
    await engine.generate({ sequences, maxNewTokens, stopTokenIds: [] });
    done = `${sequences.length} prompts × ${maxNewTokens} tokens`;
  }
  process.stdout.write(`${done} in ${((performance.now() - start) / 1000).toFixed(0)} s\n`);
  await engine.dispose();
}
