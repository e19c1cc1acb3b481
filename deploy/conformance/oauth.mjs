// A small OAuth client of our own: for the token behind the proxy and for the REST API.
import { createHash, randomBytes } from 'node:crypto';
import { expect } from './report.mjs';

const REDIRECT = 'http://127.0.0.1:9/callback';   // never opened: the scripted browser stops before it

const form = body => ({ method: 'POST', body: new URLSearchParams(body).toString(), headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });

async function json(answer, ...statuses) {
  const body = await answer.text();
  expect(statuses.includes(answer.status), `${answer.status} from ${answer.url}: ${body.slice(0, 300)}`);
  return JSON.parse(body);
}

/** The claims inside a JWT, unchecked: only to learn the id of its grant. */
export const claims = token => JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString());

/** Registers a public client at the issuer (RFC 7591). */
export async function register(issuer, redirectUri, name = 'Carnet conformance') {
  const metadata = await json(await fetch(`${issuer}/.well-known/oauth-authorization-server`), 200);
  const client = await json(await fetch(metadata.registration_endpoint, {
    method: 'POST', headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ client_name: name, redirect_uris: [redirectUri], token_endpoint_auth_method: 'none', grant_types: ['authorization_code', 'refresh_token'], application_type: 'native' }),
  }), 201);
  return { metadata, clientId: client.client_id };
}

/** An authorization of the signed-in person for one resource, which refreshes itself before it expires. */
export class Authorization {
  #metadata; #clientId; #resource; #tokens; #until = 0; #refreshing;

  static async obtain(issuer, resource, browser, scope) {
    const made = new Authorization(), verifier = randomBytes(32).toString('base64url'), state = randomBytes(8).toString('hex');
    const { metadata, clientId } = await register(issuer, REDIRECT);
    made.#metadata = metadata; made.#clientId = clientId; made.#resource = resource;
    const url = new URL(metadata.authorization_endpoint);
    url.search = new URLSearchParams({
      response_type: 'code', client_id: clientId, redirect_uri: REDIRECT, state, scope, resource,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256',
    });
    const callback = (await browser.authorize(url, REDIRECT)).searchParams;
    expect(callback.get('state') === state, `the state came back as ${callback}`);
    await made.#ask({ grant_type: 'authorization_code', code: callback.get('code') ?? '', redirect_uri: REDIRECT, code_verifier: verifier });
    return made;
  }

  /** An access token with at least half of its life before it. */
  async token() {
    if (Date.now() > this.#until) await (this.#refreshing ??= this.#refresh().finally(() => { this.#refreshing = undefined; }));
    return this.#tokens.access_token;
  }

  #refresh() { return this.#ask({ grant_type: 'refresh_token', refresh_token: this.#tokens.refresh_token }); }

  async #ask(parameters) {
    this.#tokens = await json(await fetch(this.#metadata.token_endpoint, form({ ...parameters, client_id: this.#clientId, resource: this.#resource })), 200);
    this.#until = Date.now() + this.#tokens.expires_in * 500;
  }
}
