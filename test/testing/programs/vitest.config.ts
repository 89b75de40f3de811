import { defineConfig } from "vitest/config";

/** For the programs of this folder, which a test runs to see what they print. */
export default defineConfig({ test: { include: ["*.vitest.ts"], pool: "forks" } });
