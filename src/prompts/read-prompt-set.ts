import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { contentHash } from '../formats/content-hash.ts';
import type { HubOptions } from '../hub/hub-options.ts';
import { datasetHash } from './dataset-hash.ts';
import type { PromptKind } from './dataset-prompt.ts';
import type { RowSelection } from './dataset-shape.ts';
import { downloadDataset } from './hub/download-dataset.ts';
import { parseHubSource } from './hub/hub-source.ts';
import type { PromptSet } from './prompt-set.ts';
import { type PromptTable, readPromptTable } from './prompt-table.ts';
import { recogniseShape } from './recognise-shape.ts';
import { rowsToPrompts } from './rows-to-prompts.ts';
import { mappingOf, type SourceMappings } from './source-mappings.ts';
import type { TableFormat } from './table-formats.ts';

/** `mapping` and `mappings` say which column is what; they win over the layout that the columns would be recognised as. */
export interface ReadPromptSetOptions extends Partial<RowSelection>, SourceMappings {
  /** Of a file whose name does not say it. */
  readonly format?: TableFormat;
  /** Of every prompt, over what the data set says. */
  readonly kind?: PromptKind;
  readonly hub?: HubOptions;
}

/** Files on this machine that make up a source. */
interface SourceFiles {
  readonly name: string;
  /** What a name says about harm is looked for in it. */
  readonly label: string;
  /** The same with the repository's name: a benchmark's name is looked for in it. */
  readonly names: string;
  readonly files: readonly { readonly path: string; readonly name: string }[];
  readonly origin: { readonly commit?: string; readonly files?: readonly string[] };
}

/**
 * Reads the prompts of a file or a Hub data set (`hf:org/name[/file][:[config/]split][@revision]`): CSV, TSV, JSON,
 * JSON lines, Parquet or plain text, in any of the layouts of dataset-shapes.ts or as `mapping` says. Of HarmBench the
 * standard behaviours, of Alpaca the instructions without input, unless told otherwise.
 *
 * Throws UnknownColumnsError listing the columns, PromptError naming `file:line`, HubError, or InvalidInputError naming
 * the file. No message holds a prompt's text.
 */
export async function readPromptSet(source: string, options: ReadPromptSetOptions = {}): Promise<PromptSet> {
  const { kind, functionalCategory = 'standard', withInput = false, format } = options;
  const { name, label, names, files, origin } = await sourceFiles(source, options.hub);
  const tables = [];
  for (const file of files)
    tables.push(await readPromptTable(file.path, { name: file.name, ...(format ? { format } : {}) }));
  const table = joinTables(tables);
  const mapping = mappingOf(options, source);
  const shape = recogniseShape(table, source, { names, ...(mapping ? { mapping } : {}) });
  const prompts = rowsToPrompts(
    table,
    shape,
    { name: source, label, names, ...(kind === undefined ? {} : { kind }) },
    { functionalCategory, withInput },
  );
  const hashes = files.map(({ path }) => contentHash(readFileSync(path)));
  return {
    name,
    prompts,
    provenance: {
      source,
      ...origin,
      fileHash: hashes.length === 1 ? hashes[0] : contentHash(hashes.map((hash) => `${hash}\n`).join('')),
      shape: shape.name,
      rows: table.rows.length,
      kept: prompts.length,
      hash: datasetHash(prompts),
    },
  };
}

async function sourceFiles(source: string, hub: HubOptions | undefined): Promise<SourceFiles> {
  const hubSource = parseHubSource(source);
  if (!hubSource) {
    const name = basename(source, extname(source));
    return { name, label: name, names: name, files: [{ path: source, name: source }], origin: {} };
  }
  const { commit, files } = await downloadDataset(hubSource, hub);
  const { repository, split } = hubSource;
  const label = [split ?? '', ...files.map((file) => file.name)].join(' ');
  return {
    name: [repository.split('/')[1], split ?? basename(files[0].name, extname(files[0].name))].join(':'),
    label,
    names: `${repository} ${label}`,
    files: files.map(({ path, name }) => ({ path, name: `hf:${repository}/${name}` })),
    origin: { commit, files: files.map(({ name }) => name) },
  };
}

/** Parts of one split, one behind the other. */
function joinTables([first, ...others]: readonly PromptTable[]): PromptTable {
  if (others.length === 0) return first;
  const rows = [first, ...others]
    .flatMap((table) => table.rows)
    .map((row, index) => ({ ...row, number: index + 1 }));
  return { ...first, columns: [...new Set([first, ...others].flatMap(({ columns }) => columns))], rows };
}
