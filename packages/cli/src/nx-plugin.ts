/** What a workspace that runs its pipelines with Nx has among the plugins of its `nx.json`. */
export const NX_PLUGIN = '@batchmates/nx';

/** Whether an entry among the plugins of an `nx.json` is it: a name, or an object with options. */
export function isNxPlugin(entry: unknown): boolean {
  return entry === NX_PLUGIN || (entry as { readonly plugin?: unknown } | null)?.plugin === NX_PLUGIN;
}
