import type { Intervention } from '../interventions/intervention.ts';
import type { ResidualSite } from '../interventions/residual-site.ts';
import type { MethodClasses, MethodOptions } from './method-options.ts';
import type { MethodStyle } from './method-style.ts';

/** Options that some methods take and others do not. */
export const METHOD_OPTIONS = ['rank', 'complement', 'shrinkage', 'support', 'grid'] as const;
export type MethodOption = (typeof METHOD_OPTIONS)[number];

/** A method as the lab knows it: commands, audits, figures and pages read it here. Made by `defineMethod`. */
export interface Method<Name extends string = string> {
  /** Lower-case letters, digits and hyphens: `pca-ot`. */
  readonly name: Name;
  /** Version of the method: to a resumed run and to a comparison, another version is another method. */
  readonly version: string;
  /** Title, a few words. */
  readonly title: string;
  /** Note, one sentence. */
  readonly note: string;
  /** Point in a block at which an audit fits it. */
  readonly point: 'resid_pre' | 'resid_post';
  /** Options that the method uses. With `rank` an audit fits it at every K. */
  readonly takes: readonly MethodOption[];
  /** Acts at all layers, whatever site its directions come from. */
  readonly actsEverywhere: boolean;
  /** Its map at one site depends on activations there, so that maps at earlier sites change the fit. */
  readonly refittable: boolean;
  /** Moves along the difference of the class means, or removes it: where the difference is zero it moves nothing. */
  readonly alongDifference: boolean;
  /** Acts within the first K pooled principal axes, so that K cannot exceed the rank of the activations. */
  readonly inSubspace: boolean;
  /** Is fitted on activations as activation transport pools them (`actPooling` of an audit). */
  readonly pooled: boolean;
  /** Sites at which an audit tries it: every layer, only where a choice puts it, or none. */
  readonly audited: 'every-layer' | 'chosen-layers' | 'nowhere';
  /** An audit also tries it at all layers at once, refitted in sequence. */
  readonly atAllLayers: boolean;
  readonly style: MethodStyle;
  /**
   * Fits the method at one site. The intervention acts there alone (everywhere, if the method does), has the
   * strength, token scope and skipFirst of `options.settings`, and its provenance names the method; `defineMethod`
   * checks this. Throws the fitter's errors.
   */
  readonly fit: (site: ResidualSite, classes: MethodClasses, options: MethodOptions) => Intervention;
}

/** A method as its author describes it; the rest has defaults. */
export type MethodDefinition<Name extends string = string> = Pick<
  Method<Name>,
  'name' | 'title' | 'note' | 'point' | 'fit'
> &
  Partial<Method<Name>>;
