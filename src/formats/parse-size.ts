const FACTORS: Readonly<Record<string, number>> = {
  MB: 1e6,
  MIB: 2 ** 20,
  GB: 1e9,
  GIB: 2 ** 30,
};

/** Bytes of `12GiB`, `900MB`, `1.5 GB`; undefined for anything else. */
export function parseSize(text: string): number | undefined {
  const [, number, unit] = /^([0-9]+(?:\.[0-9]+)?) ?(MB|MiB|GB|GiB)$/i.exec(text) ?? [];
  const bytes = Number(number) * (FACTORS[unit?.toUpperCase() ?? ''] ?? Number.NaN);
  return bytes > 0 ? bytes : undefined;
}
