// People's own connections, the whole way: from nothing but a server's URL, through its provider's pages, to a call as that
// person, and the end of it. Server and provider are foreign (upstream.mjs), and so is the client.
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Api } from './gateway.mjs';
import { Authorization } from './oauth.mjs';
import { patient } from './oauth-drivers.mjs';
import { expect } from './report.mjs';
import { openUpstream } from './upstream.mjs';

/** Carnet renews half a minute before the end, so a token is used for so many seconds. */
const USED_SECONDS = 4, TOKEN_SECONDS = 30 + USED_SECONDS;

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
const words = page => page.html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

/** Opens the page that a call named, signs in, goes to the provider and comes back. */
export async function connect(at, url, issuer) {
  let page = await at.open(url);
  if (!page.url.pathname.startsWith('/connect/')) page = await at.answer(page, 'Sign in');
  const start = page.html.match(/href="([^"]*\/connect\/start\?csrf=[^"]+)"/);
  expect(start, `${page.status} at ${page.url} has no way to the provider: ${words(page).slice(0, 300)}`);
  page = await at.open(new URL(start[1].replaceAll('&amp;', '&'), issuer).href);
  for (let pages = 0; pages < 8; pages++) {
    if (page.url.href.startsWith(`${issuer}/connect/`)) break;
    page = await at.answer(page, 'Continue');
  }
  expect(page.status === 200 && page.url.search === '?done', `${page.status} at ${page.url}: ${words(page).slice(0, 300)}`);
  return page;
}

/** The official client of a person, which opens what it is asked to open. */
class Caller {
  #client; #opened = [];

  static async of({ mcp, era, open, authorization }) {
    const caller = new Caller();
    const negotiation = era === 'modern' ? { versionNegotiation: { mode: 'auto' } } : {};
    caller.#client = new Client({ name: 'connect', version: '1.0.0' }, { capabilities: open ? { elicitation: { url: {} } } : {}, ...negotiation });
    if (open) caller.#client.setRequestHandler('elicitation/create', async ({ params }) => {
      caller.#opened.push(params);
      await open(params.url);
      return { action: 'accept' };
    });
    await caller.#client.connect(new StreamableHTTPClientTransport(new URL(mcp), {
      fetch: async (url, init) => {
        const headers = new Headers(init?.headers);
        headers.set('Authorization', `Bearer ${await authorization.token()}`);
        return patient(url, { ...init, headers });
      },
    }));
    expect(caller.#client.getProtocolEra() === era, `it speaks the ${caller.#client.getProtocolEra()} era`);
    return caller;
  }

  get opened() { return this.#opened; }
  async list() { return (await this.#client.listTools()).tools.map(tool => tool.name); }
  async call(name = 'notes_whose') { return this.#client.callTool({ name, arguments: {} }); }
  close() { return this.#client.close().catch(() => {}); }
}

const text = result => result.content?.[0]?.text ?? JSON.stringify(result);

/** @param carnet `{issuer, mcp, scope, owner, browser(person)}` */
export const connecting = ({ issuer, mcp, scope, owner, browser }) => async checks => {
  const upstream = await openUpstream(TOKEN_SECONDS), { seen } = upstream;
  const origin = new URL(mcp).origin, callers = [];
  const authorized = (person, resource) => Authorization.obtain(issuer, resource, browser(person), scope);
  const rest = async (base, person) => { const made = await authorized(person, base); return new Api(base, () => made.token()); };
  const caller = async (person, era, open) => {
    const made = await Caller.of({ mcp, era, open, authorization: await authorized(person, mcp) });
    callers.push(made);
    return made;
  };
  try {
    const gateway = await rest(`${origin}/api/v1`, owner), house = await rest(`${issuer}/api/v1`, owner);
    const ann = await invited(house, browser, 'ann@example.com'), bob = await invited(house, browser, 'bob@example.com');
    const server = await checks.step('an operator registers it by its URL', async () => {
      const found = await gateway.post('/servers/discover', { address: upstream.address, private_allowed: true });
      expect(found.authentication?.kind === 'person_oauth' && found.authentication.issuer === upstream.issuer, JSON.stringify(found));
      const made = await gateway.post('/servers', { name: 'Notes', slug: 'notes', address: upstream.address, private_allowed: true, authentication: found.authentication });
      await gateway.approve(made);
      return made;
    });
    const page = `${issuer}/connect/${server.id}`;
    await checks.step('and sees its tools as somebody who is connected', async () => {
      expect((await gateway.post(`/servers/${server.id}/definitions/look`)).outcome === 'unavailable', 'it was seen without a connection');
      await connect(browser(owner), page, issuer);
      expect((await gateway.post(`/servers/${server.id}/definitions/look`)).outcome === 'seen', 'it was not seen');
      const definitions = (await gateway.all(`/servers/${server.id}/definitions`)).map(({ id, hash }) => ({ id, hash, class: 'read' }));
      await gateway.post(`/servers/${server.id}/definitions/approve`, { definitions });
    });

    const atAnn = browser(ann);
    const first = await caller(ann, 'modern', url => connect(atAnn, url, issuer));
    await checks.step('a call of 2026-07-28 is asked to connect, and goes on as that person', async () => {
      expect((await first.list()).includes('notes_whose'), 'it is not listed');
      const calls = seen.calls;
      expect(text(await first.call()) === ann.email, 'another answered');
      expect(first.opened.length === 1 && first.opened[0].url === page && first.opened[0].mode === 'url', JSON.stringify(first.opened));
      expect(seen.calls === calls + 1 && seen.registered === 1, `${seen.calls - calls} calls, ${seen.registered} registrations`);
    });
    const others = await caller(bob, 'modern');
    await checks.step('another person is not connected, and a client that cannot ask says where', async () => {
      const calls = seen.calls, result = await others.call();
      expect(result.isError && text(result).includes(page) && seen.calls === calls, text(result));
    });
    const earlier = await caller(bob, 'legacy', url => connect(browser(bob), url, issuer));
    await checks.step('a call of 2025-11-25 is asked on its stream', async () => {
      expect(text(await earlier.call()) === bob.email, 'another answered');
      expect(earlier.opened.length === 1 && earlier.opened[0].url === page, JSON.stringify(earlier.opened));
      expect(text(await first.call()) === ann.email && text(await others.call()) === bob.email, 'they are mixed up');
    });
    await checks.step('of many calls with a token that ends, one has it renewed', async () => {
      await pause(USED_SECONDS * 1000 + 1000);
      const before = seen.refreshes, results = await Promise.all(Array.from({ length: 8 }, () => first.call()));
      expect(results.every(result => text(result) === ann.email), results.map(text).join());
      expect(seen.refreshes === before + 1, `${seen.refreshes - before} renewals`);
    });
    const state = async person => (await gateway.all('/connections')).find(one => one.person_id === person.id)?.state;
    await checks.step('what is revoked at the provider needs connection', async () => {
      expect(await state(ann) === 'active', `it is ${await state(ann)}`);
      await upstream.withdraw(ann.email);
      const asked = await caller(ann, 'modern'), result = await asked.call();
      expect(result.isError && text(result).includes(page), text(result));
      expect(await state(ann) === 'expired' && await state(bob) === 'active', `they are ${await state(ann)} and ${await state(bob)}`);
      expect(words(await atAnn.open(page)).includes('Expired'), 'the page does not say so');
      expect(text(await first.call()) === ann.email && first.opened.length === 2, 'connecting again does not help');
    });
    await checks.step('who disconnects is forgotten there', async () => {
      const destroyed = seen.destroyed, end = await atAnn.answer(await atAnn.open(page), 'Disconnect');
      expect(end.url.search === '?ended', `${end.status} at ${end.url}`);
      const asked = await caller(ann, 'modern'), calls = seen.calls, result = await asked.call();
      expect(result.isError && text(result).includes(page) && seen.calls === calls, text(result));
      for (let looks = 0; seen.destroyed === destroyed && looks < 100; looks++) await pause(200);
      expect(seen.destroyed > destroyed, 'the provider was not told');
      expect(await state(ann) === undefined && await state(bob) === 'active', 'its row stays');
    });
    await checks.step('what Carnet gave reaches nobody there', async () => {
      const foreign = [...seen.bearers].filter(bearer => bearer.split('.').length === 3);
      expect(seen.bearers.size > 2 && foreign.length === 0, `${foreign.length} of ${seen.bearers.size} are Carnet's`);
    });
    await gateway.call('DELETE', `/servers/${server.id}`);
  } finally {
    for (const one of callers) await one.close();
    upstream.close();
  }
};

/** Somebody who follows an invitation. */
async function invited(house, browser, email) {
  const person = { email, password: 'correct horse battery staple' };
  const { link } = await house.post('/invitations', { email, role: 'member' });
  await browser(person).accept(link, 'Somebody');
  const { items } = await house.get('/members?limit=100');
  return { ...person, id: items.find(one => one.email === email).person_id };
}
