import { parseSafetensorsHeader } from '../formats/safetensors.ts';
import { buildTokenizer } from './build-tokenizer.ts';
import type { Checkpoint } from './checkpoint.ts';
import { chatTemplate, templateInConfig } from './compile-chat-template.ts';
import { checkTensors } from './expected-tensors.ts';
import { withHeadOfFile } from './head-of-file.ts';
import { languageTensors } from './language-tensors.ts';
import { MissingChatTemplateError } from './missing-chat-template-error.ts';
import { parseModelConfig } from './model-config.ts';
import { withOlderFiles } from './older-tokenizer-files.ts';
import { specialTokens, type TokenizerConfigJson } from './special-tokens.ts';
import { stopTokensOf } from './stop-token-ids.ts';
import { type TensorLocation, weightLocations } from './weight-locations.ts';

/**
 * A checkpoint whose files are in memory, as a browser has them: everything that `loadCheckpoint` gives but a folder.
 * Needs config.json, tokenizer.json and one or more safetensors files; a weight's `file` is its file's name.
 *
 * Throws what `loadCheckpoint` throws about the files' contents, at once instead of at the first use of tokenizer and
 * template. `files` are those of one folder that `loadCheckpoint` has accepted: that shards are complete is not checked again.
 */
export function checkpointFromFiles(
  name: string,
  files: ReadonlyMap<string, Uint8Array>,
): Omit<Checkpoint, 'folder'> {
  const text = (file: string): string | undefined => {
    const bytes = files.get(file);
    return bytes && new TextDecoder().decode(bytes);
  };
  const json = (file: string): unknown => {
    const source = text(file);
    return source === undefined ? undefined : JSON.parse(source);
  };
  const described = parseModelConfig(json('config.json'), 'config.json');
  const locations: TensorLocation[] = [...files]
    .filter(([file]) => file.endsWith('.safetensors'))
    .flatMap(([file, bytes]) => weightLocations(parseSafetensorsHeader(bytes, file), file));
  const tensors = languageTensors(described, new Map(locations.map((location) => [location.name, location])));
  const config = withHeadOfFile(described, tensors, ({ file, offset }, from, length) =>
    files.get(file)!.subarray(offset + from, offset + from + length),
  );
  checkTensors(config, tensors);
  const tokenizerConfig = withOlderFiles((json('tokenizer_config.json') ?? {}) as TokenizerConfigJson, {
    'special_tokens_map.json': json('special_tokens_map.json'),
    'added_tokens.json': json('added_tokens.json'),
  });
  const tokenizer = buildTokenizer(json('tokenizer.json'), tokenizerConfig, 'tokenizer.json');
  const generation = json('generation_config.json');
  const source = text('chat_template.jinja') ?? templateInConfig(tokenizerConfig);
  if (source === undefined) throw new MissingChatTemplateError(name);
  const template = chatTemplate(
    source,
    specialTokens(tokenizerConfig),
    files.has('chat_template.jinja') ? 'chat_template.jinja' : 'tokenizer_config.json',
  );
  const stopTokens = stopTokensOf({
    config,
    ...(generation === undefined ? {} : { generation: { json: generation, path: 'generation_config.json' } }),
    tokenizerConfig,
    tokenToId: (token) => tokenizer.tokenToId(token),
  });
  return {
    name,
    config,
    tensors,
    precision: 'f32',
    stopTokenIds: stopTokens.map(({ id }) => id),
    stopTokens,
    tokenizer: () => tokenizer,
    chatTemplate: () => template,
  };
}
