/** Whole decades around positive finite values, at least [1e-3, 1]: the domain of a logarithmic axis, with its ticks. */
export function logDomain(
  values: readonly (number | null)[],
  floor = 1e-4,
): { domain: [number, number]; ticks: number[] } {
  const usable = values.filter(
    (value): value is number => value !== null && Number.isFinite(value) && value > 0,
  );
  const low = Math.max(Math.log10(floor), Math.floor(Math.log10(Math.min(1e-3, ...usable)) + 1e-9));
  const high = Math.ceil(Math.log10(Math.max(1, ...usable)) - 1e-9);
  const ticks = Array.from({ length: high - low + 1 }, (_, i) => Number(`1e${low + i}`));
  return { domain: [ticks[0], ticks[ticks.length - 1]], ticks };
}
