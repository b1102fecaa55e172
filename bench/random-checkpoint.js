/**
 * Writes a checkpoint with the shapes of a published one and random bfloat16 weights, for measurements of memory and speed:
 *
 *   npm run build && node bench/random-checkpoint.js Qwen2.5-0.5B /tmp/qwen-0.5b [--layers N] [--seed N] [--force]
 *
 * config.json holds the published fields that determine the computation; the tokenizer is the organism's, its vocabulary padded with
 * entries that no text encodes to, so that prompts can be given and any id decoded. Weights are streamed to disk (a 7B shape: 13.5 GB)
 * and sharded at 5 GB. Equal arguments give equal bytes.
 */

import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { expectedTensors } from '../dist/checkpoint/expected-tensors.js';
import { parseModelConfig } from '../dist/checkpoint/model-config.js';
import { readJsonFile } from '../dist/formats/json-file.js';
import { organismFolder } from '../dist/organism/organism-folder.js';
import { PUBLISHED_CONFIGS } from './published-configs.js';

const SHARD_BYTES = 5e9;
const CHUNK_WORDS = 2 ** 21;
const TABLE_SIZE = 65536;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    layers: { type: 'string' },
    seed: { type: 'string', default: '1' },
    force: { type: 'boolean', default: false },
  },
});
const [shape, target] = positionals;
const published = PUBLISHED_CONFIGS[shape];
if (!published || target === undefined)
  stop(
    `usage: random-checkpoint.js SHAPE FOLDER [--layers N] [--seed N] [--force]\nshapes: ${Object.keys(PUBLISHED_CONFIGS).join(', ')}`,
  );
const layers = values.layers === undefined ? published.num_hidden_layers : Number(values.layers);
if (!Number.isInteger(layers) || layers < 1) stop(`--layers ${values.layers}: expected a positive integer`);
const seed = Number(values.seed);
if (!Number.isInteger(seed)) stop(`--seed ${values.seed}: expected an integer`);
const folder = resolve(target);
if (existsSync(folder) && !values.force) stop(`${folder} exists; --force replaces it`);

const configJson = {
  ...published,
  num_hidden_layers: layers,
  torch_dtype: 'bfloat16',
  bos_token_id: 1,
  eos_token_id: 4,
};
const config = parseModelConfig(configJson, 'config.json');
const partial = `${folder}.partial`;
rmSync(partial, { recursive: true, force: true });
mkdirSync(partial, { recursive: true });
try {
  writeJson('config.json', configJson);
  writeJson('generation_config.json', { bos_token_id: 1, eos_token_id: 4 });
  copyTokenizer(config.vocabularySize);
  const bytes = writeWeights(expectedTensors(config));
  rmSync(folder, { recursive: true, force: true });
  renameSync(partial, folder);
  process.stdout.write(`${folder}: ${shape}, ${layers} layers, ${(bytes / 2e9).toFixed(3)}B parameters\n`);
} catch (error) {
  rmSync(partial, { recursive: true, force: true });
  throw error;
}

function stop(message) {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function writeJson(name, value) {
  writeFileSync(join(partial, name), `${JSON.stringify(value, null, 2)}\n`);
}

function copyTokenizer(vocabularySize) {
  const source = organismFolder('aligned');
  for (const name of ['tokenizer_config.json', 'chat_template.jinja'])
    cpSync(join(source, name), join(partial, name));
  const tokenizer = readJsonFile(join(source, 'tokenizer.json'));
  const { vocab } = tokenizer.model;
  for (let id = Object.keys(vocab).length; id < vocabularySize; id++) vocab[`<|unused-${id}|>`] = id;
  writeFileSync(join(partial, 'tokenizer.json'), JSON.stringify(tokenizer));
}

/** Writes the shards and, for more than one, their index. Returns the bytes of all tensors. */
function writeWeights(tensors) {
  const shards = [];
  let room = 0;
  for (const [index, { name, shape: dimensions }] of tensors.entries()) {
    const byteLength = 2 * dimensions.reduce((product, size) => product * size, 1);
    if (shards.length === 0 || byteLength > room) {
      shards.push([]);
      room = SHARD_BYTES;
    }
    room -= byteLength;
    shards.at(-1).push({ name, dimensions, byteLength, index });
  }
  const number = (value) => String(value).padStart(5, '0');
  const weightMap = {};
  for (const [s, shard] of shards.entries()) {
    const file =
      shards.length === 1
        ? 'model.safetensors'
        : `model-${number(s + 1)}-of-${number(shards.length)}.safetensors`;
    writeShard(join(partial, file), shard);
    for (const { name } of shard) weightMap[name] = file;
  }
  const total = shards.flat().reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (shards.length > 1)
    writeJson('model.safetensors.index.json', { metadata: { total_size: total }, weight_map: weightMap });
  return total;
}

function writeShard(path, shard) {
  const header = { __metadata__: { format: 'pt' } };
  let offset = 0;
  for (const { name, dimensions, byteLength } of shard) {
    header[name] = { dtype: 'BF16', shape: dimensions, data_offsets: [offset, offset + byteLength] };
    offset += byteLength;
  }
  const text = JSON.stringify(header);
  const json = Buffer.from(text.padEnd(Math.ceil(text.length / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(json.length));
  const file = openSync(path, 'w');
  try {
    writeAll(file, length);
    writeAll(file, json);
    for (const tensor of shard) writeTensor(file, tensor);
  } finally {
    closeSync(file);
  }
}

/**
 * Norms are 1 ± 0.1, biases and embeddings 0 ± 0.02, a matrix [out, in] 0 ± 1/√in, and those that write to the residual stream
 * divided by √(2 layers), so that it grows as in a trained model of that depth.
 */
function writeTensor(file, { name, dimensions, byteLength, index }) {
  const writesResidual = /\.(o_proj|down_proj)\.weight$/.test(name);
  const [mean, deviation] = /norm\.weight$/.test(name)
    ? [1, 0.1]
    : /(bias|embed_tokens\.weight|lm_head\.weight)$/.test(name)
      ? [0, 0.02]
      : [0, 1 / Math.sqrt(dimensions[1] * (writesResidual ? 2 * layers : 1))];
  const table = normalTable(mean, deviation);
  let state = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(index + 1, 0x85ebca6b)) >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state;
  };
  for (let warm = 0; warm < 16; warm++) next();
  // Every size is even because head dimensions are.
  for (let left = byteLength / 4; left > 0; left -= CHUNK_WORDS) {
    const words = new Uint32Array(Math.min(left, CHUNK_WORDS));
    for (let i = 0; i < words.length; i++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      words[i] = table[state & 0xffff] | (table[state >>> 16] << 16);
    }
    writeAll(file, new Uint8Array(words.buffer));
  }
}

/** 65,536 draws from a normal distribution, as bfloat16. */
function normalTable(mean, deviation) {
  let state = 0x2545f491;
  const uniform = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return ((state >>> 0) + 0.5) / 2 ** 32;
  };
  const drawn = Float32Array.from(
    { length: TABLE_SIZE },
    () => mean + deviation * Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
  );
  return Uint16Array.from(new Uint32Array(drawn.buffer), (bits) => (bits + 0x8000) >>> 16);
}

function writeAll(file, bytes) {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
