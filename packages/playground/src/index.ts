import { siteStage } from './site-stage.ts';

export { pagePolicy } from './page-policy.ts';
export { pageFolder } from './site/page-folder.ts';
export { siteDataSchema, SITE_DATA_FILE, type SiteData, type SiteNetwork } from './site-data.ts';
export { PLAYGROUND_FOLDER, SITE_PAGE } from './site/site-layout.ts';
export { writePlayground, type PlaygroundSource } from './site/write-playground.ts';
export { siteStage };

/** The stages of this package, for a registry. */
export const stages = [siteStage];
