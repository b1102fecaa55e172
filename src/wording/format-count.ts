/** A count with its thousands set off: `12,345`; what is not whole is rounded. */
export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en');
}
