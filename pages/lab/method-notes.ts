import type { AuditMethod } from '../../src/audit/plan/arm.ts';
import type { TokenScope } from '../../src/interventions/token-scope.ts';
import type { Complement } from '../../src/transport/lift.ts';

/** A method in one line; docs/method.md has the equations. */
export const METHOD_NOTES: Readonly<Record<AuditMethod, { readonly title: string; readonly note: string }>> =
  {
    'pca-ot': {
      title: 'PCA + optimal transport',
      note: 'Carries the forbidden cloud onto the harmless one in K principal coordinates: mean and covariance.',
    },
    'mean-shift': {
      title: 'Mean shift',
      note: 'The same K coordinates, but only the mean moves (A = I).',
    },
    'act-add': {
      title: 'Activation addition',
      note: "Subtracts the difference of the class means at the block's input.",
    },
    ace: {
      title: 'Affine concept editing',
      note: 'Sets the coordinate along the refusal direction to the harmless mean.',
    },
    leace: {
      title: 'Least-squares erasure',
      note: 'The smallest change after which no linear classifier tells the classes apart.',
    },
    rfa: {
      title: 'Directional ablation',
      note: 'Projects the refusal direction, read here, out of every layer.',
    },
    som: {
      title: 'Ablation of several directions',
      note: 'Projects out the span of four directions found by a self-organising map, in every layer.',
    },
    'gaussian-act': {
      title: 'Gaussian activation transport',
      note: 'Matches mean and deviation of each coordinate on its own.',
    },
    'linear-act': {
      title: 'Linear activation transport',
      note: 'A least-squares line per coordinate through its one-dimensional coupling.',
    },
  };

export const SCOPE_NOTES: Readonly<Record<TokenScope, string>> = {
  all: 'All',
  prompt: 'Prompt',
  'last-prompt': 'Last prompt',
  generated: 'Generated',
};

export const COMPLEMENT_NOTES: Readonly<Record<Complement, string>> = {
  keep: 'Keep',
  shift: 'Shift',
  drop: 'Drop',
};
