/** What `batchmates inspect` shows of one artifact. */
export interface Inspection {
  /** One line: what the artifact is. */
  readonly title: string;
  /** Facts in groups (`artifact`, `params`, `provenance`, ...), each a list of label and value. */
  readonly groups: readonly {
    readonly title: string;
    readonly facts: readonly (readonly [string, string])[];
  }[];
  /** A table or curve for the terminal, ready to print. */
  readonly preview?: string;
  /** Absolute path of the picture that was written (contact sheet, curves), if any. */
  readonly picture?: string;
}

/** How to inspect. */
export interface InspectOptions {
  /** Folder for a picture of the artifact, made when it is absent; without it no picture is drawn. */
  readonly output?: string;
  /** What the pipelines of the workspace say of the artifact, e.g. `up to date`. */
  readonly standing?: string | undefined;
}

/** What an artifact's type adds to what is true of all artifacts. */
export type Findings = Partial<Pick<Inspection, 'preview' | 'picture'>> & {
  readonly groups?: Inspection['groups'];
};

/** The inspection as text for a terminal, without a trailing newline. */
export function renderInspection(inspection: Inspection): string {
  const groups = inspection.groups
    .filter(({ facts }) => facts.length > 0)
    .map(({ title, facts }) => {
      const width = Math.max(...facts.map(([label]) => label.length));
      return [title, ...facts.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`)].join('\n');
    });
  const preview = inspection.preview === undefined ? [] : [inspection.preview];
  const picture = inspection.picture === undefined ? [] : [`picture: ${inspection.picture}`];
  return [inspection.title, ...groups, ...preview, ...picture].join('\n\n');
}
