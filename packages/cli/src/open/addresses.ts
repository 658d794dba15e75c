/** Where files of artifacts are served; folders lie as they do on the disk, so that links between artifacts lead where they lead there. */
const ARTIFACTS = '/artifacts/';

/** The address of a file of an artifact. */
export function addressOf(
  { pipeline, instance }: { readonly pipeline: string; readonly instance: string },
  path: string,
): string {
  return ARTIFACTS + [pipeline, instance, ...path.split('/')].map(encodeURIComponent).join('/');
}
