/** The reason of the signal that Ctrl-C aborts; its exit code is 130. */
export class Interruption extends Error {
  override readonly name = 'AbortError';

  constructor() {
    super('interrupted');
  }
}
