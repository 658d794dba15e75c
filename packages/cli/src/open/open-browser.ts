/** What decides whether there is a desktop. */
export interface Surroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly platform: NodeJS.Platform;
  /** Whether a person reads what is printed. */
  readonly isTerminal: boolean;
}

/** Whether a browser that is started here would be seen: by a person at a terminal of a desktop, not through SSH without a display and not in continuous integration. */
export function hasDesktop({ environment, platform, isTerminal }: Surroundings): boolean {
  const has = (name: string): boolean => (environment[name] ?? '') !== '';
  if (!isTerminal || has('CI')) return false;
  if (has('DISPLAY') || has('WAYLAND_DISPLAY')) return true;
  const isRemote = has('SSH_CONNECTION') || has('SSH_TTY');
  return !isRemote && (platform === 'darwin' || platform === 'win32' || has('WSL_DISTRO_NAME'));
}

/** Opens an address in the person's browser. One that cannot be opened is no mistake: the address is printed. */
export async function openBrowser(address: string): Promise<void> {
  try {
    const { default: open } = await import('open');
    const started = await open(address);
    started.on('error', () => undefined);
  } catch {
    // E.g. no browser is installed.
  }
}
