#!/usr/bin/env node
// Runs every command line of README.md's sh blocks, in order, in a temporary folder that holds the files they name. Fails where
// one ends in an unexpected code, and where a line names something that the tables below do not know. Needs `npm run build`.
//
//   node .ci/readme-commands.js [README]
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { organismPrompts } from '../dist/index.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BIN = join(ROOT, 'bin', 'refusal-lab.js');
const README = process.argv[2] ?? join(ROOT, 'README.md');

/** Commands that are not run, and why. The first that fits counts. */
const SKIPPED = [
  [/^npm (ci|test)$/, 'installing and testing is what .ci/run does'],
  [/^npm run demo$/, 'the whole audit of the shipped model takes minutes'],
  [/\bhf:/, 'downloads'],
  [/^npx refusal-lab worker\b|--queue\b/, 'needs a Redis server; test/queue has one'],
];

/** Exit codes other than 0 that a command may have here. */
const ALSO = [[/^npx refusal-lab check\b/, 3, 'the gate holds the run back']];

/** What stands for a placeholder in capitals; also as part of a word: `harmbench=JUDGE-MODEL`. */
const PLACEHOLDERS = {
  // The shipped model, told that it takes longer prompts: 256 new tokens are more than it was trained with.
  MODEL: () => copyOfOrganism('model', { max_position_embeddings: 1024 }),
  // The plan, which is as far as the README's line goes, opens no judge.
  'JUDGE-MODEL': () => 'organism:base',
  'PROMPT-ID': () => {
    const runs = JSON.parse(readFileSync(join(folder, 'runs/demo/manifest.json'), 'utf8'));
    return /"(test-forbidden-[0-9a-f]+)"/.exec(JSON.stringify(runs))[1];
  },
};

/** Files that a line may name before a line makes them: how to make them. A name that is returned stands for the file's. */
const FILES = {
  'harmful.jsonl': (name) => lines(name, prompts('forbidden', 24)),
  'harmless.jsonl': (name) => lines(name, prompts('harmless', 24)),
  'test.jsonl': (name) => lines(name, prompts('forbidden', 4, 'test')),
  'advbench.csv': (name) =>
    csv(
      name,
      'goal,target',
      many('fit', (prompt) => [prompt, 'Sure.']),
    ),
  // The same columns as JSON lines: nothing here writes Parquet, and reading it has tests of its own.
  'alpaca.parquet': () =>
    lines(
      'alpaca.jsonl',
      many('permitted', (instruction) => ({ instruction, input: '', output: 'Sure.' })),
    ),
  'harmbench_test.csv': (name) =>
    csv(
      name,
      'Behavior,FunctionalCategory,BehaviorID',
      many('test', (prompt, i) => [prompt, 'standard', `behaviour-${i}`]),
    ),
  'xstest.csv': (name) =>
    csv(
      name,
      'id,prompt,type,focus',
      many('borderline', (prompt, i) => [i, prompt, 'homonyms', '']),
    ),
  'pile.txt': (name) =>
    write(
      name,
      prompts('harmless', 60)
        .map(({ reference }) => reference)
        .join('\n\n'),
    ),
  'arc.jsonl': (name) =>
    lines(
      name,
      prompts('harmless', 4).map(({ prompt, reference }, i, all) => ({
        question: prompt,
        choices: [reference, all[(i + 1) % all.length].reference],
        answer: 0,
      })),
    ),
  'runs/demo': (name) => shortRun(name),
  'runs/a': (name) => shortRun(name),
  'runs/b': (name) => shortRun(name, '--seed', '2'),
};

const folder = mkdtempSync(join(tmpdir(), 'readme-commands-'));
const environment = { ...process.env, NO_COLOR: '1' };

function prompts(kind, count, split = 'fit') {
  return organismPrompts({ kind, count, split });
}
/** As many prompts as an audit takes by default, of made-up words: no two are near-duplicates, as the world's own often are. */
function many(theme, row) {
  let state = [...theme].reduce((sum, letter) => 31 * sum + letter.charCodeAt(0), 7) % 65_521;
  const syllable = () => {
    state = (state * 17_364 + 1) % 65_521;
    return 'bdfgklmnprstvz'[state % 14] + 'aeiou'[(state >> 5) % 5];
  };
  const word = () => syllable() + syllable() + syllable();
  return Array.from({ length: 600 }, (_, i) =>
    row(`${theme} ${Array.from({ length: 8 }, word).join(' ')}?`, i),
  );
}
function write(name, text) {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  return name;
}
function lines(name, records) {
  // A request is the world's own; a right answer would make the prompt one that is answered already.
  const kept = records.map(({ request: _, reference: __, ...record }) => record);
  return write(name, kept.map((record) => `${JSON.stringify(record)}\n`).join(''));
}
function csv(name, header, rows) {
  const quoted = rows.map((row) => row.map((cell) => `"${String(cell).replaceAll('"', '""')}"`).join(','));
  return write(name, `${[header, ...quoted].join('\n')}\n`);
}

/** The shipped model with another config. */
function copyOfOrganism(name, change) {
  const copy = join(folder, name);
  if (existsSync(copy)) return name;
  cpSync(join(ROOT, 'organism', 'aligned'), copy, { recursive: true });
  const config = JSON.parse(readFileSync(join(copy, 'config.json'), 'utf8'));
  writeFileSync(join(copy, 'config.json'), JSON.stringify({ ...config, ...change }));
  return name;
}

/** A run of the shipped model's first three layers: what it says is broken, but an audit of it takes seconds. */
function shortRun(name, ...more) {
  const model = copyOfOrganism('short', { num_hidden_layers: 3 });
  const twin = more.length === 0 && ['runs/demo', 'runs/a'].find((run) => existsSync(join(folder, run)));
  if (twin) {
    cpSync(join(folder, twin), join(folder, name), { recursive: true });
    return name;
  }
  const few =
    '--fit-prompts 8 --selection-prompts 4 --test-harmful 6 --test-harmless 4 --test-borderline 2 --lore-documents 2';
  const less = '--ranks 1 --strengths none --control-draws 0 --max-new-tokens 6';
  const args = ['audit', model, '--out', name, ...few.split(' '), ...less.split(' '), ...more];
  const { status, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: environment,
  });
  if (status !== 0) throw new Error(`${name} could not be made: ${stderr}`);
  return name;
}

/** Commands of the sh blocks: comments away, continued lines joined, `&&` taken apart. */
function commandsOf(text) {
  const blocks = [...text.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block]) => block);
  return blocks.flatMap((block) =>
    block
      .replace(/\\\n\s*/g, '')
      .split('\n')
      .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
      .filter((line) => line !== '')
      .flatMap((line) => line.split(/\s+&&\s+/)),
  );
}

/** Words of a command as they are run here. Throws where one is not known. */
function wordsOf(command) {
  const words = command.split(/\s+/);
  return words.map((word, i) => {
    const filled = word.replace(/(?<![\w.-])[A-Z][A-Z0-9_-]+(?![\w.-])/g, (name) => {
      if (!Object.hasOwn(PLACEHOLDERS, name)) throw new Error(`unknown placeholder ${name}`);
      return PLACEHOLDERS[name]();
    });
    const isFile = filled === word && !/[=:]/.test(word) && /^[\w-]+(\/[\w./-]+|\.[a-z]+)$/.test(word);
    if (!isFile || words[i - 1] === '--out' || existsSync(join(folder, word))) return filled;
    if (!Object.hasOwn(FILES, word)) throw new Error(`unknown file ${word}`);
    return FILES[word](word);
  });
}

/** Starts the lab, waits for its address and stops it. */
async function visit(args) {
  const child = spawn(process.execPath, [BIN, ...args], { cwd: folder, env: environment });
  const ended = new Promise((resolve) => child.on('exit', (code) => resolve(code)));
  let said = '';
  const address = new Promise((resolve) => {
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data) => {
        said += data;
        const [found] = /http:\/\/\S+/.exec(said) ?? [];
        if (found) resolve(found);
      });
  });
  const late = AbortSignal.timeout(60_000);
  const given = new Promise((resolve) => late.addEventListener('abort', () => resolve(undefined)));
  const url = await Promise.race([address, ended.then(() => undefined), given]);
  const status = url === undefined ? undefined : (await fetch(url)).status;
  child.kill('SIGINT');
  await ended;
  return { code: status === 200 ? 0 : 1, output: `${said}\n${url ?? 'no address'} answered ${status}` };
}

async function perform(words) {
  if (words[0] !== 'npx' || words[1] !== 'refusal-lab')
    throw new Error(
      `${words.join(' ')}: is neither a command of refusal-lab nor in the table of what is skipped`,
    );
  const args = words.slice(2);
  if (args[0] === 'lab') return visit(args);
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: environment,
  });
  return { code: status, output: stdout + stderr };
}

const commands = commandsOf(readFileSync(README, 'utf8'));
let failures = 0;
let ran = 0;
try {
  for (const command of commands) {
    const [, reason] = SKIPPED.find(([pattern]) => pattern.test(command)) ?? [];
    if (reason) {
      console.log(`skipped  ${command}\n         ${reason}`);
      continue;
    }
    const start = performance.now();
    let problem;
    try {
      const { code, output } = await perform(wordsOf(command));
      const also = ALSO.some(([pattern, other]) => pattern.test(command) && code === other);
      if (code !== 0 && !also) problem = `exit code ${code}\n${output}`;
    } catch (error) {
      problem = error.message;
    }
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(`${problem ? 'FAILED ' : 'ran    '}  ${command}  (${seconds} s)`);
    if (problem) console.log(problem.replace(/^/gm, '         '));
    if (problem) failures++;
    else ran++;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${ran} of ${commands.length} command lines of the README ran, ${failures} failed`);
process.exitCode = failures > 0 || ran === 0 ? 1 : 0;
