import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';

/** Whether something of an element that scrolls lies beyond its right edge. */
export function useCutOff(ref: RefObject<HTMLElement | null>): boolean {
  const [cut, set] = useState(false);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!element) return;
    // Widths are fractions of a pixel that these numbers round.
    const look = (): void => set(element.scrollLeft + element.clientWidth < element.scrollWidth - 2);
    look();
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  return cut;
}
