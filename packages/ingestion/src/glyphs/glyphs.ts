import { defineSource } from '../source/define-source.ts';
import { glyphsParams } from './glyphs-params.ts';

/** `ingestion/glyphs`: letters of real typefaces, drawn here; no family is in both splits. Needs no data set. */
export const glyphs = defineSource({
  uses: 'ingestion/glyphs',
  summary: 'Letters of 57 real typeface families, 32x32 RGB; train and test share no family.',
  params: glyphsParams,
  open: async ({ params }) => (await import('./open-glyphs.ts')).openGlyphs(params),
});
