import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import { canonicalJson } from '../../formats/canonical-json.ts';
import { contentHash } from '../../formats/content-hash.ts';
import { weightHashes } from './weight-hashes.ts';

/** A modified checkpoint as part of a run's identity. */
export interface SubjectAgainst {
  readonly name: string;
  readonly model: {
    readonly name: string;
    /** Commit of a model on the Hub; absent for others. */
    readonly commit?: string;
    /** SHA-256 of every weights file, by file name. */
    readonly weights: Readonly<Record<string, string>>;
    /** Of its own template, which is not used: prompts are those of the audited model. Null where it has none. */
    readonly chatTemplateHash: string | null;
  };
  /** SHA-256 of the model's configuration. */
  readonly configHash: string;
}

export function describeAgainst(models: ReadonlyMap<string, Checkpoint>): SubjectAgainst[] {
  return [...models].map(([name, checkpoint]) => ({
    name,
    model: {
      name: checkpoint.name,
      ...(checkpoint.commit === undefined ? {} : { commit: checkpoint.commit }),
      weights: weightHashes(checkpoint.tensors),
      chatTemplateHash: templateHash(checkpoint),
    },
    configHash: contentHash(canonicalJson(checkpoint.config)),
  }));
}

/** Published checkpoints may lack a template, or have one that cannot be read; neither matters here. */
function templateHash({ chatTemplate }: Checkpoint): string | null {
  try {
    return contentHash(chatTemplate().source);
  } catch {
    return null;
  }
}
