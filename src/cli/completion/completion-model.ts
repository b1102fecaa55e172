import type { Argument, Command, Option } from 'commander';
import { ORGANISM_NAMES } from '../../organism/organism-folder.ts';

/** Possible words at a place of the command line. */
export type ValueKind =
  | { readonly kind: 'words'; readonly words: readonly string[] }
  | { readonly kind: 'model' | 'file' | 'folder' | 'free' };

export interface CompletedOption {
  /** With its dashes. */
  readonly long: string;
  readonly short: string | undefined;
  readonly description: string;
  /** Number of values that follow. */
  readonly takes: 'none' | 'one' | 'many';
  readonly value: ValueKind;
}

export interface CompletedArgument {
  readonly name: string;
  readonly value: ValueKind;
  readonly many: boolean;
}

export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  readonly arguments: readonly CompletedArgument[];
}

/** The program as completions see it, read from its own definitions. */
export interface CompletionModel {
  readonly program: string;
  readonly commands: readonly CompletedCommand[];
  /** Options of the program itself, which every command takes too. */
  readonly options: readonly CompletedOption[];
  /** Names of models that are not folders. */
  readonly models: readonly string[];
}

/** Placeholders that name the kind of a value; every other is free text. */
const MODELS = /^models?$/;
const FILES = /^(files?|sources?|completions|intervention|path|source|target|held-out-(source|target))$/;
const FOLDERS = /^(folder|runs?)$/;

export function completionModel(program: Command): CompletionModel {
  return {
    program: program.name(),
    models: ORGANISM_NAMES.map((name) => `organism:${name}`),
    options: optionsOf(program),
    commands: program.commands.map((command) => ({
      name: command.name(),
      description: command.description(),
      // The program's own --help represents them all.
      options: optionsOf(command).filter(({ long }) => long !== '--help'),
      arguments: command.registeredArguments.map((argument) => ({
        name: argument.name(),
        value: kindOf(argument.name(), argument),
        many: argument.variadic,
      })),
    })),
  };
}

function optionsOf(command: Command): CompletedOption[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .filter(({ long }) => long !== undefined && long !== null)
    .map((option) => {
      const placeholder = /[<[]([^>\]]+?)(?:\.\.\.)?[>\]]/.exec(option.flags)?.[1];
      return {
        long: option.long!,
        short: option.short ?? undefined,
        description: option.description,
        takes: placeholder === undefined ? 'none' : option.variadic ? 'many' : 'one',
        value: placeholder === undefined ? { kind: 'free' } : kindOf(placeholder, option),
      };
    });
}

function kindOf(placeholder: string, { argChoices }: Option | Argument): ValueKind {
  if (argChoices) return { kind: 'words', words: argChoices };
  if (MODELS.test(placeholder)) return { kind: 'model' };
  if (FILES.test(placeholder)) return { kind: 'file' };
  return FOLDERS.test(placeholder) ? { kind: 'folder' } : { kind: 'free' };
}
