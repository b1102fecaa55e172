import type { VNode } from 'preact';
import type { PageClaim } from '../../../../src/report/page/page-data.ts';
import { Prose } from '../text/prose.tsx';

const SIGNS: Readonly<Record<string, string>> = {
  supported: '✓',
  contradicted: '✕',
  'not supported': '≈',
};

/** The paper's claims: a sentence, what this run says of it, its number; why is folded. */
export function Claims({ claims }: { readonly claims: readonly PageClaim[] }): VNode {
  return (
    <ol class="claims">
      {claims.map(({ number, claim, figure, conclusion, words, decidedBy, because }) => (
        <li key={number} class={`claim ${conclusion.replace(' ', '-')}`}>
          <p class="conclusion">
            <span aria-hidden="true">{SIGNS[conclusion] ?? '?'}</span> {words}
          </p>
          <h3>{claim}</h3>
          {figure !== '' && (
            <p>
              <Prose text={figure} />
            </p>
          )}
          <details>
            <summary>Why</summary>
            <ul>
              {because.map((reason) => (
                <li key={reason}>
                  <Prose text={reason} />
                </li>
              ))}
              <li>Decided by: {decidedBy}</li>
            </ul>
          </details>
        </li>
      ))}
    </ol>
  );
}
