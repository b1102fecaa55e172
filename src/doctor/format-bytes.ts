const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'];

/** `1.5 GiB`, with three digits at most. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  let value = bytes / 1024;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value >= 100 ? Math.round(value) : value.toPrecision(2)} ${UNITS[unit]}`;
}
