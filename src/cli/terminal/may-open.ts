/** Whether a page that was asked for is opened: only where somebody looks at a terminal, never in continuous integration. */
export const mayOpen = (
  open: boolean | undefined,
  { tty = process.stdout.isTTY === true, env = process.env }: { tty?: boolean; env?: NodeJS.ProcessEnv } = {},
): boolean => open === true && tty && !env.CI;
