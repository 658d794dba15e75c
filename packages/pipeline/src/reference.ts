/** `${...}`, with what stands between the braces; or `$${`, which stands for a plain `${`. */
export const REFERENCE = /\$\$\{|\$\{([^{}]*)\}/g;

/** Whether a text anywhere inside `value` has a `${...}` or `$${` to be replaced. */
export function hasReference(value: unknown): boolean {
  if (typeof value === 'string') return value.search(REFERENCE) >= 0;
  return value !== null && typeof value === 'object' && Object.values(value).some(hasReference);
}
