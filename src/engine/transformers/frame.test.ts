import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeFrame, type Frame, FrameReader, payloadValues } from './frame.ts';

describe('frames', () => {
  it('come out as they went in, however the stream is cut', () => {
    const frame = fc.record({
      header: fc.dictionary(fc.string(), fc.oneof(fc.integer(), fc.string(), fc.constant(null))),
      payload: fc.uint8Array({ maxLength: 40 }),
    });
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 5 }), fc.integer({ min: 1, max: 60 }), (frames, size) => {
        const stream = Buffer.concat(frames.flatMap(({ header, payload }) => encodeFrame(header, payload)));
        const reader = new FrameReader();
        const found: Frame[] = [];
        for (let at = 0; at < stream.byteLength; at += size)
          found.push(...reader.add(stream.subarray(at, at + size)));
        expect(found.map(({ header }) => header)).toEqual(
          frames.map(({ header }) => JSON.parse(JSON.stringify(header))),
        );
        expect(found.map(({ payload }) => [...payload])).toEqual(frames.map(({ payload }) => [...payload]));
      }),
    );
  });

  it('carry float32 and float64, and nothing', () => {
    const [, payload] = encodeFrame(
      {},
      new Map([
        ['a', { dtype: 'F32', shape: [2], data: Float32Array.of(1.5, -2) }],
        ['b', { dtype: 'F64', shape: [1], data: Float64Array.of(0.1) }],
      ]),
    );
    expect(payloadValues(payload)).toEqual(
      new Map<string, Float32Array | Float64Array>([
        ['b', Float64Array.of(0.1)],
        ['a', Float32Array.of(1.5, -2)],
      ]),
    );
    expect(payloadValues(new Uint8Array(0))).toEqual(new Map());
  });
});
