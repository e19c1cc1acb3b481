// Each grant as two independent OAuth libraries see it, to a tool call with the token and its end.
import * as jose from 'jose';
import * as oauth from 'oauth4webapi';
import { OpenidClient, Webapi } from './oauth-drivers.mjs';
import { exchange, managed, vouched, workload } from './oauth-others.mjs';
import { expect, group } from './report.mjs';

const REDIRECT = 'http://127.0.0.1:9/callback';   // never opened: the scripted browser stops before it
const REVISION = '2026-07-28';
const SCOPE = 'carnet:read';
const DEVICE = 'urn:ietf:params:oauth:grant-type:device_code';
export const DRIVERS = [Webapi, OpenidClient];

const BODY = JSON.stringify({
  jsonrpc: '2.0', id: 1, method: 'tools/call',
  params: { name: 'whoami', arguments: {}, _meta: { 'io.modelcontextprotocol/protocolVersion': REVISION, 'io.modelcontextprotocol/clientInfo': { name: 'oauth', version: '1' }, 'io.modelcontextprotocol/clientCapabilities': {} } },
});
const HEADERS = { 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream', 'MCP-Protocol-Version': REVISION, 'Mcp-Method': 'tools/call', 'Mcp-Name': 'whoami' };

/** Calls a tool with the token; the status must be the same wherever the MCP endpoint answers. */
export async function calls(driver, token, mcp, status) {
  const answer = await driver.fetch(token, new URL(mcp), HEADERS, BODY);
  expect(answer.status === status, `${answer.status} instead of ${status}: ${answer.body.slice(0, 300)}`);
  expect(status !== 200 || answer.body.includes('"structuredContent"'), `no answer of the tool: ${answer.body.slice(0, 300)}`);
}

/** A key pair in both forms. */
export async function keys(alg = 'ES256') {
  const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true });
  return { privateKey, publicKey, jwk: { ...await jose.exportJWK(publicKey), kid: crypto.randomUUID(), alg, use: 'sig' } };
}

/** The `key` that the libraries sign assertions with. */
export const signing = pair => ({ key: pair.privateKey, kid: pair.jwk.kid });

/** A client that an admin makes. */
export async function administered(carnet, metadata) {
  return carnet.post('/clients', { client_name: 'OAuth library', scopes: [SCOPE], resources: [carnet.mcp], ...metadata });
}

/** A registered public client: code with PKCE, a refresh, revocation. */
const person = (Driver, carnet) => async checks => {
  const driver = await Driver.open(carnet.issuer, { method: 'none' }, 'nobody');
  await checks.step('registers', () => driver.register(
    { client_name: Driver.label, redirect_uris: [REDIRECT], token_endpoint_auth_method: 'none', grant_types: ['authorization_code', 'refresh_token'] }, { method: 'none' }));
  const begun = await checks.step('asks', () => driver.begin({ redirect_uri: REDIRECT, scope: SCOPE, resource: carnet.mcp }));
  const callback = await checks.step('a person allows', () => carnet.browser().authorize(begun.url, REDIRECT));
  const tokens = await checks.step('authorization_code', () => driver.finish(callback, begun));
  await checks.step('a tool answers', () => calls(driver, tokens.access_token, carnet.mcp, 200));
  const fresh = await checks.step('refresh_token', () => driver.refresh(tokens.refresh_token));
  expect(fresh.refresh_token !== tokens.refresh_token, 'the refresh token was not rotated');
  await checks.step('a tool answers again', () => calls(driver, fresh.access_token, carnet.mcp, 200));
  await checks.step('revokes its refresh token', () => driver.revoke(fresh.refresh_token));
  await checks.step('the tool is closed', () => calls(driver, fresh.access_token, carnet.mcp, 401));
  await checks.step('no refresh any more', () => refuses(() => driver.refresh(fresh.refresh_token), 'invalid_grant'));
};

/** A client without a person, by each way to prove itself: introspection and revocation of its own token. */
const machine = (Driver, carnet, method) => async checks => {
  const pair = await keys();
  const client = await checks.step('is made by an admin', () => administered(carnet, {
    token_endpoint_auth_method: method, grant_types: ['client_credentials'], ...(method === 'private_key_jwt' ? { jwks: { keys: [pair.jwk] } } : {}) }));
  const driver = await Driver.open(carnet.issuer, { method, secret: client.client_secret, key: signing(pair) }, client.client_id);
  const { access_token: token } = await checks.step('client_credentials', () => driver.credentials({ scope: SCOPE, resource: carnet.mcp }));
  await checks.step('a tool answers', () => calls(driver, token, carnet.mcp, 200));
  const live = await checks.step('introspects it', () => driver.introspect(token));
  expect(live.active === true && live.client_id === client.client_id && live.aud === carnet.mcp, `introspection says ${JSON.stringify(live)}`);
  await checks.step('revokes it', () => driver.revoke(token));
  const dead = await checks.step('introspects it again', () => driver.introspect(token));
  expect(dead.active === false, `introspection says ${JSON.stringify(dead)}`);
  await checks.step('the tool is closed', () => calls(driver, token, carnet.mcp, 401));
};

/** A device without a browser (RFC 8628). */
const device = (Driver, carnet) => async checks => {
  const driver = await Driver.open(carnet.issuer, { method: 'none' }, 'nobody');
  await checks.step('registers', () => driver.register(
    { client_name: `${Driver.label} device`, token_endpoint_auth_method: 'none', grant_types: [DEVICE, 'refresh_token'], response_types: [] }, { method: 'none' }));
  const tokens = await checks.step('a person types its code and allows', () =>
    driver.device({ scope: SCOPE, resource: carnet.mcp }, asked => carnet.browser().approve(asked.verification_uri, asked.user_code)));
  await checks.step('a tool answers', () => calls(driver, tokens.access_token, carnet.mcp, 200));
  const fresh = await checks.step('refresh_token', () => driver.refresh(tokens.refresh_token));
  await checks.step('a tool answers again', () => calls(driver, fresh.access_token, carnet.mcp, 200));
};

/** A public client whose tokens are bound to a key (RFC 9449) and whose request was pushed (RFC 9126). */
const bound = (Driver, carnet) => async checks => {
  const how = { method: 'none', dpop: await oauth.generateKeyPair('ES256') };
  const driver = await Driver.open(carnet.issuer, how, 'nobody');
  await checks.step('registers', () => driver.register(
    { client_name: `${Driver.label} bound`, redirect_uris: [REDIRECT], token_endpoint_auth_method: 'none', grant_types: ['authorization_code', 'refresh_token'], dpop_bound_access_tokens: true }, how));
  await proofs(driver, carnet, checks, REDIRECT);
};

/** The FAPI 2.0 security profile: private_key_jwt, PAR, DPoP, and nothing less. */
const fapi = (Driver, carnet) => async checks => {
  const pair = await keys('PS256'), redirect = 'https://fapi.example/callback';
  const client = await checks.step('is made by an admin', () => administered(carnet, {
    profile: 'fapi2', token_endpoint_auth_method: 'private_key_jwt', grant_types: ['authorization_code', 'refresh_token'], redirect_uris: [redirect], jwks: { keys: [pair.jwk] } }));
  const driver = await Driver.open(carnet.issuer, { method: 'private_key_jwt', key: signing(pair), dpop: await oauth.generateKeyPair('ES256') }, client.client_id);
  const plain = await driver.begin({ redirect_uri: redirect, scope: SCOPE, resource: carnet.mcp });
  await checks.step('a request that was not pushed is refused', async () => {
    const answer = await fetch(plain.url, { redirect: 'manual' }), location = answer.headers.get('location') ?? '';
    expect(answer.status >= 400 || location.includes('error='), `${answer.status} to ${location}`);
  });
  await proofs(driver, carnet, checks, redirect);
};

/** From a pushed request to a bound token, which is nothing without its proof. */
async function proofs(driver, carnet, checks, redirect) {
  const begun = await checks.step('pushes its request', () => driver.begin({ redirect_uri: redirect, scope: SCOPE, resource: carnet.mcp }, true));
  const callback = await checks.step('a person allows', () => carnet.browser().authorize(begun.url, redirect));
  const tokens = await checks.step('authorization_code', () => driver.finish(callback, begun));
  expect(tokens.token_type === 'dpop', `the token is a ${tokens.token_type} token`);
  await checks.step('a tool answers', () => calls(driver, tokens.access_token, carnet.mcp, 200));
  await checks.step('without a proof it does not', async () => {
    const answer = await fetch(carnet.mcp, { method: 'POST', headers: { ...HEADERS, Authorization: `Bearer ${tokens.access_token}` }, body: BODY });
    expect(answer.status === 401, `${answer.status}: ${await answer.text()}`);
  });
  const fresh = await checks.step('refresh_token', () => driver.refresh(tokens.refresh_token));
  await checks.step('a tool answers again', () => calls(driver, fresh.access_token, carnet.mcp, 200));
}

/** The library itself reports this OAuth error. */
export async function refuses(act, error) {
  const caught = await act().then(() => undefined, thrown => thrown);
  expect(caught, `it was answered instead of ${error}`);
  // A 401 with a challenge is reported by the challenge; behind it stands invalid_client (RFC 6749 §5.2).
  const challenged = caught.code === 'OAUTH_WWW_AUTHENTICATE_CHALLENGE' || caught.name === 'WWWAuthenticateChallengeError' || caught.constructor?.name === 'WWWAuthenticateChallengeError';
  const code = caught.error ?? caught.cause?.error ?? (challenged && (caught.status ?? caught.response?.status) === 401 ? 'invalid_client' : undefined);
  expect(code === error, `${code} instead of ${error}: ${caught.stack}`);
}

/** @param carnet `{issuer, mcp, browser(), get(path), post(path, body), remove(path)}` */
export async function oauthClients(carnet, how) {
  for (const Driver of DRIVERS) {
    await group(`${Driver.label}, a person, ${how}`, person(Driver, carnet));
    for (const method of ['client_secret_basic', 'client_secret_post', 'private_key_jwt'])
      await group(`${Driver.label}, a machine, ${method}, ${how}`, machine(Driver, carnet, method));
    await group(`${Driver.label}, pushed requests and bound tokens, ${how}`, bound(Driver, carnet));
    await group(`${Driver.label}, FAPI 2.0, ${how}`, fapi(Driver, carnet));
    await group(`${Driver.label}, a device, ${how}`, device(Driver, carnet));
    await group(`${Driver.label}, token exchange, ${how}`, exchange(Driver, carnet));
    for (const alg of ['ES256', 'EdDSA'])
      await group(`${Driver.label}, ID-JAG, ${alg}, ${how}`, vouched(Driver, carnet, alg));
    await group(`${Driver.label}, a workload, ${how}`, workload(Driver, carnet));
    await group(`${Driver.label}, its own registration, ${how}`, managed(Driver, carnet));
  }
}
