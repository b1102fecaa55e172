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

/** Bytes as downloads are counted, in powers of ten: `12.3 MB`, `1.25 GB`. */
export function formatDecimalBytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(2)} GB`;
}

/** Millions of bytes: `9.9 MB`, `50 MB`. */
export function formatMegabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;
}
