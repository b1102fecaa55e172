import { createContext } from 'preact';
import { useCallback, useContext, useEffect, useState } from 'preact/hooks';
import { formatHash, NOTHING_SELECTED, parseHash, type Selection } from './selection.ts';

export interface SelectionControl {
  readonly selection: Selection;
  readonly select: (change: Partial<Selection>) => void;
}

export const SelectionContext = createContext<SelectionControl>({
  selection: NOTHING_SELECTED,
  select: () => {},
});

/** The page's one selection, read from the address and written back to it. */
export function useSelectionState(): SelectionControl {
  const [selection, set] = useState<Selection>(() => parseHash(location.hash));
  useEffect(() => {
    const follow = (): void => {
      if (location.hash.includes('=')) set(parseHash(location.hash));
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  const select = useCallback((change: Partial<Selection>) => {
    set((current) => {
      const next = { ...current, ...change };
      remember(formatHash(next));
      return next;
    });
  }, []);
  return { selection, select };
}

/** Some viewers of local files refuse to change the address; the selection works without. */
function remember(hash: string): void {
  try {
    history.replaceState(null, '', hash === '' ? location.pathname + location.search : hash);
  } catch {
    // As said above.
  }
}

export const useSelection = (): SelectionControl => useContext(SelectionContext);
