import type { Inspection } from './inspection.ts';
export interface InspectOptions {
  readonly output?: string;
}
export async function inspectArtifact(
  _directory: string,
  _options: InspectOptions = {},
): Promise<Inspection> {
  throw new Error('todo');
}
