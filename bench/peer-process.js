import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * bench/peer/peer.py as a process that stays loaded between rounds. PYTHON names an interpreter with torch, transformers and safetensors;
 * without it there is no peer and only this project's times are printed.
 */
export class PeerProcess {
  #child;
  #lines = [];
  #waiting = [];
  #folder;
  #rest = '';

  /** `model`: checkpoint folder, `-` for none. */
  static async start({ model, dtype, threads, folder, device = 'cpu' }) {
    const peer = new PeerProcess();
    const script = fileURLToPath(new URL('peer/peer.py', import.meta.url));
    // numpy chooses its kernels itself.
    const { OPENBLAS_CORETYPE: _, ...env } = process.env;
    const settings = {
      ...env,
      OMP_NUM_THREADS: threads,
      OPENBLAS_NUM_THREADS: threads,
      HF_HUB_OFFLINE: 1,
      HF_HUB_DISABLE_PROGRESS_BARS: 1,
      TQDM_DISABLE: 1,
    };
    peer.#folder = folder;
    peer.#child = spawn(process.env.PYTHON, [script, model, dtype, threads, device], {
      env: settings,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    peer.#child.stdout.on('data', (data) => peer.#receive(String(data)));
    peer.#child.on('exit', () => peer.#deliver(undefined));
    await peer.#next();
    return peer;
  }

  get pid() {
    return this.#child.pid;
  }

  /** Seconds of wall and CPU time of one job and its output: a safetensors file's bytes or JSON. */
  async run(job, input, kind) {
    const [inputFile, outputFile] = ['input', 'output'].map((name) => join(this.#folder, `${job}.${name}`));
    writeFileSync(inputFile, JSON.stringify(input));
    this.#child.stdin.write(`${JSON.stringify({ job, input: inputFile, output: outputFile })}\n`);
    const { wall, cpu } = await this.#next();
    const bytes = readFileSync(outputFile);
    return { wall, cpu, output: kind === 'json' ? JSON.parse(String(bytes)) : bytes };
  }

  stop() {
    this.#child.stdin.end();
  }

  #receive(text) {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop();
    for (const line of lines) this.#deliver(JSON.parse(line));
  }

  #deliver(line) {
    const waiting = this.#waiting.shift();
    if (waiting) waiting(line);
    else this.#lines.push(line);
  }

  async #next() {
    const line = this.#lines.shift() ?? (await new Promise((resolve) => this.#waiting.push(resolve)));
    if (!line) throw new Error('the PyTorch script ended early: see its message above');
    return line;
  }
}
