#!/usr/bin/env bash
# onnxruntime-node 1.30.0: where outputs stay on a device, their places are told by position and for ever, not by name and per run.
#
# Expected: preferredOutputLocation names outputs and where each is to stay; run(feeds, ["a", "b"]) fetches those two, whatever was
# fetched before. Sessions whose outputs are on the host behave so.
# Seen: with { first: "gpu-buffer" } and a run that fetches the second and third output, the second comes back on the device. And once a run
# has fetched some outputs, a run that fetches others ends with "Output count mismatch".
# Matters to: decoders that keep keys and values on the device and fetch captures now and then. Fetch every output in every run, in the
# order of the graph.
# Needs Debian's apt lists beside npm.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >/dev/null
npm install --silent --ignore-scripts --no-audit --no-fund onnxruntime-node@1.30.0
# A Vulkan device in software and its loader, from Debian's chromium-common (any version); nothing is installed.
apt-get -qq download chromium-common 2>/dev/null
dpkg-deb --fsys-tarfile chromium-common_*.deb | tar -x ./usr/lib/chromium/libvk_swiftshader.so ./usr/lib/chromium/libvulkan.so.1 ./usr/lib/chromium/vk_swiftshader_icd.json
export LD_LIBRARY_PATH="$folder/usr/lib/chromium" VK_ICD_FILENAMES="$folder/usr/lib/chromium/vk_swiftshader_icd.json" XDG_RUNTIME_DIR="$folder"
cat >check.mjs <<'JS'
import assert from 'node:assert';
import ort from 'onnxruntime-node';

// An ONNX file by hand: [field, value] pairs of the protobuf; texts and nested messages alike.
const size = (n) => (n < 128 ? [n] : [(n & 127) | 128, ...size(n >> 7)]);
const message = (...fields) =>
  Buffer.concat(
    fields.map(([field, value]) => {
      if (typeof value === 'number') return Buffer.from([...size(field << 3), ...size(value)]);
      const bytes = Buffer.from(value);
      return Buffer.concat([Buffer.from([...size((field << 3) | 2), ...size(bytes.length)]), bytes]);
    }),
  );
const dimension = (d) => [1, message(typeof d === 'number' ? [1, d] : [2, d])];
const value = (name, type, shape) =>
  message([1, name], [2, message([1, message([1, type], [2, message(...shape.map(dimension))])])]);
const node = (type, inputs, outputs, ...rest) =>
  message(...inputs.map((name) => [1, name]), ...outputs.map((name) => [2, name]), [4, type], ...rest);
const opset = (domain, version) => [8, message([1, domain], [2, version])];
const FLOAT = 1;
const outputs = ['square', 'double', 'negative'];
const graph = message(
  [1, node('Mul', ['x', 'x'], ['square'])],
  [1, node('Add', ['x', 'x'], ['double'])],
  [1, node('Neg', ['x'], ['negative'])],
  [2, 'three'],
  [11, value('x', FLOAT, ['n'])],
  ...outputs.map((name) => [12, value(name, FLOAT, ['n'])]),
);
const model = message([1, 10], [7, graph], opset('', 21));
const x = new ort.Tensor('float32', [3, 5], [2]);

async function locations(preferredOutputLocation) {
  console.log('preferred:', JSON.stringify(preferredOutputLocation));
  const session = await ort.InferenceSession.create(model, { executionProviders: ['webgpu'], preferredOutputLocation });
  const found = [];
  for (const fetched of [['double', 'negative'], ['negative'], ['square', 'double']]) {
    const result = await session.run({ x }, fetched).catch((error) => error);
    found.push(result instanceof Error ? result.message : fetched.map((name) => result[name].location).join());
    console.log(`  fetched ${fetched}: ${found.at(-1)}`);
  }
  return found;
}

assert.deepEqual(await locations({ square: 'cpu', double: 'cpu', negative: 'cpu' }), ['cpu,cpu', 'cpu', 'cpu,cpu']);
const [first, ...rest] = await locations({ square: 'gpu-buffer', double: 'cpu', negative: 'cpu' });
assert.equal(first, 'gpu-buffer,cpu');
for (const text of rest) assert.match(text, /Output count mismatch/);
JS
node check.mjs
