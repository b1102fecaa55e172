import { describe } from 'vitest';
import { OnnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { NIGHTLY } from '../nightly.ts';
import { NO_DEVICE } from '../webgpu-device.ts';
import { describeConformance } from './conformance-suite.ts';
import { LATER_FAMILIES } from './goldens.ts';

// Attention is written out on a device, and rows of the cache have holes there: windows are counted over the tokens that a row holds.
describe.skipIf(NO_DEVICE || !NIGHTLY)(`with webgpu${NO_DEVICE ? ` (${NO_DEVICE})` : ''}`, () => {
  describeConformance(
    'webgpu',
    (checkpoint) => OnnxEngine.open(checkpoint, { provider: 'webgpu', maxRows: 2, decodeRows: 4 }),
    LATER_FAMILIES,
  );
});
