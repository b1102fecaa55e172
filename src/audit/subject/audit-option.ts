import { z } from 'zod';

/** One option of an audit: what it may be, and how it is written on a command line and in a file. */
export interface AuditOption<Schema extends z.ZodType = z.ZodType> {
  /** What it may be in audit.toml and in a request of the library. Messages are whole phrases. */
  readonly schema: Schema;
  readonly describes: string;
  /** How the command line writes it: a switch, one word, a list between commas, several words, or one word each time it is given. */
  readonly written: 'switch' | 'word' | 'commas' | 'words' | 'repeated';
  /** What stands for its value in help; also what completions go by. */
  readonly placeholder: string;
  /** A word or part of a list that stands for a number. */
  readonly numeric: boolean;
  /** Every word that it can be. */
  readonly choices?: readonly string[];
  readonly default?: z.input<Schema>;
}

const option = <Schema extends z.ZodType>(
  schema: Schema,
  rest: Omit<AuditOption<Schema>, 'schema'>,
): AuditOption<Schema> => ({ schema, ...rest });

type Given<Schema extends z.ZodType> = Pick<AuditOption<Schema>, 'describes' | 'default'> & {
  readonly placeholder?: string;
};

const integer = (least: number, most = Number.MAX_SAFE_INTEGER) => {
  const expected = `Expected an integer ≥ ${least}.`;
  return z.int(expected).min(least, expected).max(most, `Expected an integer from ${least} to ${most}.`);
};

const finite = z.number('Expected a number.');
const sorted = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);

/** A switch that is off. */
export const aSwitch = (describes: string) =>
  option(z.boolean('Expected true or false.'), {
    describes,
    written: 'switch',
    placeholder: '',
    numeric: false,
    default: false,
  });

/** One word or text, of any kind or as `schema` has it. */
export const aText = <Schema extends z.ZodType = z.ZodString>(
  placeholder: string,
  describes: string,
  more: { readonly schema?: Schema; readonly default?: z.input<Schema> } = {},
) =>
  option((more.schema ?? z.string('Expected a text.')) as Schema, {
    describes,
    written: 'word',
    placeholder,
    numeric: false,
    default: more.default,
  });

/** One of some words. */
export const aChoice = <const Words extends readonly [string, ...string[]]>(
  placeholder: string,
  choices: Words,
  given: Given<z.ZodEnum>,
) =>
  option(z.enum(choices, `Allowed choices are ${choices.join(', ')}.`), {
    ...(given as { describes: string; default: Words[number] }),
    written: 'word',
    placeholder,
    numeric: false,
    choices,
  });

/** An integer from `least` on. */
export const anInteger = (least: number, given: Given<z.ZodNumber>, most?: number) =>
  option(integer(least, most), { placeholder: 'n', ...given, written: 'word', numeric: true });

/** A finite number, or one that passes `schema`. */
export const aNumber = (placeholder: string, given: Given<z.ZodNumber>, schema: z.ZodNumber = finite) =>
  option(schema, { ...given, placeholder, written: 'word', numeric: true });

/** Integers ≥ 1 between commas, each once, ascending. */
export const integers = (describes: string, initial: readonly number[]) =>
  option(
    z
      .array(integer(1), 'Expected a list of integers ≥ 1.')
      .min(1, 'Expected one at least.')
      .transform(sorted),
    {
      describes,
      written: 'commas',
      placeholder: 'list',
      numeric: true,
      default: [...initial],
    },
  );

/** Numbers between commas, each once, ascending; may be none. */
export const numbers = (describes: string, initial: readonly number[]) =>
  option(z.array(finite, 'Expected a list of numbers.').transform(sorted), {
    describes,
    written: 'commas',
    placeholder: 'list',
    numeric: true,
    default: [...initial],
  });

/** Words between commas, each once in their order, each of `choices` or as `schema` has it. */
export const words = <const Word extends string = string>(
  placeholder: string,
  describes: string,
  more: { readonly choices?: readonly [Word, ...Word[]]; readonly schema?: z.ZodType<Word, unknown> } = {},
) =>
  option(
    z
      .array(
        more.choices
          ? z.enum(more.choices, `Allowed choices are ${more.choices.join(', ')}.`)
          : (more.schema ?? z.string('Expected a list of words.')),
        'Expected a list of words.',
      )
      .min(1, 'Expected one at least.')
      .transform((list): Word[] => [...new Set(list as Word[])]),
    {
      describes,
      written: 'commas',
      placeholder,
      numeric: false,
      ...(more.choices ? { choices: more.choices } : {}),
    },
  );

/** Several words behind one flag. */
export const texts = (placeholder: string, describes: string) =>
  option(z.array(z.string('Expected a list of texts.'), 'Expected a list of texts.'), {
    describes,
    written: 'words',
    placeholder,
    numeric: false,
  });

const listOf = <Item extends z.ZodType>(item: Item, single: boolean) =>
  z.preprocess(
    (given) => (single && typeof given === 'string' ? [given] : given),
    z.array(item, 'Expected a list of texts.'),
  );

/** One word each time the flag is given; with `single` a file may hold one word for a list of it. */
export const repeated = <Item extends z.ZodType>(
  placeholder: string,
  describes: string,
  item: Item,
  { single = false }: { readonly single?: boolean } = {},
) =>
  option(listOf(item, single), {
    describes,
    written: 'repeated',
    placeholder,
    numeric: false,
  });
