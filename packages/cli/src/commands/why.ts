import type { CommandContext } from '../main.ts';

/** to come */
export async function why(
  _: CommandContext & { readonly pipeline: string; readonly instance: string | undefined },
): Promise<void> {}
