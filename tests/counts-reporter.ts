/** Prints the number of assertions and, as the last line of a run, `N passed, N failed` for programs that read CI. */
import type { Reporter, TestModule } from 'vitest/node';

export default class CountsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    let passed = 0;
    let failed = 0;
    let skipped = 0;
    let assertions = 0;
    for (const module of modules) {
      if (module.errors().length > 0) failed++;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        assertions += test.meta().assertions ?? 0;
        if (state === 'passed') passed++;
        else if (state === 'failed') failed++;
        else skipped++;
      }
    }
    const tail = skipped > 0 ? `, ${skipped} skipped` : '';
    // After the default reporter's summary, which is written in the same turn.
    setImmediate(() =>
      process.stdout.write(`\n${assertions} assertions\n${passed} passed, ${failed} failed${tail}\n`),
    );
  }
}
