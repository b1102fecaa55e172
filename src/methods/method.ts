import type { Intervention } from '../interventions/intervention.ts';
import type { ResidualSite } from '../interventions/residual-site.ts';
import type { MethodClasses, MethodOptions } from './method-options.ts';
import type { MethodStyle } from './method-style.ts';

/** Options that some methods take and others do not. */
export const METHOD_OPTIONS = ['rank', 'complement', 'shrinkage', 'support', 'grid'] as const;
export type MethodOption = (typeof METHOD_OPTIONS)[number];

/** Everything that the lab knows of a method: commands, audits, figures and pages read it here. Made by `defineMethod`. */
export interface Method<Name extends string = string> {
  /** Lower-case letters, digits and hyphens: `pca-ot`. */
  readonly name: Name;
  /** Of the method itself: another version is another method to a run that goes on and to a comparison. */
  readonly version: string;
  /** In a few words. */
  readonly title: string;
  /** In one sentence. */
  readonly note: string;
  /** Where in a block an audit fits it. */
  readonly point: 'resid_pre' | 'resid_post';
  /** Options that mean something to it. With `rank` an audit fits it at every K. */
  readonly takes: readonly MethodOption[];
  /** Acts at all layers, whatever site its directions come from. */
  readonly actsEverywhere: boolean;
  /** Its map at one site depends on activations there, so that maps at earlier sites change what it would fit. */
  readonly refittable: boolean;
  /** Moves along the difference of the class means, or takes it away: where there is none it moves nothing. */
  readonly alongDifference: boolean;
  /** Acts within the first K pooled principal axes, so that K cannot exceed the rank of the activations. */
  readonly inSubspace: boolean;
  /** Is fitted on activations as activation transport pools them (`actPooling` of an audit). */
  readonly pooled: boolean;
  /** Where an audit tries it: at every layer, only where a choice puts it, or nowhere. */
  readonly audited: 'every-layer' | 'chosen-layers' | 'nowhere';
  /** An audit tries it at all layers at once too, refitted in sequence. */
  readonly atAllLayers: boolean;
  readonly style: MethodStyle;
  /**
   * The method fitted at one site. The intervention acts there alone (everywhere, where the method does), has the
   * strength, token scope and skipFirst of `options.settings`, and its provenance names the method; `defineMethod`
   * sees to it. Throws what the fitter throws.
   */
  readonly fit: (site: ResidualSite, classes: MethodClasses, options: MethodOptions) => Intervention;
}

/** What an author says of a method; the rest has defaults. */
export type MethodDefinition<Name extends string = string> = Pick<
  Method<Name>,
  'name' | 'title' | 'note' | 'point' | 'fit'
> &
  Partial<Method<Name>>;
