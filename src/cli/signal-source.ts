/** Returns the signal that the first Ctrl-C aborts; a command asks for it when its action begins. */
export type SignalSource = () => AbortSignal;
