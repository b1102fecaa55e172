#!/usr/bin/env bash
# onnxruntime-node 1.30.0: a preallocated output is filled, and run() returns a copy of it.
#
# Expected: the documentation of fetches says that a tensor given there is used as a pre-allocated value; in Python's io binding and in
# the C interface the result is that buffer. So memory is taken once, and the returned tensor is the one given.
# Seen: the given tensor's buffer is filled, and the returned tensor is another with a buffer of its own, at every run.
# Matters to: keys and values of a decoder, which are outputs at every step: giving buffers saves nothing and doubles the memory while
# the step lasts. Read the tensors you gave and drop the result.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund onnxruntime-node@1.30.0
cat >check.mjs <<'JS'
import assert from 'node:assert';
import ort from 'onnxruntime-node';

// y = a * b as an ONNX file: [field, value] pairs of the protobuf, texts and nested messages alike.
const message = (...fields) =>
  Buffer.concat(
    fields.map(([field, value]) => {
      if (typeof value === 'number') return Buffer.from([field << 3, value]);
      const bytes = Buffer.from(value);
      return Buffer.concat([Buffer.from([(field << 3) | 2, bytes.length]), bytes]);
    }),
  );
const tensor = (name) => message([1, name], [2, message([1, message([1, 1], [2, message([1, message([2, 'n'])])])])]);
const node = message([1, 'a'], [1, 'b'], [2, 'y'], [4, 'Mul']);
const graph = message([1, node], [2, 'g'], [11, tensor('a')], [11, tensor('b')], [12, tensor('y')]);
const model = message([1, 10], [7, graph], [8, message([2, 21])]);

const session = await ort.InferenceSession.create(model, { executionProviders: ['cpu'] });
const filled = (value) => new ort.Tensor('float32', new Float32Array(4).fill(value), [4]);
const given = filled(-1);
for (const [a, b] of [[2, 3], [5, 3]]) {
  const { y } = await session.run({ a: filled(a), b: filled(b) }, { y: given });
  console.log(`${a} * ${b}: given tensor holds ${given.data[0]}, returned tensor ${y.data[0]}; the same tensor: ${y === given}, the same buffer: ${y.data.buffer === given.data.buffer}`);
  assert.deepEqual([given.data[3], y.data[3]], [a * b, a * b]);
  assert(y !== given && y.data.buffer !== given.data.buffer);
}
JS
node check.mjs
