/**
 * The same jobs by this project and by a PyTorch script, interleaved: npm run bench -- [JOB…] [--rounds N] [--threads N] [--table]
 *
 * Jobs: capture, generate, audit, fit, rows, curves, paths, unit. PYTHON=<interpreter with torch, transformers, safetensors> adds the script's side; without it only
 * this project's times are printed. Models have the published shapes and random weights, made once in the system's temporary folder
 * (Qwen2.5-0.5B: 1 GB). --layers, --prompts and --tokens cut the jobs, for a quick look. unit --against FOLDER compares with another version, built there. --table runs every job and prints Markdown, for docs/performance.md.
 * Read ratios: both sides of a ratio ran within the same minute.
 */

import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadCheckpoint } from '../dist/checkpoint/checkpoint.js';
import { WorkerEngine } from '../dist/engine/worker/worker-engine.js';
import { interleave } from './interleave.js';
import { auditJob } from './jobs/audit.js';
import { captureJob } from './jobs/capture.js';
import { curvesJob } from './jobs/curves.js';
import { fitJob } from './jobs/fit.js';
import { generateJob } from './jobs/generate.js';
import { pathsJob } from './jobs/paths.js';
import { rowsJob } from './jobs/rows.js';
import { unitJob } from './jobs/unit.js';
import { PeerProcess } from './peer-process.js';
import { printJob } from './print-job.js';
import { randomCheckpointFolder } from './random-checkpoint-folder.js';

const JOBS = {
  capture: captureJob,
  generate: generateJob,
  audit: auditJob,
  fit: fitJob,
  rows: rowsJob,
  curves: curvesJob,
  paths: pathsJob,
  unit: unitJob,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string', default: '3' },
    threads: { type: 'string', default: String(availableParallelism()) },
    layers: { type: 'string' },
    prompts: { type: 'string' },
    tokens: { type: 'string' },
    against: { type: 'string' },
    table: { type: 'boolean', default: false },
  },
});
const unknown = positionals.find((job) => !(job in JOBS));
if (unknown) {
  process.stderr.write(`no job "${unknown}": ${Object.keys(JOBS).join(', ')}\n`);
  process.exit(2);
}
const names = positionals.length > 0 ? positionals : Object.keys(JOBS);
const threads = Number(values.threads);
const folder = mkdtempSync(join(tmpdir(), 'refusal-lab-bench-'));

const randomCheckpoint = (shape, layers) => loadCheckpoint(randomCheckpointFolder(shape, layers));

async function openPeers(model, dtypes) {
  if (!process.env.PYTHON) return [];
  const started = [];
  for (const dtype of dtypes) {
    const own = mkdtempSync(join(folder, 'peer-'));
    started.push({
      name: `PyTorch ${dtype}`,
      peer: await PeerProcess.start({ model, dtype, threads, folder: own }),
    });
  }
  return started;
}

try {
  for (const name of names) {
    const needsModel = ['capture', 'generate', 'rows'].includes(name);
    const job = await JOBS[name]({
      ...(needsModel ? { checkpoint: await randomCheckpoint('Qwen2.5-0.5B', values.layers) } : {}),
      ...(values.prompts ? { prompts: Number(values.prompts) } : {}),
      ...(values.against ? { against: resolve(values.against) } : {}),
      ...(values.tokens ? { newTokens: Number(values.tokens) } : {}),
      openEngine: (checkpoint, options = {}) => WorkerEngine.open(checkpoint, { threads, ...options }),
      openPeers,
      randomCheckpoint,
      threads,
      folder,
    });
    const measured = await interleave(job.contenders, Number(values.rounds));
    printJob(job, measured, values.table);
    await job.close();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
