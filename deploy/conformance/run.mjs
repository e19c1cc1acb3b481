// node run.mjs SETTINGS.json: checks one running Carnet. Prints a line per group, leaves the counts in `settings.result`.
// Settings: issuer, mcp, replicas (origins), email and password of the owner, folder, result; and what to check:
// suite (port of the proxy that adds the header), gateway (that port, and issuer and mcp of an upstream),
// upstreams (node, packages, files, secret, memory: servers of others behind it),
// client (the words of the upstream client's program), clients (true),
// passports (true), federation (true), connect (true), balance (port of the proxy in front of the replicas).
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { Browser } from './browser.mjs';
import { connecting } from './connect.mjs';
import { connectSuite } from './connect-suite.mjs';
import { federation } from './federation.mjs';
import { gateway } from './gateway.mjs';
import { journey } from './journey.mjs';
import { McpRemote } from './mcp-remote.mjs';
import { oauthClients } from './oauth-clients.mjs';
import { patient } from './oauth-drivers.mjs';
import { Authorization, register } from './oauth.mjs';
import { passports } from './passports.mjs';
import { startProxy } from './proxy.mjs';
import { expect, group, summary } from './report.mjs';
import { authorization, client, server } from './suite.mjs';
import { TypeScriptClient } from './typescript-client.mjs';
import { upstreams } from './upstreams.mjs';

const settings = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const { issuer, mcp, replicas, balance } = settings;
const ALL = 'carnet:read carnet:write carnet:operate';
const browser = () => new Browser(settings);
const folder = name => { const made = path.join(settings.folder, name); fs.mkdirSync(made, { recursive: true }); return made; };

const freePort = () => new Promise((resolve, reject) => {
  const taken = net.createServer().on('error', reject).listen(0, '127.0.0.1', () => { const { port } = taken.address(); taken.close(() => resolve(port)); });
});

async function suite(port) {
  const caller = await Authorization.obtain(issuer, mcp, browser(), ALL);
  const proxy = await startProxy(port, replicas, async () => `Bearer ${await caller.token()}`);
  for (const revision of ['2026-07-28', '2025-11-25'])
    await group(`Official suite, server, ${revision}`, server(`http://127.0.0.1:${port}/mcp`, revision, folder(revision)));
  proxy.close();
  await suiteOfTheIssuer();
}

/** The gateway's upstream client is the client under test; it is a program of these words. */
async function suiteOfTheClient(words) {
  const command = path.join(folder('client'), 'client.sh');
  fs.writeFileSync(command, `#!/bin/sh\nexec ${words.map(word => `'${word}'`).join(' ')} "$@"\n`, { mode: 0o755 });
  for (const revision of ['2026-07-28', '2025-11-25'])
    await group(`Official suite, upstream client, ${revision}`, client(command, revision, folder(`client-${revision}`)));
}

async function suiteOfTheIssuer() {
  await group('Official suite, authorization', async checks => {
    const port = await freePort(), callback = `http://127.0.0.1:${port}/callback`;
    const { clientId } = await register(issuer, callback);
    const browse = async url => { await fetch(await browser().authorize(url, callback)); };
    await authorization(issuer, clientId, mcp, port, folder('authorization'), browse)(checks);
  });
}

async function clients() {
  const operator = await Authorization.obtain(issuer, `${issuer}/api/v1`, browser(), ALL);
  const carnet = { replicas, revoke: (type, id) => revoke(operator, type, id) };
  const how = replicas.length === 1 ? 'one replica' : `${replicas.length} replicas`;
  const remote = async (name, protocol) => new McpRemote(mcp, browser(), protocol, await freePort(), folder(name));
  await Promise.all([
    group(`TypeScript client 2.x, 2026-07-28, ${how}`, journey(new TypeScriptClient(mcp, browser(), 'modern'), carnet)),
    group(`TypeScript client 2.x, 2025-11-25, ${how}`, journey(new TypeScriptClient(mcp, browser(), 'legacy'), carnet)),
    group(`mcp-remote, 2026-07-28, ${how}`, journey(await remote('mcp-remote-auto', 'auto'), carnet)),
    group(`mcp-remote, 2025-11-25, ${how}`, journey(await remote('mcp-remote-legacy', 'legacy'), carnet)),
  ]);
  const api = method => (path, body) => ask(operator, method, path, body);
  await oauthClients({ issuer, mcp, browser, get: api('GET'), post: api('POST'), remove: api('DELETE') }, how);
}

/** Passports as other servers see them, which ask Carnet nothing. */
async function offline() {
  const api = `${issuer}/api/v1`, operator = await Authorization.obtain(issuer, api, browser(), ALL);
  const post = (path, body) => ask(operator, 'POST', path, body);
  await group('jose, passports offline', passports({ issuer, mcp, api, folder: folder('.'), post, access: () => operator.token() }));
}

async function throughOthers() {
  const operator = await Authorization.obtain(issuer, `${issuer}/api/v1`, browser(), ALL);
  const api = method => (path, body) => ask(operator, method, path, body);
  const as = (email = settings.email) => new Browser({ ...settings, email });
  await group('oidc-provider, sign-in through it', federation({ issuer, email: settings.email, browser: as, post: api('POST'), patch: api('PATCH') }));
}

/** People's own connections: the whole way with a foreign server and provider, then the official scenarios. */
async function connections() {
  const owner = { email: settings.email, password: settings.password };
  const carnet = { issuer, mcp, scope: ALL, owner, folder, browser: person => new Browser({ ...settings, ...person }) };
  await group("oidc-provider, people's own connections", connecting(carnet));
  await connectSuite(carnet);
}

const revoke = (operator, type, id) => ask(operator, 'POST', '/revocations', { type, id, reason: 'conformance' });

async function ask(operator, method, path, body) {
  const answer = await patient(`${issuer}/api/v1${path}`, {
    method, headers: { Authorization: `Bearer ${await operator.token()}`, 'Content-Type': 'application/json' }, body: body && JSON.stringify(body),
  });
  const text = await answer.text();
  expect(answer.ok, `${answer.status}: ${text.slice(0, 300)}`);
  return JSON.parse(text);
}

console.warn = (...words) => fs.appendFileSync(path.join(folder('.'), 'warnings.log'), words.join(' ') + '\n');   // the SDKs think aloud
/** What cannot even start is one failed check. */
const attempt = (name, work) => work.catch(error => group(name, async () => { throw error; }));

const balancer = balance && await startProxy(balance, replicas);
if (settings.suite) await attempt('Official suite', suite(settings.suite));
if (settings.client) await attempt('Official suite, upstream client', suiteOfTheClient(settings.client));
if (settings.gateway) await attempt('Gateway', gateway(settings, browser, ALL, folder, freePort));
if (settings.upstreams) await attempt('Upstreams', upstreams(settings, browser, ALL, freePort));
if (settings.clients) await attempt('Clients', clients());
if (settings.passports) await attempt('Passports offline', offline());
if (settings.federation) await attempt('Sign-in through others', throughOthers());
if (settings.connect) await attempt("People's own connections", connections());
balancer?.close();
fs.writeFileSync(settings.result, JSON.stringify(summary()));
process.exit(0);
