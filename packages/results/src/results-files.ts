/** Names of the files of a `results` artifact; only `result.json` is always there. */
export const resultsFiles = {
  /** What was measured and how: kind, schema version, facts. */
  facts: 'result.json',
  /** One row per image: of an evaluation, and of the last round of `pseudo-label`. */
  predictions: 'predictions.arrow',
  /** Grids and thumbnails of `circulate`. */
  grids: 'circulate-grids.json',
  /** One row per placement of a single probe of `circulate`. */
  placements: 'placements.arrow',
} as const;
