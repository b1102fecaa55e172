import type { VNode } from 'preact';
import type { PageClaim } from '../../../../src/report/page/page-data.ts';
import { Prose } from '../text/prose.tsx';

const SIGNS: Readonly<Record<string, string>> = { supported: '✓', contradicted: '✕' };

/** The paper's claims, each with what this run says of it and why. */
export function Claims({ claims }: { readonly claims: readonly PageClaim[] }): VNode {
  return (
    <ol class="claims">
      {claims.map(({ number, claim, conclusion, because }) => (
        <li key={number} class={`claim ${conclusion}`}>
          <p class="conclusion">
            <span aria-hidden="true">{SIGNS[conclusion] ?? '?'}</span> {conclusion}
          </p>
          <h3>{claim}</h3>
          <ul>
            {because.map((reason) => (
              <li key={reason}>
                <Prose text={reason} />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
