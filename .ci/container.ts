import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { bootModule, bootName } from "../sdk/staging/bundle-boot.ts";
import { root } from "./package.ts";

/**
 * Writes what the image of workers is built from: the Dockerfile and the files that it copies. In the package this is
 * the folder `container`.
 */
export async function writeContainer(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, bootName), await bootModule());
  copyFileSync(`${root}sdk/container/Dockerfile`, join(folder, "Dockerfile"));
}
