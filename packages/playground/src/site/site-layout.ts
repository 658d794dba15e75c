/** The first page of a site, and the page of its playground in that one's folder. */
export const SITE_PAGE = 'index.html';

/** The folder of a site that is its playground. */
export const PLAYGROUND_FOLDER = 'playground';
