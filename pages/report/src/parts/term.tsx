import type { VNode } from 'preact';
import { GLOSSARY, type GlossaryTerm } from '../../../../src/report/glossary.ts';
import { Prose } from '../text/prose.tsx';

/** A word that says what it means when it is pressed; where it stands first. `children` are the word as it stands. */
export function Term({ of, children }: { readonly of: GlossaryTerm; readonly children: string }): VNode {
  const { term, meaning } = GLOSSARY[of];
  return (
    <>
      <button type="button" class="term" popovertarget={`term-${of}`} title={meaning.replaceAll('`', '')}>
        {children}
      </button>
      <span popover id={`term-${of}`} class="meaning" role="note" aria-label={term}>
        <b>{term}</b> <Prose text={meaning} />
      </span>
    </>
  );
}
