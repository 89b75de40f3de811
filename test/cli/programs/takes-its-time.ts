// Needs longer than a second to end, but answers meanwhile.
process.on("SIGINT", () => {
  process.stdout.write("told to end\n");
  setTimeout(() => {
    process.stdout.write("cleaned up\n");
    process.exit(7);
  }, 1_300);
});
setInterval(() => undefined, 1_000);
process.stdout.write(`pids ${String(process.pid)}\n`);
