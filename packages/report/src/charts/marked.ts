/** Every point of a short curve; of a long one about `count`, the last among them. */
export function marked<Point>(points: readonly Point[], count: number): Point[] {
  const step = Math.max(1, Math.ceil(points.length / count));
  return points.filter((_, index) => (points.length - 1 - index) % step === 0);
}
