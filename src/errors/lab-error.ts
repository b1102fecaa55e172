/**
 * The root of every error that this package raises on purpose. `remedy` says what the user can do; the CLI
 * prints message and remedy and exits with `exitCode` (2: usage or bad input, 1: everything else).
 */
export class LabError extends Error {
  readonly remedy: string | undefined;
  readonly exitCode: number;

  constructor(message: string, options: { remedy?: string; exitCode?: number; cause?: unknown } = {}) {
    super(options.remedy ? `${message}\n  ${options.remedy}` : message, { cause: options.cause });
    this.name = new.target.name;
    this.remedy = options.remedy;
    this.exitCode = options.exitCode ?? 2;
  }
}
