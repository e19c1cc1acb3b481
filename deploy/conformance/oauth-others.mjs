// What libraries can ask for beside the grants of people and machines: exchanged tokens, the word of other issuers, and
// the management of a registration.
import * as jose from 'jose';
import { administered, calls, keys, refuses } from './oauth-clients.mjs';
import { expect } from './report.mjs';

const REDIRECT = 'http://127.0.0.1:9/callback';   // never opened: the scripted browser stops before it
const SCOPE = 'carnet:read';
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const ACCESS = 'urn:ietf:params:oauth:token-type:access_token';

/** The token of a person, got by the same library. */
async function personal(Driver, carnet) {
  const driver = await Driver.open(carnet.issuer, { method: 'none' }, 'nobody');
  await driver.register({ client_name: `${Driver.label} person`, redirect_uris: [REDIRECT], token_endpoint_auth_method: 'none' }, { method: 'none' });
  const begun = await driver.begin({ redirect_uri: REDIRECT, scope: SCOPE, resource: carnet.mcp });
  return (await driver.finish(await carnet.browser().authorize(begun.url, REDIRECT), begun)).access_token;
}

/** A client that acts for a person (RFC 8693) as long as a rule lets it. */
export const exchange = (Driver, carnet) => async checks => {
  const client = await checks.step('is made by an admin', () => administered(carnet, { grant_types: [EXCHANGE, 'client_credentials'] }));
  const driver = await Driver.open(carnet.issuer, { method: 'client_secret_basic', secret: client.client_secret }, client.client_id);
  const asking = async more => driver.grant(EXCHANGE, { subject_token: await personal(Driver, carnet), subject_token_type: ACCESS, resource: carnet.mcp, ...more });
  await checks.step('without a rule it gets nothing', () => refuses(() => asking({}), 'unauthorized_client'));
  const rule = await checks.step('a rule lets it', () => carnet.post('/exchange-rules', { client_id: client.client_id, subject: 'person', scopes: [SCOPE] }));
  await checks.step('no wider scope', () => refuses(() => asking({ scope: 'carnet:write' }), 'invalid_scope'));
  const tokens = await checks.step('token-exchange', () => asking({ scope: SCOPE }));
  expect(tokens.issued_token_type === ACCESS && !tokens.refresh_token, `the answer was ${JSON.stringify(tokens)}`);
  expect(jose.decodeJwt(tokens.access_token).act.sub === client.client_id, 'the token does not name who acts');
  await checks.step('a tool answers', () => calls(driver, tokens.access_token, carnet.mcp, 200));
  await checks.step('the rule goes', () => carnet.remove(`/exchange-rules/${rule.id}`));
  await checks.step('the tool is closed', () => calls(driver, tokens.access_token, carnet.mcp, 401));
};

/** What an issuer signs. */
const assertion = (pair, type, claims) => new jose.SignJWT({ ...claims, jti: crypto.randomUUID() })
  .setProtectedHeader({ alg: pair.jwk.alg, kid: pair.jwk.kid, ...(type ? { typ: type } : {}) }).setIssuedAt().setExpirationTime('4m').sign(pair.privateKey);

/** An issuer of its own, whom the workspace trusts. */
async function trusted(carnet, pair, more) {
  const { kid, kty, crv, x, y, alg, use } = pair.jwk, issuer = `https://${crypto.randomUUID()}.example`;
  return carnet.post('/trusted-issuers', { name: 'Another house', issuer, jwks: { keys: [{ kid, kty, crv, x, y, alg, use }] }, scopes: [SCOPE], ...more });
}

/** The word of an identity provider about a person (ID-JAG), through a client. */
export const vouched = (Driver, carnet, alg) => async checks => {
  const pair = await keys(alg), subject = crypto.randomUUID();
  const client = await checks.step('is made by an admin', () => administered(carnet, { grant_types: [JWT_BEARER] }));
  const issuer = await checks.step('an issuer is trusted', () => trusted(carnet, pair, { kind: 'id-jag' }));
  const { subject: person } = await carnet.get('/me');
  await checks.step('its subject is linked', () => carnet.post('/account-links', { issuer_id: issuer.id, subject, person_id: person }));
  const driver = await Driver.open(carnet.issuer, { method: 'client_secret_basic', secret: client.client_secret }, client.client_id);
  const word = await assertion(pair, 'oauth-id-jag+jwt', { iss: issuer.issuer, sub: subject, aud: carnet.issuer, client_id: client.client_id, scope: SCOPE });
  const tokens = await checks.step('jwt-bearer', () => driver.grant(JWT_BEARER, { assertion: word }));
  expect(jose.decodeJwt(tokens.access_token).sub === person, 'the token is of somebody else');
  await checks.step('a tool answers', () => calls(driver, tokens.access_token, carnet.mcp, 200));
  await checks.step('once only', () => refuses(() => driver.grant(JWT_BEARER, { assertion: word }), 'invalid_grant'));
  await checks.step('the issuer is trusted no more', () => carnet.remove(`/trusted-issuers/${issuer.id}`));
  await checks.step('the tool is closed', () => calls(driver, tokens.access_token, carnet.mcp, 401));
};

/** The word of a platform about a program, which is no client here and has no secret. */
export const workload = (Driver, carnet) => async checks => {
  const pair = await keys();
  const client = await checks.step('is made by an admin', () => administered(carnet, { grant_types: [JWT_BEARER] }));
  const rules = [{ claims: { sub: 'job:nightly:*' }, client_id: client.client_id, scopes: [SCOPE] }];
  const issuer = await checks.step('a platform is trusted', () => trusted(carnet, pair, { kind: 'workload', rules }));
  const driver = await Driver.open(carnet.issuer, { method: 'nobody' }, 'nobody');
  const word = sub => assertion(pair, '', { iss: issuer.issuer, sub, aud: carnet.issuer });
  const tokens = await checks.step('jwt-bearer', async () => driver.grant(JWT_BEARER, { assertion: await word('job:nightly:7') }));
  await checks.step('a tool answers', () => calls(driver, tokens.access_token, carnet.mcp, 200));
  await checks.step('another program is nobody', () => refuses(async () => driver.grant(JWT_BEARER, { assertion: await word('job:hourly:7') }), 'invalid_grant'));
};

/** A registration over its life (RFC 7591, RFC 7592). */
export const managed = (Driver, carnet) => async checks => {
  const how = { method: 'client_secret_basic' }, metadata = { client_name: `${Driver.label} managed`, redirect_uris: [REDIRECT], token_endpoint_auth_method: how.method };
  const driver = await Driver.open(carnet.issuer, { method: 'none' }, 'nobody');
  const made = await checks.step('registers', () => driver.register(metadata, how));
  const { registration_access_token: token, registration_client_uri: uri, client_id, client_secret: secret } = made;
  expect(token && uri && secret, `the registration says ${Object.keys(made)}`);
  const ask = async (method, status, body) => {
    const answer = await driver.fetch(token, new URL(uri), body ? { 'Content-Type': 'application/json' } : {}, body && JSON.stringify(body), method);
    expect(answer.status === status, `${answer.status} instead of ${status}: ${answer.body.slice(0, 300)}`);
    return status === 200 ? JSON.parse(answer.body) : {};
  };
  const read = await checks.step('reads it', () => ask('GET', 200));
  expect(read.client_id === client_id && !read.client_secret, `it says ${Object.keys(read)}`);
  const put = await checks.step('replaces it, with a fresh secret', () => ask('PUT', 200, { ...metadata, client_id, client_name: 'Another name', carnet_rotate_secret: true }));
  expect(put.client_name === 'Another name' && put.client_secret && put.client_secret !== secret, `it says ${Object.keys(put)}`);
  const old = await Driver.open(carnet.issuer, { ...how, secret }, client_id), fresh = await Driver.open(carnet.issuer, { ...how, secret: put.client_secret }, client_id);
  await checks.step('the old secret counts no more', () => refuses(() => old.refresh('carnet_rt_none'), 'invalid_client'));
  await checks.step('the fresh one does', () => refuses(() => fresh.refresh('carnet_rt_none'), 'invalid_grant'));
  await checks.step('deletes it', () => ask('DELETE', 204));
  await checks.step('is nobody any more', () => ask('GET', 401));
  await checks.step('nor is its secret', () => refuses(() => fresh.refresh('carnet_rt_none'), 'invalid_client'));
};
