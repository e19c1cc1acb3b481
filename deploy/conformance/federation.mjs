// Sign-in through an OpenID provider that nobody here wrote (npm oidc-provider), with the pages it shows by default.
import http from 'node:http';
import Provider from 'oidc-provider';
import { expect } from './report.mjs';

const CLIENT = 'carnet', SECRET = 's3cret & more:%';

/** A provider on loopback with one client; any password will do, the name is the account. */
async function house(callback) {
  const server = http.createServer((request, answer) => listening(request, answer));
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{ client_id: CLIENT, client_secret: SECRET, redirect_uris: [callback] }],
    features: { devInteractions: { enabled: true } },
    findAccount: async (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  });
  const listening = provider.callback();
  return { issuer, close: () => { server.close(); server.closeAllConnections(); } };
}

/** Leads a browser through the pages of both houses until it is at that path of ours. */
async function lead(at, page, issuer, path) {
  for (let pages = 0; pages < 8; pages++) {
    if (page.url.href.startsWith(issuer + path)) return page;
    page = await at.answer(page, 'Continue');
  }
  throw new Error(`${page.status} at ${page.url}, not at ${path}`);
}

const found = (page, pattern) => {
  const match = page.html.match(pattern);
  expect(match, `${page.url} has no ${pattern}: ${page.html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ').slice(0, 300)}`);
  return match[1].replaceAll('&amp;', '&');
};

/** @param carnet `{issuer, browser(as), post(path, body), patch(path, body)}` */
export const federation = carnet => async checks => {
  const { issuer } = carnet, other = await house(`${issuer}/signin/callback`);
  try {
    const added = await checks.step('an owner adds the provider', () =>
      carnet.post('/identity-providers', { name: 'Another house', issuer: other.issuer, client_id: CLIENT, client_secret: SECRET }));
    const through = `${issuer}/signin/provider/${added.id}?return=%2Faccount`;
    await checks.step('links their account there', async () => {
      const at = carnet.browser(), page = await lead(at, await at.open(`${issuer}/signin?return=%2Faccount%2Fsecurity`), issuer, '/account/security');
      const linked = await lead(at, await at.open(issuer + found(page, /href="(\/account\/identity\?csrf=[^"]+)"/)), issuer, '/account');
      expect(linked.status === 200, `${linked.status} at ${linked.url}`);
    });
    const at = carnet.browser();
    await checks.step('signs in through it, without our password', async () => {
      const page = await lead(at, await at.open(through), issuer, '/account');
      expect(page.status === 200 && page.html.includes(carnet.email), `${page.status} at ${page.url}`);
    });
    await checks.step('somebody else there is nobody here', async () => {
      const stranger = carnet.browser('stranger@example.com');
      const page = await lead(stranger, await stranger.open(through), issuer, '/');
      expect(page.status >= 400, `${page.status} at ${page.url}`);
      await outside(stranger, issuer);
    });
    await checks.step('the session ends with the provider', async () => {
      await carnet.patch(`/identity-providers/${added.id}`, { enabled: false });
      await outside(at, issuer);
      const page = await at.open(through);
      expect(page.status >= 400 && page.url.href.startsWith(issuer), `${page.status} at ${page.url}`);
    });
  } finally {
    other.close();
  }
};

/** Our own pages ask whoever is signed out to sign in. */
async function outside(at, issuer) {
  const page = await at.open(`${issuer}/account`);
  expect(page.html.includes('name="password"'), `${page.status} at ${page.url} without a sign-in`);
}
