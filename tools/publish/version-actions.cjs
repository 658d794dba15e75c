// How `nx release version` reads and writes versions here: `version` of package.json, nothing else. Packages ask for each other with `*` in the
// repository; exact versions are written when they are staged.
const { VersionActions } = require('nx/release');
const { join } = require('node:path');

/** @typedef {import('nx/src/devkit-exports').Tree} Tree */

module.exports = class PackageVersion extends VersionActions {
  validManifestFilenames = ['package.json'];

  /** @param {Tree} tree */
  async readCurrentVersionFromSourceManifest(tree) {
    const manifestPath = join(this.projectGraphNode.data.root, 'package.json');
    return { manifestPath, currentVersion: readJson(tree, manifestPath).version };
  }

  async readCurrentVersionFromRegistry() {
    return null;
  }

  async readCurrentVersionOfDependency() {
    return { currentVersion: null, dependencyCollection: null };
  }

  /** @param {Tree} tree @param {string} newVersion */
  async updateProjectVersion(tree, newVersion) {
    return this.manifestsToUpdate.map(({ manifestPath }) => {
      const manifest = { ...readJson(tree, manifestPath), version: newVersion };
      tree.write(manifestPath, `${JSON.stringify(manifest, undefined, 2)}\n`);
      return `${manifestPath}: ${newVersion}`;
    });
  }

  async updateProjectDependencies() {
    return [];
  }
};

/** @param {Tree} tree @param {string} path @returns {{ version: string }} */
function readJson(tree, path) {
  return JSON.parse(/** @type {string} */ (tree.read(path, 'utf-8')));
}
