/** Named things of one kind that stages may be asked to use: batching strategies, protocols, stages. */
export interface Registry<Item> {
  readonly names: readonly string[];
  /**
   * The item called `name`; a name that starts with `./` or `../` is a module, relative to `directory`, whose
   * default export is the item. Throws a `UserError` that suggests the nearest known name.
   */
  resolve(name: string, directory: string): Promise<Item>;
}
