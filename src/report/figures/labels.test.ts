import { expect, test } from 'vitest';
import { placeLabels } from './place-labels.ts';
import { stackLabels } from './stack-labels.ts';

const FRAME = { left: 0, top: 0, right: 600, bottom: 400 };

test('labels of crowded points overlap neither each other nor the frame', () => {
  const anchors = Array.from({ length: 6 }, (_, i) => ({
    x: 300 + 3 * i,
    y: 10 + 2 * i,
    text: `method@${i}/k1 100/128`,
  }));
  const placed = placeLabels(anchors, anchors, FRAME);
  placed.forEach((a, i) => {
    expect(a.textY).toBeGreaterThan(0);
    expect(a.textX).toBeGreaterThanOrEqual(0);
    for (const b of placed.slice(i + 1))
      expect(Math.abs(a.textY - b.textY) >= 13 || Math.abs(a.textX - b.textX) >= 6.8 * a.text.length).toBe(
        true,
      );
  });
});

test('a column keeps the order of its anchors, its step and its bounds', () => {
  const anchors = [390, 20, 22, 388, 21].map((y, i) => ({ x: i, y, text: 'label' }));
  const placed = stackLabels(anchors, { x: 100, top: 10, bottom: 380, step: 17 });
  expect(placed.map(({ y }) => y)).toEqual([20, 21, 22, 388, 390]);
  for (const [i, { textY }] of placed.slice(1).entries())
    expect(textY - placed[i].textY).toBeGreaterThanOrEqual(16.9);
  expect(placed[0].textY).toBeLessThan(30);
  expect(placed.at(-1)!.textY).toBeLessThanOrEqual(384.1);
  expect(stackLabels([], { x: 0, top: 0, bottom: 9, step: 1 })).toEqual([]);
});
