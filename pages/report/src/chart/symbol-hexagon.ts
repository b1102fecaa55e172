import type { SymbolType } from 'd3-shape';

/** A regular hexagon on its corner, as the figures of the report have it. */
export const symbolHexagon: SymbolType = {
  draw(path, size) {
    const across = Math.sqrt(size / Math.PI);
    const up = (2 * across) / Math.sqrt(3);
    path.moveTo(0, up);
    for (const [x, y] of [
      [across, up / 2],
      [across, -up / 2],
      [0, -up],
      [-across, -up / 2],
      [-across, up / 2],
    ])
      path.lineTo(x, y);
    path.closePath();
  },
};
