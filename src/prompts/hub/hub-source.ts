import { InvalidInputError } from '../../errors/invalid-input-error.ts';

/** A data set on the Hub, as `hf:org/name[/file][:[config/]split][@revision]` names it. */
export interface HubSource {
  /** `org/name`. */
  readonly repository: string;
  /** A file's path in the repository; then there is no split. */
  readonly file?: string;
  readonly config?: string;
  readonly split?: string;
  /** Branch, tag or commit; `main` where missing. */
  readonly revision?: string;
}

const SOURCE =
  /^(?<repository>[\w.-]+\/[\w.-]+)(?:\/(?<file>[^:@]+))?(?::(?:(?<config>[^/:@]+)\/)?(?<split>[^/:@]+))?(?:@(?<revision>[^:@]+))?$/;

/** Undefined for what does not begin with `hf:`; throws InvalidInputError where the rest cannot be read. */
export function parseHubSource(source: string): HubSource | undefined {
  if (!source.startsWith('hf:')) return undefined;
  const groups = SOURCE.exec(source.slice(3))?.groups;
  const known = groups && Object.fromEntries(Object.entries(groups).filter(([, value]) => value));
  if (!known || (known.file && known.split) || known.repository.split('/').some((part) => /^\.+$/.test(part)))
    throw new InvalidInputError(
      source,
      'is no Hub data set',
      'Expected hf:org/name, hf:org/name:split, hf:org/name:config/split or hf:org/name/path/of/file.csv, each with or without @revision.',
    );
  return known as unknown as HubSource;
}
