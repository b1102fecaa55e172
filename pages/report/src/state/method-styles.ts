import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { PageStyle, ReportPage } from '../../../../src/report/page/page-data.ts';

/** A method's mark, and the style that gives what is drawn in `var(--c)` its colour. */
export interface DrawnMethod {
  readonly symbol: PageStyle['symbol'];
  readonly style: { readonly '--c': string };
}

const UNKNOWN: DrawnMethod = { symbol: 'hexagon', style: { '--c': 'var(--unknown)' } };

/** The styles that the page's data hold. */
export const MethodStyles = createContext<ReportPage['styles']>({});

/** How methods are drawn on this page; one that its data know nothing of gets a neutral style. */
export function useMethodStyles(): (method: string, rank?: number | null) => DrawnMethod {
  const styles = useContext(MethodStyles);
  return (method, rank = null) => {
    if (!Object.hasOwn(styles, method)) return UNKNOWN;
    const { symbol, shades, higherRanks } = styles[method];
    const { light, dark } = rank !== null && rank > 1 ? (higherRanks ?? shades) : shades;
    return { symbol, style: { '--c': `light-dark(${light}, ${dark})` } };
  };
}
