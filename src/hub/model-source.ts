import { InvalidInputError } from '../errors/invalid-input-error.ts';

/** A model on the Hub, as `hf:org/name[@revision]` names it. */
export interface ModelSource {
  /** `org/name`. */
  readonly repository: string;
  /** Branch, tag or commit. */
  readonly revision: string;
}

const SOURCE = /^(?<repository>[\w.-]+\/[\w.-]+)(?:@(?<revision>[^\s:@]+))?$/;

/** Undefined if the text does not begin with `hf:`; throws InvalidInputError if the rest cannot be read. */
export function parseModelSource(spec: string): ModelSource | undefined {
  if (!spec.startsWith('hf:')) return undefined;
  const { repository = '', revision = 'main' } = SOURCE.exec(spec.slice(3))?.groups ?? {};
  const parts = [...repository.split('/'), ...revision.split('/')];
  if (parts.some((part) => /^\.*$/.test(part)))
    throw new InvalidInputError(
      `model ${spec}`,
      'does not name a model on the Hub',
      'Expected hf:org/name or hf:org/name@revision, where a revision is a branch, a tag or a commit.',
    );
  return { repository, revision };
}
