/** Indented JSON with each list of numbers in a line: a confusion matrix of 50 classes has 50 of them then, not 2,500. */
export function numbersInLines(json: string): string {
  // No text of JSON holds a line break.
  return json.replaceAll(/\[\n\s*(?:-?[\d.e+-]+,\n\s*)*-?[\d.e+-]+\n\s*\]/g, (list) =>
    list.replaceAll(/,\n\s*/g, ', ').replaceAll(/\n\s*/g, ''),
  );
}
