/** The anchor of an instance on the start page. */
export function stageId(name: string): string {
  return `stage-${name}`;
}
