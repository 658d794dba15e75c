/** What `<pipeline>` may be, for the help of commands. */
export const PIPELINE = 'a pipeline file, its folder, or the name of a folder in pipelines/';
