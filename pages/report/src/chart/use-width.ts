import { createContext, type RefObject } from 'preact';
import { useContext, useLayoutEffect, useState } from 'preact/hooks';

/** The width that figures are drawn at where no screen says it, px; null: the element's own. */
export const FixedWidth = createContext<number | null>(null);

/** The width of an element, px, as it changes; figures are drawn at it, so that their text keeps its size on any screen. */
export function useWidth(ref: RefObject<HTMLElement | null>): number {
  const fixed = useContext(FixedWidth);
  const [width, set] = useState(fixed ?? 720);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    const measure = (): void => {
      const { clientWidth } = element;
      // Nothing is laid out inside a closed section.
      if (clientWidth > 0) set(Math.max(260, clientWidth));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return width;
}
