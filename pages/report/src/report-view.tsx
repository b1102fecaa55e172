import type { ComponentChildren, VNode } from 'preact';
import type { PageTable, PageTables, ReportPage } from '../../../src/report/page/page-data.ts';
import { DoseFigure } from './figures/dose-figure.tsx';
import { FlipsFigure } from './figures/flips-figure.tsx';
import { FrontierFigure } from './figures/frontier-figure.tsx';
import { GeometryFigure } from './figures/geometry-figure.tsx';
import { HeatFigure } from './figures/heat-figure.tsx';
import { JudgesFigure } from './figures/judges-figure.tsx';
import { LocalisationFigure } from './figures/localisation-figure.tsx';
import { RefusalScoreFigure } from './figures/refusal-score-figure.tsx';
import { RivalsFigure } from './figures/rivals-figure.tsx';
import { RobustnessFigure } from './figures/robustness-figure.tsx';
import { ScatterFigure } from './figures/scatter-figure.tsx';
import { ArmPanel } from './parts/arm-panel.tsx';
import { ArmTable } from './parts/arm-table.tsx';
import { Claims } from './parts/claims.tsx';
import { Colophon } from './parts/colophon.tsx';
import { DataTable } from './parts/data-table.tsx';
import { Facts } from './parts/facts.tsx';
import { Glossary } from './parts/glossary.tsx';
import { Headline } from './parts/headline.tsx';
import { Toolbar } from './parts/toolbar.tsx';
import { MethodStyles } from './state/method-styles.ts';
import { SubjectName } from './state/subject-name.ts';
import { useSelection } from './state/use-selection.ts';
import { Prose } from './text/prose.tsx';

/** A run's report from the verdict down to its provenance. */
export function ReportView({ data }: { readonly data: ReportPage }): VNode {
  const sections = sectionsOf(data).filter(({ content }) => content !== null);
  return (
    <SubjectName.Provider value={data.model.name}>
      <MethodStyles.Provider value={data.styles}>
        <a class="skip" href="#verdict">
          Skip to the verdict
        </a>
        <Toolbar sections={sections} layers={data.model.layers} />
        <main>
          <Headline data={data} />
          {sections.map(({ id, heading, lead, content }) => (
            <section key={id} id={id} aria-labelledby={`heading-${id}`}>
              <h2 id={`heading-${id}`}>{heading}</h2>
              {lead && <p class="lead">{lead}</p>}
              {content}
            </section>
          ))}
          <Colophon data={data} />
        </main>
        <ArmPanel data={data} />
      </MethodStyles.Provider>
    </SubjectName.Provider>
  );
}

interface Section {
  readonly id: string;
  readonly name: string;
  readonly heading: string;
  readonly lead?: ComponentChildren;
  /** null: not measured, so left out. */
  readonly content: ComponentChildren;
}

function sectionsOf(data: ReportPage): Section[] {
  return [
    {
      id: 'claims',
      name: 'Claims',
      heading: 'The paper’s claims on this model',
      content: data.claims.length > 0 ? <Claims claims={data.claims} /> : null,
    },
    {
      id: 'where',
      name: 'Where',
      heading: 'Where refusal gives way',
      content: (
        <>
          <LocalisationFigure data={data} />
          <Sentences sentences={data.localisation} />
          {data.stages?.curve.points.some(({ score }) => score[0] !== null) && (
            <RefusalScoreFigure data={data} curve={data.stages.curve} />
          )}
          <HeatFigure data={data} />
        </>
      ),
    },
    {
      id: 'cost',
      name: 'Cost',
      heading: 'What breaking it costs',
      lead: 'An attack that breaks the model along with its refusal shows little.',
      content: (
        <>
          <FrontierFigure data={data} />
          <RobustnessFigure data={data} />
          {data.strengths.length > 0 && <DoseFigure data={data} />}
        </>
      ),
    },
    {
      id: 'geometry',
      name: 'Geometry',
      heading: 'Geometry of the activations',
      lead: 'Harmful and harmless requests in the residual stream. Select a layer in any figure to update all.',
      content:
        data.scatters.length > 0 || data.geometry.length > 0 ? (
          <>
            {data.scatters.length > 0 && <ScatterFigure data={data} />}
            {data.geometry.length > 0 && <GeometryFigure data={data} />}
          </>
        ) : null,
    },
    {
      id: 'compared',
      name: 'Compared',
      heading: 'Method against method',
      content:
        data.comparisons.length > 0 || data.prompts.length > 0 || data.judges.names.length > 1 ? (
          <>
            {data.comparisons.length > 0 && <RivalsFigure data={data} />}
            {data.prompts.length > 0 && <FlipsFigure data={data} />}
            {data.judges.names.length > 1 && <JudgesFigure data={data} />}
          </>
        ) : null,
    },
    {
      id: 'capability',
      name: 'Capability',
      heading: 'What the model can still do',
      content:
        data.capability.length > 0
          ? data.capability.map((table) => (
              <div key={table.about}>
                <p>{table.about}</p>
                <DataTable
                  name="accuracy on questions"
                  summary={`The unattacked model and ${table.rows.length - 1} arms`}
                  table={table}
                />
              </div>
            ))
          : null,
    },
    {
      id: 'published',
      name: 'Published',
      heading: 'The paper’s figures beside these',
      content: tableOf('published figures', data.published),
    },
    {
      id: 'against',
      name: 'Checkpoints',
      heading: 'Modified checkpoints',
      content: tablesOf('modified checkpoints', data.against),
    },
    {
      id: 'monitors',
      name: 'Monitors',
      heading: 'Would a monitor see it?',
      content: tablesOf('monitors', data.monitors),
    },
    {
      id: 'length',
      name: 'Length',
      heading: 'Refusal and success by length',
      content: tableOf('lengths', data.lengths),
    },
    {
      id: 'thoughts',
      name: 'Thoughts',
      heading: 'Thoughts and answers',
      content: tableOf('thoughts', data.thoughts),
    },
    {
      id: 'stages',
      name: 'Stages',
      heading: 'Stages: what was measured of which arm',
      content: data.stages && (
        <>
          <Sentences sentences={data.stages.sentences} />
          {data.stages.left.rows.length > 0 && <LeftArms left={data.stages.left} />}
        </>
      ),
    },
    {
      id: 'arms',
      name: 'Arms',
      heading: data.stages ? 'Every arm that reached the test split' : 'Every arm',
      lead: `Test prompts only; nothing was chosen on them. ${data.counts}.${data.stages ? ` ${data.stages.left.rows.length} more arms left earlier, as Stages says.` : ''} Click a heading to sort, an arm for all its numbers.`,
      content: <ArmTable data={data} />,
    },
    {
      id: 'not-measured',
      name: 'Not measured',
      heading: 'Not measured, and what would',
      content: data.notMeasured.length > 0 ? <Sentences sentences={data.notMeasured} /> : null,
    },
    {
      id: 'limits',
      name: 'Limits',
      heading: 'What this does not show',
      content: <Sentences sentences={data.limits} />,
    },
    {
      id: 'provenance',
      name: 'Provenance',
      heading: 'How it was measured',
      content: <Facts groups={data.provenance} />,
    },
    {
      id: 'glossary',
      name: 'Glossary',
      heading: 'Glossary',
      content: <Glossary />,
    },
  ];
}

/** Those that left before the test split; pressing one says all that is known of it. */
function LeftArms({ left }: { readonly left: NonNullable<ReportPage['stages']>['left'] }): VNode {
  const { openArm } = useSelection();
  return (
    <DataTable
      name="the arms that left"
      summary={`The ${left.rows.length} arms that left before the test split`}
      table={left}
      choose={(id) => openArm({ id, layer: null })}
    />
  );
}

/** Sentences above their tables; nothing where there are none. */
const tablesOf = (name: string, section: PageTables | null): VNode | null =>
  section && (
    <>
      <Sentences sentences={section.sentences} />
      {section.tables.map((table) => (
        <div key={table.about}>
          <p>
            <Prose text={table.about} />
          </p>
          <DataTable name={name} table={table} />
        </div>
      ))}
    </>
  );

const tableOf = (name: string, found: PageTable | null): VNode | null =>
  found && (
    <>
      <Sentences sentences={found.sentences} />
      <DataTable name={name} table={found.table} />
    </>
  );

function Sentences({ sentences }: { readonly sentences: readonly string[] }): VNode | null {
  if (sentences.length === 0) return null;
  return (
    <ul class="sentences">
      {sentences.map((sentence) => (
        <li key={sentence}>
          <Prose text={sentence} />
        </li>
      ))}
    </ul>
  );
}
