/** Height and width of a drawn image, in pixels and in SVG units. */
export const CELL = 32;
