const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
const GIBI = UNITS.indexOf('GiB');

/** Bytes for people: `512 B`, `1.5 KiB`, `249 MiB`, `22.9 GiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit > 0 && (value < 9.95 || unit >= GIBI) ? 1 : 0;
  return `${value.toFixed(digits)} ${UNITS[unit]}`;
}
