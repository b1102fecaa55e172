import { CommanderError, InvalidArgumentError } from 'commander';
import { LabError } from '../errors/lab-error.ts';
import { Interruption } from './interruption.ts';
import { withFlags } from './running-command.ts';

/** A failed command's message on stderr (empty if commander has printed it) and its exit code. */
export interface Failure {
  readonly message?: string;
  readonly exitCode: number;
}

/** 0: help and version, 1: failed, 2: usage or bad input, 130: interrupted. */
export function failureOf(error: unknown, debug: boolean): Failure {
  if (error instanceof InvalidArgumentError) return { message: `error: ${error.message}`, exitCode: 2 };
  if (error instanceof CommanderError) return { exitCode: error.exitCode === 0 ? 0 : 2 };
  if (error instanceof Interruption) return { message: error.message, exitCode: 130 };
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (error instanceof LabError)
    return {
      message: `error: ${withFlags(error.message)}${debug ? `\n${stack}` : ''}`,
      exitCode: error.exitCode,
    };
  const message = error instanceof Error ? error.message : String(error);
  return {
    message: debug ? `error: ${stack}` : `error: ${message}\n  Unexpected; --debug shows where it happened.`,
    exitCode: 1,
  };
}
