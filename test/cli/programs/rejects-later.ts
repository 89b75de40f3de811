async function main(): Promise<void> {
  await Promise.resolve();
  throw new RangeError("no such table");
}

void main();
