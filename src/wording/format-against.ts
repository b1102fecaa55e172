const MOST_DECIMALS = 12;

/**
 * A value beside a limit that it is held against: as `text` writes it, with more decimals where it would read as the limit and is
 * not it. 0.2004 against 0.2 → `20.04%` in per cent.
 */
export function formatAgainst(value: number, limit: number, text: (value: number) => string): string {
  const short = text(value);
  const factor = short.endsWith('%') ? 100 : 1;
  const reads = (written: string): number => Number(written.replace('−', '-').replace('%', ''));
  // As the limit is written, without what 100 × 0.07 adds to 7.
  const whole = Number((factor * limit).toPrecision(MOST_DECIMALS));
  if (value === limit || reads(short) !== whole) return short;
  for (let decimals = 1; decimals <= MOST_DECIMALS; decimals++) {
    const longer = (factor * value).toFixed(decimals);
    if (Number(longer) !== whole) return `${longer.replace('-', '−')}${factor === 100 ? '%' : ''}`;
  }
  return short;
}
