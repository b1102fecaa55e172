/** What the reader has chosen; figures share it, and the address holds it. */
export interface Selection {
  readonly layer: number | null;
  readonly arm: string | null;
  /** The arm that {@link arm} is compared with, prompt by prompt. */
  readonly versus: string | null;
  /** Labels of the lines that the curve over depth shows; null: the page's own choice. */
  readonly lines: readonly string[] | null;
}

export const NOTHING_SELECTED: Selection = { layer: null, arm: null, versus: null, lines: null };

/** `#layer=7&arm=pca-ot@7/k1`; a hash without `=` (`#arms`) names a section and selects nothing. */
export function parseHash(hash: string): Selection {
  const text = hash.replace(/^#/, '');
  if (!text.includes('=')) return NOTHING_SELECTED;
  const fields = new URLSearchParams(text);
  const layer = fields.get('layer');
  return {
    layer: layer !== null && /^\d+$/.test(layer) ? Number(layer) : null,
    arm: fields.get('arm'),
    versus: fields.get('vs'),
    lines: fields.get('lines')?.split(',').filter(Boolean) ?? null,
  };
}

/** The hash that gives the selection back; empty where nothing is selected. */
export function formatHash({ layer, arm, versus, lines }: Selection): string {
  const fields = new URLSearchParams();
  if (layer !== null) fields.set('layer', String(layer));
  if (arm !== null) fields.set('arm', arm);
  if (versus !== null) fields.set('vs', versus);
  if (lines !== null) fields.set('lines', lines.join(','));
  // Ids of arms are readable in an address as they are.
  const text = fields.toString().replace(/%40/g, '@').replace(/%2F/g, '/').replace(/%2C/g, ',');
  return text === '' ? '' : `#${text}`;
}
