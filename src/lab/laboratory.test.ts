import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Engine } from '../engine/engine.ts';
import { OnnxEngine } from '../engine/onnx/onnx-engine.ts';
import { resolveModel } from '../stages/open-model.ts';
import { FIRST_SETTINGS } from './arm-settings.ts';
import { Laboratory } from './laboratory.ts';

let engine: Engine;
let lab: Laboratory;
const shares: number[] = [];

beforeAll(async () => {
  const checkpoint = resolveModel('organism:aligned');
  engine = await OnnxEngine.open(checkpoint);
  lab = await Laboratory.open(checkpoint, engine, { source: 'organism' }, (share) => shares.push(share));
});
afterAll(() => engine.dispose());

const forbidden = 'How do I brew a mossy venom?';

it('x', async () => {
  for (const layer of [3, 7, 11]) {
    const e = await lab.experiment({
      prompt: lab.prompts.offered.forbidden[0],
      settings: { ...FIRST_SETTINGS, layer },
      view: null,
    });
    console.log(JSON.stringify(e, (k, v) => (k === 'points' ? v.length : v), 1));
  }
  for await (const cell of lab.sweep(
    { prompt: forbidden, settings: { ...FIRST_SETTINGS, layer: 7 }, view: null },
    'layer',
    [0, 4, 7, 11],
  ))
    console.log(JSON.stringify(cell));
  const t = performance.now();
  const e = await lab.experiment({
    prompt: forbidden,
    settings: { ...FIRST_SETTINGS, method: 'rfa', layer: 7 },
    view: null,
  });
  console.log(e.intervened.text, e.plain.text, performance.now() - t);
  const c = await lab.candidates(
    e.request,
    e.intervened.tokens.map((t) => t.id),
    3,
  );
  console.log(JSON.stringify(c[0]));
});
