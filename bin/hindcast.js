#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(
    `error: expected Node.js 20.19 or newer, got ${process.versions.node}\nhint: see https://nodejs.org\n`,
  );
  process.exitCode = 2;
} else {
  const [{ main }, { processHost }] = await Promise.all([
    import('../dist/cli/main.js'),
    import('../dist/cli/host.js'),
  ]);
  process.exitCode = await main(process.argv.slice(2), processHost());
}
