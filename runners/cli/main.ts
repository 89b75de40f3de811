#!/usr/bin/env node
// The bin. Whatever Node runs it must be able to read this file, to be told that it is too old; all else is loaded
// afterwards.

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major > 22 || (major === 22 && minor >= 18)) {
  const { runCommand } = await import("./command.ts");
  await runCommand(process.argv);
} else {
  console.error(
    `purlin needs Node 22.18 or later; this is ${process.versions.node}, at ${process.execPath}.\n` +
      "Do this: install a later Node, from https://nodejs.org or by a version manager",
  );
  process.exit(1);
}
