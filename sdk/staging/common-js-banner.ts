/**
 * What a bundle of ES modules begins with, for the CommonJS packages in it: grpc-js is one. As globals these can't
 * collide with what a module of the bundle declares itself.
 */
export const commonJsBanner = [
  'import { createRequire as __purlinCreateRequire } from "node:module";',
  "const { filename: __purlinFile, dirname: __purlinFolder } = import.meta;",
  "Object.assign(globalThis, { require: __purlinCreateRequire(__purlinFile), __filename: __purlinFile, __dirname: __purlinFolder });",
].join("\n");
