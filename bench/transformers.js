/**
 * The transformers engine beside the hand-written script of bench/peer and beside `generate` of transformers with the same hooks, in
 * turns: PYTHON=<interpreter> node bench/transformers.js [--shape NAME] [--layers N] [--prompts N] [--tokens N] [--rounds N]
 * [--threads N] [--dtype TYPE] [--device DEVICE] [--table] [--only capture,generate,library,overhead]
 *
 * Also the peak memory of both processes after the jobs, and what a request costs beside what the model computes. Linux: CPU time and
 * memory are read from /proc.
 */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadCheckpoint } from '../dist/checkpoint/checkpoint.js';
import { PythonProcess } from '../dist/engine/transformers/python-process.js';
import { TransformersEngine } from '../dist/engine/transformers/transformers-engine.js';
import { AffineMap } from '../dist/interventions/affine-map.js';
import { Intervention } from '../dist/interventions/intervention.js';
import { encodeIntervention } from '../dist/interventions/intervention-file.js';
import { chatPrompts, generator } from './chat-prompts.js';
import { interleave, median } from './interleave.js';
import { tensorOf } from './jobs/capture.js';
import { watchMemory } from './peak-memory.js';
import { PeerProcess } from './peer-process.js';
import { printJob } from './print-job.js';
import { randomCheckpointFolder } from './random-checkpoint-folder.js';

const { values } = parseArgs({
  options: {
    shape: { type: 'string', default: 'Qwen2.5-0.5B' },
    layers: { type: 'string' },
    prompts: { type: 'string', default: '48' },
    tokens: { type: 'string', default: '24' },
    rounds: { type: 'string', default: '3' },
    threads: { type: 'string', default: '1' },
    dtype: { type: 'string', default: 'float32' },
    device: { type: 'string', default: 'cpu' },
    table: { type: 'boolean', default: false },
    only: { type: 'string', default: 'capture,generate,library,overhead' },
  },
});
const python = process.env.PYTHON;
if (!python) {
  process.stderr.write('PYTHON names an interpreter with torch, transformers and safetensors\n');
  process.exit(2);
}
const jobs = values.only.split(',');
const threads = Number(values.threads);
const checkpoint = loadCheckpoint(randomCheckpointFolder(values.shape, values.layers));
const { layers, hiddenSize, vocabularySize } = checkpoint.config;
const folder = mkdtempSync(join(tmpdir(), 'refusal-lab-bench-'));
const child = new PythonProcess(python);
const options = { device: values.device, dtype: values.dtype, threads };
const engine = await TransformersEngine.open(checkpoint, options, undefined, child);
const peer = await PeerProcess.start({
  model: checkpoint.folder,
  dtype: values.dtype,
  threads,
  folder,
  device: values.device,
});

/** CPU seconds of a process so far. */
const cpuOf = (pid) => {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
};

/** Wall seconds here, CPU seconds of the child. */
async function timed(run) {
  const [wall, cpu] = [performance.now(), cpuOf(child.pid)];
  const output = await run();
  return { wall: (performance.now() - wall) / 1000, cpu: cpuOf(child.pid) - cpu, output };
}

/** Removes a direction behind every second branch. */
function ablation() {
  const next = generator(7);
  const raw = Float32Array.from({ length: hiddenSize }, () => next() - 0.5);
  const length = Math.hypot(...raw);
  const direction = raw.map((value) => value / length);
  const map = new AffineMap({
    scale: new Float32Array(hiddenSize).fill(1),
    origin: new Float32Array(hiddenSize),
    basis: direction,
    gain: direction.map((value) => -value),
    shift: new Float32Array(hiddenSize),
  });
  const maps = Array.from({ length: layers }, (_, layer) => layer)
    .filter((layer) => layer % 2 === 0 || layers <= 12)
    .map((layer) => [{ layer, point: 'resid_post' }, map]);
  return new Intervention({ maps, provenance: { method: 'bench', options: {} } });
}

const sequences = chatPrompts(Number(values.prompts), vocabularySize);
const tokens = sequences.map((sequence) => sequence.tokens);
const newTokens = Number(values.tokens);
const title = `${values.shape}${values.layers ? ` cut to ${layers} layers` : ''}, ${values.dtype} on ${values.device}, threads: ${threads}`;

async function measure(job) {
  printJob(job, await interleave(job.contenders, Number(values.rounds)), values.table);
}

try {
  const memory = [watchMemory(child.pid), watchMemory(peer.pid)];
  if (jobs.includes('capture')) {
    const sites = Array.from({ length: layers }, (_, layer) => ({ layer, point: 'resid_post' }));
    await measure({
      title: `capture: ${tokens.length} chat prompts, last token, ${layers} layers; ${title}`,
      contenders: [
        {
          name: 'refusal-lab',
          run: () => timed(() => engine.capture({ sequences, sites, positions: 'last' })),
        },
        { name: 'hand-written script', run: () => peer.run('capture', { sequences: tokens }) },
      ],
      agreement: ([ours, theirs]) => {
        const rows = tensorOf(theirs.output, 'rows');
        let [largest, scale] = [0, 1];
        for (let layer = 0; layer < layers; layer++)
          ours.output.get(`resid_post.${layer}`).forEach((value, i) => {
            const other = rows[layer * tokens.length * hiddenSize + i];
            largest = Math.max(largest, Math.abs(value - other));
            scale = Math.max(scale, Math.abs(other));
          });
        return [`largest difference ${(largest / scale).toExponential(1)} of the largest value`];
      },
    });
  }
  const others = [
    ...(jobs.includes('generate') ? [['generate', 'hand-written script']] : []),
    ...(jobs.includes('library') ? [['library', 'transformers generate with hooks, 32 rows']] : []),
  ];
  if (others.length > 0) {
    const intervention = ablation();
    const file = join(folder, 'ablation.safetensors');
    writeFileSync(file, encodeIntervention(intervention));
    const request = { sequences, maxNewTokens: newTokens, stopTokenIds: [], intervention };
    const input = { sequences: tokens, intervention: file, newTokens, stops: [] };
    await measure({
      title: `generate: ${tokens.length} chat prompts × ${newTokens} tokens under an ablation at ${intervention.maps.size ?? intervention.maps.length} sites; ${title}`,
      contenders: [
        { name: 'refusal-lab', run: () => timed(() => engine.generate(request)) },
        ...others.map(([job, name]) => ({ name, run: () => peer.run(job, input, 'json') })),
      ],
      agreement: ([ours, ...rest]) =>
        rest.map(({ name, output }) => {
          const same = output.tokens.filter((row, i) => row.every((t, j) => ours.output[i].tokens[j] === t));
          return `${name}: ${same.length} of ${tokens.length} completions are the same`;
        }),
    });
  }
  const [ours, theirs] = memory.map((watch) => watch.stop().resident / 2 ** 20);
  process.stdout.write(
    `peak resident memory: ${ours.toFixed(0)} MiB, the script's process ${theirs.toFixed(0)} MiB: ${(ours / theirs).toFixed(2)} times\n`,
  );
  if (jobs.includes('overhead')) {
    // A request as long as one of the jobs', that asks for nothing.
    const flat = Int32Array.from(tokens.flat());
    const times = [];
    for (let i = 0; i < 200; i++) {
      const start = performance.now();
      await child.request(
        { method: 'forget', maps: -1 },
        { tensors: new Map([['tokens', { dtype: 'I32', shape: [flat.length], data: flat }]]) },
      );
      times.push(performance.now() - start);
    }
    times.sort((a, b) => a - b);
    process.stdout.write(
      `a request of ${tokens.length} prompts that computes nothing: ${median(times).toFixed(2)} ms (90% below ${times[180].toFixed(2)} ms)\n`,
    );
  }
} finally {
  peer.stop();
  await engine.dispose();
  rmSync(folder, { recursive: true, force: true });
}
