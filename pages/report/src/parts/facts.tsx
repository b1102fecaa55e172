import type { VNode } from 'preact';
import type { PageFacts } from '../../../../src/report/page/page-data.ts';

/** Groups of names with their values. */
export function Facts({ groups }: { readonly groups: readonly PageFacts[] }): VNode {
  return (
    <div class="facts">
      {groups.map(({ title, rows }) => (
        <section key={title}>
          <h3>{title}</h3>
          <dl>
            {rows.map(([label, value]) => (
              <div key={label}>
                <dt>{label}</dt>
                <dd class={/^[0-9a-f]{16,}$/.test(value) ? 'hash' : undefined}>{value}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </div>
  );
}
