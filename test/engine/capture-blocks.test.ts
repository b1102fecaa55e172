import { describe, expect, it } from 'vitest';
import { OnnxEngine } from '../../src/engine/onnx/onnx-engine.ts';
import { RESIDUAL_POINTS } from '../../src/interventions/residual-site.ts';
import { loadGolden } from './goldens.ts';

const golden = loadGolden('qwen25');
const { layers } = golden.checkpoint.config;
const sequences = golden.prompts.map((tokens) => ({ tokens }));
const BLOCKS = 2;
const sites = RESIDUAL_POINTS.flatMap((point) =>
  Array.from({ length: BLOCKS }, (_, layer) => ({ layer, point })),
);

describe('an engine with the first blocks alone', () => {
  it.each([
    ['all blocks at once', {}],
    ['one at a time', { layersAtOnce: 1 }],
  ])('captures what the whole model captures there, bit for bit: %s', async (_, options) => {
    expect(layers).toBeGreaterThan(BLOCKS);
    for (const intervention of [undefined, golden.interventions.ablate!]) {
      const request = {
        ...{ sequences, sites, positions: 'all' as const },
        ...(intervention ? { intervention } : {}),
      };
      const capture = async (more: object) => {
        const engine = await OnnxEngine.open(golden.checkpoint, { universal: true, ...options, ...more });
        const captured = await engine.capture(request);
        await engine.dispose();
        return captured;
      };
      expect(await capture({ captureBlocks: BLOCKS })).toEqual(await capture({}));
    }
  });

  it('does nothing else', async () => {
    const engine = await OnnxEngine.open(golden.checkpoint, { universal: true, captureBlocks: BLOCKS });
    await expect(engine.nextToken({ sequences })).rejects.toThrow(
      'engine: loads its first 2 blocks, which is for captures alone',
    );
    const beyond = { sequences, sites: [{ layer: BLOCKS, point: 'resid_post' as const }] };
    await expect(engine.capture({ ...beyond, positions: 'last' })).rejects.toThrow(
      'site resid_post.2: the model has layers 0 to 1',
    );
    await engine.dispose();
  });
});
