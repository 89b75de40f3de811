import { describe, it } from "node:test";

/** What the suite declares its tests with: the functions of vitest, Jest or Bun fit as they are. */
export interface TestLibrary {
  /** Declares a group of tests, which `declare` declares at once. */
  describe(name: string, declare: () => void): unknown;
  /** Declares a test. */
  it(name: string, test: () => Promise<void>, timeoutMillis?: number): unknown;
}

/** Node's own. */
export const nodeTest: TestLibrary = {
  describe: (name, declare) => {
    void describe(name, declare);
  },
  it: (name, test, timeout) => {
    void it(name, timeout === undefined ? {} : { timeout }, test);
  },
};
