// The official conformance suite, judged by the files it writes: one verdict per required scenario, no expected failures.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { expect } from './report.mjs';

const SUITE = path.join(path.dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json')), 'dist', 'index.js');

/** Runs the suite with those arguments; every line it prints goes to `onLine`. */
function run(args, onLine = () => {}, stderr = 'inherit') {
  const child = spawn(process.execPath, [SUITE, ...args], { stdio: ['ignore', 'pipe', stderr] });
  readline.createInterface({ input: child.stdout }).on('line', onLine);
  return new Promise((resolve, reject) => child.on('error', reject).on('close', resolve));
}

async function required(revision, whose = 'Server') {
  const names = [];
  let inside = false;
  await run(['list', '--requirements', revision], line => {
    if (line.startsWith(`${whose} scenarios`)) inside = true;
    else if (line.trim() === '') inside = false;
    else if (inside) names.push(line.replace(/^\s*-\s*/, '').trim());
  });
  return names;
}

/** scenario → the checks the suite wrote for it */
function written(folder, prefix) {
  return new Map(fs.readdirSync(folder).map(name => [
    name.replace(prefix, '').replace(/-\d{4}-\d\d-\d\dT[\d-]+Z$/, ''),
    JSON.parse(fs.readFileSync(path.join(folder, name, 'checks.json'), 'utf8')),
  ]));
}

function judge(checks, scenario, found, beyond = {}) {
  if (!found?.length) return checks.failed(scenario, 'the suite wrote no check');
  const bad = found.filter(one => one.status === 'FAILURE' && !(one.id in beyond)), skipped = found.filter(one => one.status === 'SKIPPED');
  for (const one of found.filter(one => one.status === 'WARNING')) checks.remark(`warning in ${scenario}: ${one.id} ${one.errorMessage ?? ''}`);
  if (bad.length) checks.failed(scenario, bad.map(one => `${one.id}: ${one.errorMessage ?? one.description}`).join('\n'));
  else if (skipped.length) checks.skipped(scenario, skipped.map(one => `${one.id}: ${one.errorMessage ?? one.description}`).join('\n'));
  else checks.passed();
}

/**
 * `server --requirements`: each required scenario is one check.
 * @param beyond ids of checks that the era of an upstream cannot express, each with the reason; one that passes is an error
 */
export const server = (url, revision, folder, beyond = {}) => async checks => {
  const scenarios = await required(revision);
  expect(scenarios.length > 0, `the suite lists no scenario for ${revision}`);
  const status = await run(['server', '--url', url, '--requirements', revision, '-o', folder]);
  const found = written(folder, /^server-/);
  for (const scenario of scenarios) judge(checks, scenario, found.get(scenario), beyond);
  const failed = new Set(scenarios.flatMap(scenario => found.get(scenario) ?? []).filter(one => one.status === 'FAILURE').map(one => one.id));
  for (const [id, reason] of Object.entries(beyond))
    if (failed.has(id)) checks.remark(`cannot be expressed: ${id}: ${reason}`);
    else checks.failed(id, 'is listed as what cannot be expressed, but did not fail');
  const others = [...found].filter(([scenario]) => !scenarios.includes(scenario));
  const failing = others.filter(([, all]) => all.some(one => one.status === 'FAILURE')).map(([scenario]) => scenario);
  checks.remark(`not required: ${others.length} run, ${failing.length} failing${failing.length ? ` (${failing.join(', ')})` : ''}`);
  if (!Object.keys(beyond).length) agree(checks, status);
};

const isAuth = name => name.startsWith('auth/');

/** `client`: each required scenario but those about tokens is one check; for those more than a client is needed. */
export const client = (command, revision, folder) => scenariosOfClients(command, revision, folder, name => !isAuth(name), []);

/** Those about tokens. @param beyond scenarios that are known to fail, each with the reason; one that passes is an error */
export const authClient = (command, revision, folder, beyond = {}) =>
  scenariosOfClients(command, revision, folder, isAuth, ['--spec-version', revision], beyond);

const scenariosOfClients = (command, revision, folder, mine, more, beyond = {}) => async checks => {
  const scenarios = (await required(revision, 'Client')).filter(mine);
  expect(scenarios.length > 0, `the suite lists no scenario for ${revision}`);
  for (const scenario of scenarios) {
    const attempt = async time => {
      const own = path.join(folder, scenario, String(time));
      fs.mkdirSync(own, { recursive: true });
      await run(['client', '--command', command, '--scenario', scenario, ...more, '-o', own], () => {}, 'ignore');
      return written(path.join(own, path.dirname(scenario)), /^client-/).get(path.basename(scenario));
    };
    const fails = found => !found || found.some(one => one.status === 'FAILURE');
    let found = await attempt(1);
    // Some scenarios measure time between requests, which a busy machine bends: once more, and said.
    if (fails(found) && !(scenario in beyond)) {
      found = await attempt(2);
      if (!fails(found)) checks.remark(`failed once and passed when run again: ${scenario}`);
    }
    if (!(scenario in beyond)) judge(checks, scenario, found?.filter(one => one.status !== 'SKIPPED'));
    else if (found?.some(one => one.status === 'FAILURE')) checks.remark(`known to fail: ${scenario}: ${beyond[scenario]}`);
    else checks.failed(scenario, 'is listed as known to fail, but did not fail');
  }
};

/** `authorization`: both scenarios; the URL it prints is opened by `browse`. */
export const authorization = (issuer, clientId, resource, port, folder, browse) => async checks => {
  let next = false, browsing = Promise.resolve();
  const status = await run(['authorization', '--url', issuer, '--client-id', clientId, '--resource', resource, '-p', String(port), '-o', folder], line => {
    if (next) browsing = browse(line.trim());
    next = line.startsWith('Access the following URL');
  });
  await browsing;
  const found = written(folder, /^authorization-server-/);
  for (const scenario of ['authorization-server-metadata-endpoint', 'authorization-code-grant'])
    judge(checks, scenario, found.get(scenario));
  agree(checks, status);
};

/** The suite's own exit status must say the same as its files. */
function agree(checks, status) {
  if (!checks.clean() || status === 0) return;
  checks.failed('exit status', `every scenario passed, but the suite ended with ${status}`);
}
