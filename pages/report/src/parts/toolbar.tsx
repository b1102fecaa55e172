import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useSelection } from '../state/use-selection.ts';

const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

/** Always in reach: the sections, the chosen layer, the colours. */
export function Toolbar({
  sections,
  layers,
}: {
  readonly sections: readonly { readonly id: string; readonly name: string }[];
  /** 0: nothing is by layer. */
  readonly layers: number;
}): VNode {
  const { selection, select } = useSelection();
  const [theme, setTheme] = useState<Theme>('auto');
  const { layer } = selection;
  const step = (by: number): void =>
    select({ layer: layer === null ? (by > 0 ? 0 : layers - 1) : (layer + by + layers) % layers });
  const follow = (event: MouseEvent, id: string): void => {
    event.preventDefault();
    const section = document.getElementById(id)!;
    section.scrollIntoView();
    // The keyboard goes on from there, and the address keeps the selection.
    section.setAttribute('tabindex', '-1');
    section.focus({ preventScroll: true });
  };
  const nextTheme = (): void => {
    const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length];
    setTheme(next);
    if (next === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = next;
  };
  return (
    <header class="toolbar">
      <nav aria-label="Sections">
        {sections.map(({ id, name }) => (
          <a key={id} href={`#${id}`} onClick={(event) => follow(event, id)}>
            {name}
          </a>
        ))}
      </nav>
      {layers > 0 && (
        <div class="layer-stepper" role="group" aria-label="Layer shown in every figure">
          <button type="button" aria-label="Previous layer" onClick={() => step(-1)}>
            ‹
          </button>
          <output aria-live="polite">{layer === null ? 'layer –' : `layer ${layer}`}</output>
          <button type="button" aria-label="Next layer" onClick={() => step(1)}>
            ›
          </button>
          {layer !== null && (
            <button type="button" aria-label="All layers" onClick={() => select({ layer: null })}>
              ×
            </button>
          )}
        </div>
      )}
      <button type="button" class="theme" onClick={nextTheme}>
        <span class="wide">Colours: </span>
        {theme}
      </button>
    </header>
  );
}
