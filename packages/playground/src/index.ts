import { siteStage } from './site-stage.ts';

export { pageFolder } from './site/page-folder.ts';
export { readClassifiers } from './site/read-classifiers.ts';
export { siteDataSchema, SITE_DATA_FILE, type SiteData, type SiteNetwork } from './site-data.ts';
export { writeSite, type SiteSource } from './site/write-site.ts';
export { siteStage };

/** The stages of this package, for a registry. */
export const stages = [siteStage];
