import { createContext } from 'preact';
import { useCallback, useContext, useEffect, useRef, useState } from 'preact/hooks';
import { formatHash, NOTHING_SELECTED, parseHash, type Selection } from './selection.ts';

export interface SelectionControl {
  readonly selection: Selection;
  readonly select: (change: Partial<Selection>) => void;
  /** Selects an arm, with its layer where it has one, and opens its panel. */
  readonly openArm: (arm: { readonly id: string; readonly layer: number | null }) => void;
  readonly panel: ArmPanelState;
}

/** The panel of the selected arm. */
export interface ArmPanelState {
  readonly open: boolean;
  /** How often a reader has opened it: each time the focus moves into it. 0: it is open because the address names an arm. */
  readonly openings: number;
  /** What opened it; null where nothing on the page did. */
  readonly opener: Element | null;
  /** Gives the focus back to what opened it. The arm stays selected. */
  readonly close: () => void;
}

export const SelectionContext = createContext<SelectionControl>({
  selection: NOTHING_SELECTED,
  select: () => {},
  openArm: () => {},
  panel: { open: false, openings: 0, opener: null, close: () => {} },
});

/** The page's one selection, read from the address and written back to it. */
export function useSelectionState(): SelectionControl {
  const [selection, set] = useState<Selection>(() => parseHash(location.hash));
  const [open, setOpen] = useState(selection.arm !== null);
  const [openings, setOpenings] = useState(0);
  const opener = useRef<Element | null>(null);
  useEffect(() => {
    const follow = (): void => {
      if (!location.hash.includes('=')) return;
      const next = parseHash(location.hash);
      set(next);
      setOpen(next.arm !== null);
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
  const openArm = useCallback(
    ({ id, layer }: { readonly id: string; readonly layer: number | null }) => {
      const { activeElement } = document;
      // A button inside the panel leads from arm to arm: the way back stays the one that led in.
      if (!activeElement?.closest('.arm-panel')) opener.current = activeElement;
      select({ arm: id, ...(layer === null ? {} : { layer }) });
      setOpen(true);
      setOpenings((times) => times + 1);
    },
    [select],
  );
  const close = useCallback(() => {
    setOpen(false);
    const back = opener.current;
    // The browser would scroll what the reader looks at away from under the pointer.
    if (back instanceof HTMLElement || back instanceof SVGElement) back.focus({ preventScroll: true });
  }, []);
  return { selection, select, openArm, panel: { open, openings, opener: opener.current, close } };
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
