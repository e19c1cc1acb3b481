// The official suite through the gateway: the fixture is an upstream of one Carnet and asked through another, with an upstream
// of either era and clients of either era.
import path from 'node:path';
import http from 'node:http';
import { Authorization } from './oauth.mjs';
import { patient } from './oauth-drivers.mjs';
import { startProxy } from './proxy.mjs';
import { expect, group } from './report.mjs';
import { server } from './suite.mjs';

const CURRENT = '2026-07-28', EARLIER = '2025-11-25';

/** What an upstream of the earlier era cannot say to a client of the current one. */
const BEYOND = {
  'sep-2575-server-rejects-undeclared-capability': 'no error of 2025-11-25 names a missing client capability (basic/index, "Error Codes"): it answers in words',
  'sep-2575-missing-capability-http-400': 'the same',
  'sep-2322-elicitation-incomplete': 'requests of a server have ids there, and no keys that it chooses (client/elicitation, "Protocol Messages")',
  'sep-2322-multiple-inputs-incomplete': 'a server asks one request at a time there; the next is asked after the answer (basic/index, "Requests")',
};

// Two SHOULD checks warn here, whatever the eras, and no listener is late: sep-2575-server-sends-tools-list-changed-on-subscription and
// ...-prompts-list-changed-on-subscription. The fixture *says* that its lists changed, and they are the same as before. The gateway's watch
// is open in both eras; it hears that, looks at once, finds what was approved, and so what its callers see is the same: it tells them of
// a change of their list, not of an upstream's word. A definition that really changed is unapproved and hidden, which listeners are told.

/** REST calls of one operator. */
export class Api {
  #base; #token;
  constructor(base, token) { this.#base = base; this.#token = token; }

  async call(method, route, body, headers = {}) {
    const answer = await patient(`${this.#base}${route}`, {
      method, headers: { Authorization: `Bearer ${await this.#token()}`, 'Content-Type': 'application/json', ...headers }, body: body && JSON.stringify(body),
    });
    const text = await answer.text();
    expect(answer.ok, `${method} ${route}: ${answer.status} ${text.slice(0, 400)}`);
    return text ? JSON.parse(text) : {};
  }

  get(route) { return this.call('GET', route); }
  post(route, body = {}) { return this.call('POST', route, body); }

  /** Approves a server in the version that was seen. */
  approve({ id, version }) { return this.call('POST', `/servers/${id}/approve`, {}, { 'If-Match': `"${version}"` }); }

  /** Every page of a list. */
  async all(route) {
    const items = [];
    for (let cursor; ;) {
      const page = await this.get(`${route}?limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
      items.push(...page.items);
      if (!(cursor = page.next_cursor ?? page.nextCursor)) return items;
    }
  }

  /** Registers a server, approves it, and approves everything it lists, as reading unless `classed` says another class. */
  async register(request, classed = () => 'read') {
    const made = await this.post('/servers', request);
    await this.approve(made);
    const look = await this.post(`/servers/${made.id}/definitions/look`);
    expect(look.outcome === 'seen', `the look at ${request.name} came to ${JSON.stringify(look)}`);
    const definitions = (await this.all(`/servers/${made.id}/definitions`)).map(one => ({ id: one.id, hash: one.hash, class: classed(one) }));
    await this.post(`/servers/${made.id}/definitions/approve`, { definitions });
    return made;
  }
}

/** In front of an upstream: passes on what one era says, and knows nothing of the other. */
function oneEra(port, target, era) {
  const to = new URL(target);
  const server = http.createServer(async (request, answer) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks), current = request.headers['mcp-protocol-version'] === CURRENT;
    const initializes = /"method"\s*:\s*"initialize"/.test(body);
    if (era === CURRENT ? !current || initializes : current) {
      answer.writeHead(400, { 'Content-Type': 'text/plain' }).end('unknown revision');
      return;
    }
    const upstream = http.request({ host: to.hostname, port: to.port, method: request.method, path: to.pathname, headers: { ...request.headers, host: to.host } }, response => {
      answer.writeHead(response.statusCode, response.headers);
      answer.flushHeaders();
      response.on('error', () => answer.destroy());
      response.pipe(answer);
    });
    upstream.on('error', () => { if (answer.headersSent) answer.destroy(); else answer.writeHead(502).end(); });
    answer.on('close', () => { if (!answer.writableFinished) upstream.destroy(); });
    upstream.end(body);
  });
  return new Promise((resolve, reject) => server.on('error', reject).listen(port, '127.0.0.1', () =>
    resolve({ close: () => { server.closeAllConnections(); server.close(); } })));
}

/**
 * @param settings issuer, mcp and replicas of the gateway; `gateway`: port of the proxy that adds the header, and the upstream's
 *   issuer and mcp
 * @param browser makes a signed-in browser
 */
export async function gateway({ issuer, mcp, replicas, gateway: { port, upstream } }, browser, scope, folder, freePort) {
  const origin = new URL(mcp).origin, rest = `${origin}/api/v1`;
  const operator = await Authorization.obtain(issuer, rest, browser(), scope);
  const api = new Api(rest, () => operator.token());
  const { workspace } = await new Api(`${issuer}/api/v1`, await tokenOf(issuer, browser, scope)).get('/me');
  const key = await new Api(`${upstream.issuer}/api/v1`, await tokenOf(upstream.issuer, browser, scope))
    .post('/keys', { name: 'gateway', kind: 'personal', access: 'write' });
  for (const era of [CURRENT, EARLIER]) {
    const place = await freePort(), slug = `suite-${era}`;
    const front = await oneEra(place, upstream.mcp, era);
    await api.register({
      name: slug, slug, address: `http://127.0.0.1:${place}/mcp`, private_allowed: true,
      authentication: { kind: 'workspace_key' }, secret: key.key ?? key.secret,
    });
    const resource = `${mcp}/${workspace.id ?? workspace}/${slug}`;
    const caller = await Authorization.obtain(issuer, resource, browser(), scope);
    const proxy = await startProxy(port, replicas, async () => `Bearer ${await caller.token()}`);
    for (const revision of [CURRENT, EARLIER])
      await group(`Official suite through the gateway, client ${revision}, upstream ${era}`,
        server(`http://127.0.0.1:${port}${new URL(resource).pathname}`, revision, folder(path.join('gateway', era, revision)),
          era === EARLIER && revision === CURRENT ? BEYOND : {}));
    proxy.close();
    front.close();
  }
}

const tokenOf = async (issuer, browser, scope) => {
  const made = await Authorization.obtain(issuer, `${issuer}/api/v1`, browser(), scope);
  return () => made.token();
};
