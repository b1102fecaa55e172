import type { Activations } from '../../activations/activations.ts';
import type { PrecisionMark } from '../../checkpoint/precision/precision.ts';
import type { TemplateOptions } from '../../checkpoint/template/template-options.ts';
import type { ResidualSite } from '../../interventions/residual-site.ts';

/** Activations of a list of prompts at one site or several, in memory or in a file. */
export interface ActivationSet {
  /** The path of a file, or the origin of the activations; used in errors. */
  readonly name: string;
  /** SHA-256 of the file, or of the file that would hold them. */
  readonly hash: string;
  /** Its sites, in execution order. */
  readonly sites: readonly ResidualSite[];
  /** Number of layers of the model, and the position taken; unknown for files without metadata. */
  readonly layers?: number;
  readonly positions?: string;
  /** SHA-256 of the prompts and of the intervention, and the system prompt, if known. */
  readonly prompts?: string;
  readonly intervention?: string;
  readonly system?: string;
  /** That chat templates saw, where it is known. */
  readonly date?: string;
  /** Variables of the chat template that were set, where any were. */
  readonly templateOptions?: TemplateOptions | undefined;
  /** Undefined where it was float32, and where a file does not say it. */
  readonly precision?: PrecisionMark;
  /** Rows [n, d] at a site. Throws SafetensorsError or InvalidInputError naming set and site. */
  at(site: ResidualSite): Activations;
}
