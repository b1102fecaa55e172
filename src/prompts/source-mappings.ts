import { InvalidInputError } from '../errors/invalid-input-error.ts';
import { type ColumnMapping, parseColumnMapping } from './column-mapping.ts';
import { PROMPT_FIELDS } from './dataset-shape.ts';

/** Column mappings of some sources, and of all others. */
export interface SourceMappings {
  /** Of every source that has none of its own. */
  readonly mapping?: ColumnMapping;
  /** By source, as the caller writes it. */
  readonly mappings?: Readonly<Record<string, ColumnMapping>>;
}

/** `FILE::prompt=…`: what stands before the last `::` that a part of a prompt follows. */
const OF_A_SOURCE = new RegExp(`^(?<source>.+)::(?<pairs>\\s*(?:${PROMPT_FIELDS.join('|')})\\s*=.*)$`, 's');

/**
 * Reads mappings, each `prompt=question,id=number` for every source or `FILE::prompt=question` for one. Throws InvalidInputError
 * naming `mapping` where one cannot be read, or two are for the same.
 */
export function parseSourceMappings(texts: readonly string[]): SourceMappings {
  let mapping: ColumnMapping | undefined;
  const mappings = new Map<string, ColumnMapping>();
  for (const text of texts) {
    const groups = OF_A_SOURCE.exec(text)?.groups;
    const source = groups?.source;
    if (source === undefined ? mapping !== undefined : mappings.has(source))
      throw new InvalidInputError(
        `\`mapping: ${text}\``,
        source === undefined ? 'is a second one for all sources' : `is a second one for ${source}`,
        'Give one mapping per source: FILE::prompt=COLUMN,…',
      );
    if (groups) mappings.set(groups.source, parseColumnMapping(groups.pairs));
    else mapping = parseColumnMapping(text);
  }
  return {
    ...(mapping ? { mapping } : {}),
    ...(mappings.size > 0 ? { mappings: Object.fromEntries(mappings) } : {}),
  };
}

/** The mapping of one source, or undefined. */
export function mappingOf({ mapping, mappings }: SourceMappings, source: string): ColumnMapping | undefined {
  return mappings && Object.hasOwn(mappings, source) ? mappings[source] : mapping;
}

/** Throws InvalidInputError where a mapping is for a source that is not among `sources`. */
export function requireMappedSources(
  { mappings = {} }: Pick<SourceMappings, 'mappings'>,
  sources: readonly string[],
): void {
  for (const source of Object.keys(mappings))
    if (!sources.includes(source))
      throw new InvalidInputError(
        `\`mapping: ${source}::…\``,
        'is for a source that is not read',
        `Write it as the source is given: ${sources.join(', ')}.`,
      );
}
