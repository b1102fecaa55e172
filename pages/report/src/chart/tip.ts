import { createContext } from 'preact';
import { useContext } from 'preact/hooks';

/** What is said about a mark while it is pointed at or has the focus; px in the figure. */
export interface Tip {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

export const TipContext = createContext<(tip: Tip | null) => void>(() => {});

/** Shows a tip in the figure around, or hides it. */
export const useTip = (): ((tip: Tip | null) => void) => useContext(TipContext);
