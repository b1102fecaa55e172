import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';

/** The weights of an adapter, in its folder. */
export const ADAPTER_WEIGHTS = 'adapter_model.safetensors';

/** An adapter's absolute folder. Throws {@link InvalidInputError} unless it holds a configuration and safetensors. */
export function adapterFolder(adapter: string): string {
  const folder = resolve(adapter);
  for (const file of ['adapter_config.json', ADAPTER_WEIGHTS])
    if (!existsSync(join(folder, file)))
      throw new InvalidInputError(
        `\`adapter: ${adapter}\``,
        `holds no ${file}`,
        'PEFT writes both with save_pretrained.',
      );
  return folder;
}
