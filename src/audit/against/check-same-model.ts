import type { Checkpoint } from '../../checkpoint/checkpoint.ts';
import type { ModelConfig } from '../../checkpoint/model-config.ts';
import { isIgnorable, WEIGHT_DTYPES } from '../../checkpoint/weight-locations.ts';
import { InvalidInputError } from '../../errors/invalid-input-error.ts';

const REMEDY = 'Give a modified checkpoint of the audited model: the same architecture, sizes and tokenizer.';

/** Sizes that shapes of tensors do not tell. */
const SIZES = ['layers', 'hiddenSize', 'heads', 'keyValueHeads', 'headDimension', 'vocabularySize'] as const;

/**
 * Checks that two checkpoints differ in the values of their weights alone. `name` is that of `other` in errors. Throws
 * {@link InvalidInputError} naming the architecture, the size or the tensor that differs.
 */
export function checkSameModel(name: string, base: Checkpoint, other: Checkpoint): void {
  const fail = (problem: string): never => {
    throw new InvalidInputError(`\`against\` ${name}`, problem, REMEDY);
  };
  const [ours, theirs]: ModelConfig[] = [base.config, other.config];
  if (ours.architecture !== theirs.architecture)
    fail(`${other.name} is ${theirs.architecture}, ${base.name} is ${ours.architecture}`);
  for (const size of SIZES)
    if (ours[size] !== theirs[size])
      fail(`${size} is ${theirs[size]} in ${other.name}, ${ours[size]} in ${base.name}`);
  const names = new Set(
    [...base.tensors.keys(), ...other.tensors.keys()].filter((each) => !isIgnorable(each)),
  );
  for (const tensor of names) {
    const [here, there] = [base.tensors.get(tensor), other.tensors.get(tensor)];
    if (!here || !there) fail(`${tensor} is in ${(here ? base : other).name} alone`);
    else if (here.shape.join() !== there.shape.join())
      fail(`${tensor} is [${there.shape}] in ${other.name}, [${here.shape}] in ${base.name}`);
    else
      for (const [{ dtype }, owner] of [[here, base] as const, [there, other] as const])
        if (!WEIGHT_DTYPES.includes(dtype))
          fail(
            `${tensor} of ${owner.name} is ${dtype}: weights are compared in ${WEIGHT_DTYPES.join(', ')} alone`,
          );
  }
}
