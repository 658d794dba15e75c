export {
  artifactFileSchema,
  artifactManifestSchema,
  type Artifact,
  type ArtifactFile,
  type ArtifactManifest,
} from './manifest.ts';
