import type { VNode } from 'preact';
import type { ComparisonPage } from '../../../src/report/page/page-data.ts';
import { CurvesFigure } from './figures/curves-figure.tsx';
import { ForestFigure } from './figures/forest-figure.tsx';
import { Facts } from './parts/facts.tsx';
import { Toolbar } from './parts/toolbar.tsx';
import { Prose } from './text/prose.tsx';

const CAPTIONS = {
  points:
    '95% intervals. Filled: an effect, after Holm’s adjustment within the family. Shaded: differences under 10 points.',
  R: '95% intervals. Filled: an interval without zero.',
} as const;

/** A verdict before its first colon, and its numbers. */
function parted(sentence: string): readonly [string, string] {
  const at = sentence.indexOf(': ');
  return at < 0 ? [sentence, ''] : [`${sentence.slice(0, at)}.`, sentence.slice(at + 2)];
}

/** Two runs against each other: what is told apart, by how much, and whether they are like for like. */
export function ComparisonView({ data }: { readonly data: ComparisonPage }): VNode {
  const [first, ...others] = data.headline;
  const [verdict, numbers] = parted(first);
  const sections = [
    ...data.families.map(({ name, title }) => ({ id: name, name: title.split(',')[0] })),
    ...(data.curves.length > 0 ? [{ id: 'curves', name: 'Layers' }] : []),
    { id: 'likeness', name: 'Like for like' },
    { id: 'provenance', name: 'Provenance' },
  ];
  return (
    <>
      <Toolbar sections={sections} layers={0} />
      <main>
        <section class="headline" id="verdict" aria-label="Verdict">
          <p class="kicker">{data.title}</p>
          <h1>
            <Prose text={verdict} />
          </h1>
          {numbers !== '' && (
            <p class="standfirst">
              <Prose text={numbers} />
            </p>
          )}
          {!data.likeForLike && (
            <p class="standfirst warning">
              Not like for like: what differs may come from the protocols and not from the models.
            </p>
          )}
          <ul class="sentences">
            {others.map((sentence) => (
              <li key={sentence}>
                <Prose text={sentence} />
              </li>
            ))}
          </ul>
        </section>
        {data.families.map(({ name, title, sides, rows, units }) => (
          <section key={name} id={name} aria-labelledby={`heading-${name}`}>
            <h2 id={`heading-${name}`}>{title.split(',')[0]}</h2>
            <ForestFigure
              name={`difference-${name}`}
              title={title}
              caption={CAPTIONS[units]}
              units={units}
              sides={sides}
              rows={rows.map((row) => ({ ...row, key: row.label }))}
              columns={['what', 'values', 'difference', 'low', 'high', 'adjusted_p', 'conclusion']}
              cells={({ label, detail, difference, interval, adjustedP, conclusion }) => [
                label,
                detail,
                difference,
                ...interval,
                adjustedP,
                conclusion,
              ]}
            />
          </section>
        ))}
        {data.curves.length > 0 && (
          <section id="curves" aria-labelledby="heading-curves">
            <h2 id="heading-curves">Layer by layer</h2>
            <CurvesFigure data={data} />
          </section>
        )}
        <section id="likeness" aria-labelledby="heading-likeness">
          <h2 id="heading-likeness">{data.likeForLike ? 'Like for like' : 'Not like for like'}</h2>
          <ul class="sentences">
            {data.caveats.map((caveat) => (
              <li key={caveat}>
                <Prose text={caveat} />
              </li>
            ))}
            {data.caveats.length === 0 && <li>Nothing but the models differs.</li>}
          </ul>
        </section>
        <section id="provenance" aria-labelledby="heading-provenance">
          <h2 id="heading-provenance">What was compared</h2>
          <Facts groups={data.provenance} />
        </section>
      </main>
    </>
  );
}
