import type { VNode } from 'preact';
import { GLOSSARY } from '../../../../src/report/glossary.ts';
import { Prose } from '../text/prose.tsx';

/** Every word of the reports with what it means. */
export function Glossary(): VNode {
  return (
    <div class="facts">
      <dl>
        {Object.values(GLOSSARY).map(({ term, meaning }) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd>
              <Prose text={meaning} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
