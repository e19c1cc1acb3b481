// What was checked, as one line per group; details only for what went wrong.
const totals = { passed: 0, failed: 0, skipped: 0 };

/** Runs one group of checks and prints its line. A thrown error is one failed check. */
export async function group(name, work) {
  const counts = { passed: 0, failed: 0, skipped: 0 }, details = [], remarks = [];
  const checks = {
    passed: () => counts.passed++,
    failed: (check, why) => { counts.failed++; details.push(`${check}: ${why}`); },
    skipped: (check, why) => { counts.skipped++; details.push(`${check} (skipped): ${why}`); },
    clean: () => counts.failed + counts.skipped === 0,
    remark: text => remarks.push(text),
    /** A step of a journey: what it returns is handed on; what it throws ends the journey. */
    step: async (check, act) => {
      try { const result = await act(); counts.passed++; return result; }
      catch (error) { throw Object.assign(error, { step: check }); }
    },
  };
  const began = Date.now();
  try { await work(checks); } catch (error) { checks.failed(error.step ?? name, error.stack ?? error); }
  if (counts.passed + counts.failed + counts.skipped === 0) checks.failed(name, 'nothing was checked');
  for (const outcome in totals) totals[outcome] += counts[outcome];
  const bad = counts.failed + counts.skipped;
  console.log(`${bad ? 'FAIL' : 'ok  '}  ${name}: ${line(counts)}  (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  for (const text of [...details, ...remarks]) console.log('      ' + text.replaceAll('\n', '\n        '));
}

export const summary = () => totals;

const line = counts => `${counts.passed} passed, ${counts.failed} failed` + (counts.skipped ? `, ${counts.skipped} skipped` : '');

/** Throws when the condition does not hold. */
export function expect(condition, message) {
  if (!condition) throw new Error(message);
}
