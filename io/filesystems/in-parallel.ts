/**
 * Does something with each item, for at most so many at once. Where it fails for one, no other is begun, and the first error
 * is thrown when all that were begun have come to an end.
 */
export async function inParallel<T>(
  items: Iterable<T>,
  atOnce: number,
  act: (item: T, index: number) => Promise<void>,
): Promise<void> {
  const failures: unknown[] = [];
  const open = [...items].entries();
  const work = async (): Promise<void> => {
    for (const [index, item] of open) {
      if (failures.length > 0) return;
      await act(item, index).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  if (failures.length > 0) throw failures[0];
}
