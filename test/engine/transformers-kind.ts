import type { Checkpoint } from '../../src/checkpoint/checkpoint.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { NO_PYTHON } from './python.ts';
import { openInSharedPython } from './shared-python.ts';

type Open = (checkpoint: Checkpoint) => Promise<Engine>;

/** The transformers engine as one of the kinds that a suite runs over; none where there is no Python with torch. */
export const TRANSFORMERS_KIND: readonly (readonly ['transformers', Open])[] = NO_PYTHON
  ? []
  : [['transformers', (checkpoint) => openInSharedPython(checkpoint)]];
