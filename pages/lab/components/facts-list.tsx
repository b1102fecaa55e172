import type { Experiment } from '../../../src/laboratory/experiment.ts';
import { formatAsGiven } from '../../../src/wording/format-as-given.ts';
import { formatFraction } from '../../../src/wording/format-fraction.ts';
import { formatNumber } from '../../../src/wording/format-number.ts';

/** Facts of a fit that are shown, in this order. */
const SHOWN: readonly { readonly name: string; readonly title: string; readonly share?: true }[] = [
  { name: 'capturedMeanShare', title: 'Mean difference inside the K coordinates', share: true },
  { name: 'mapEigenvalues', title: 'Eigenvalues of A' },
  { name: 'wassersteinSquared', title: 'W₂² between the classes' },
  { name: 'displacementNorm', title: 'Displacement of harmful prompts, λ = 1' },
  { name: 'zeroPosition', title: 'Position of the origin: 0 harmless mean, 1 harmful mean' },
  { name: 'shrinkageIntensity', title: 'Shrinkage' },
  { name: 'directionsKept', title: 'Directions' },
];

/** Numbers of this arm. */
export function FactsList({ experiment }: { readonly experiment: Experiment }) {
  const { facts, divergence, flipsAt, armId, plane } = experiment;
  const { before, after } = plane.lastPrompt;
  const shown = SHOWN.filter(({ name }) => facts[name] !== undefined && facts[name] !== null);
  return (
    <dl class="facts">
      <div>
        <dt>Arm, as an audit calls it</dt>
        <dd>
          <code>{armId}</code>
        </dd>
      </div>
      <div>
        <dt>Answers part at token</dt>
        <dd>{flipsAt === null ? 'never' : flipsAt + 1}</dd>
      </div>
      <div>
        <dt>Divergence along the unattacked answer</dt>
        <dd>{`${formatNumber(divergence)} nats per token`}</dd>
      </div>
      <div>
        <dt>Norm at the last prompt token</dt>
        <dd>{`${formatNumber(norm(before))} → ${formatNumber(norm(after))}`}</dd>
      </div>
      <div>
        <dt>Cosine of the two activations</dt>
        <dd>{formatFraction(dot(before, after) / (norm(before) * norm(after)))}</dd>
      </div>
      {shown.map(({ name, title, share }) => (
        <div key={name}>
          <dt>{title}</dt>
          <dd>
            {[facts[name]]
              .flat()
              .map((value) => (share ? formatFraction : formatFact)(Number(value)))
              .join(', ')}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, j) => sum + value * b[j], 0);
}

const norm = (a: Float32Array): number => Math.sqrt(dot(a, a));

const formatFact = (value: number): string =>
  Number.isInteger(value) ? formatAsGiven(value) : formatNumber(value);
