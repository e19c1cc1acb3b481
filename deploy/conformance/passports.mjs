// Passports as somebody else's server sees them: npm's `jose` and the published keys, and no question to Carnet.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import * as jose from 'jose';
import { judge, keySet } from './offline.mjs';
import { expect } from './report.mjs';

const LIFE = 900, FORGED = 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED', CLAIM = 'ERR_JWT_CLAIM_VALIDATION_FAILED';

/** The script in a process of its own, with what it reads. */
function script(words, passport) {
  return new Promise((resolve, reject) => {
    const said = [], child = spawn(process.execPath, [path.join(import.meta.dirname, 'offline.mjs'), ...words.map(String)]);
    child.stdout.on('data', text => said.push(text));
    child.stderr.on('data', text => said.push(text));
    child.on('error', reject).on('close', code => resolve({ code, said: Buffer.concat(said).toString() }));
    child.stdin.end(passport);
  });
}

/** The passport is refused, and for that reason. */
async function refused(act, ...codes) {
  const error = await act().then(() => undefined, thrown => thrown);
  expect(error, 'it was let in');
  expect(codes.includes(error.code ?? error.message), `refused with ${error.code}: ${error.stack}`);
}

/** Every token that differs in one bit of one byte of header, claims or signature. */
function* flipped(token) {
  const parts = token.split('.');
  for (let part = 0; part < parts.length; part++) {
    const bytes = Buffer.from(parts[part], 'base64url');
    for (let at = 0; at < bytes.length; at++) {
      const other = Buffer.from(bytes);
      other[at] ^= 1;
      yield parts.with(part, other.toString('base64url')).join('.');
    }
  }
}

/** @param carnet `{issuer, mcp, folder, api, post(path, body), access()}` */
export const passports = carnet => async checks => {
  const { issuer, mcp } = carnet, file = path.join(carnet.folder, 'jwks.json');
  const { jwks_uri: url } = await (await fetch(`${issuer}/.well-known/oauth-authorization-server`)).json();
  const published = await (await fetch(url)).json();
  fs.writeFileSync(file, JSON.stringify(published));
  expect(published.keys.every(key => !key.d), 'a private key is published');
  const agent = await carnet.post('/agents', { name: 'offline', description: '' });
  const made = await carnet.post('/passports', {
    agent_id: agent.id, services: [{ id: 'carnet', scopes: ['read'] }], scopes: ['carnet:read'], intent: { summary: 'Looks around', services: ['carnet'] },
  });
  const { token } = made, before = jose.decodeJwt(token), keys = keySet(file), own = pair => ({ keys: [pair.jwk] });
  await checks.step('the file of keys alone proves it, in a process of its own', async () => {
    const { code, said } = await script([file, issuer, mcp], token);
    expect(code === 0, said);
    const read = JSON.parse(said);
    expect(read.agent === agent.id && read.session && read.owner === agent.owner_id && read.ws, said);
    expect(read.scope === 'carnet:read' && read.intent === 'Looks around' && read.intent_services[0] === 'carnet', said);
    expect(read.services[0].id === 'carnet' && read.services[0].scopes.join() === 'read', said);
  });
  await checks.step('so does their URL', async () => expect((await judge(token, keySet(url), issuer, mcp)).jti === made.jti, 'another one'));
  await checks.step('it lives 900 s, to the second', async () => {
    expect(before.exp - before.iat === LIFE, `${before.exp - before.iat} s`);
    await judge(token, keys, issuer, mcp, before.exp - 1);
    await refused(() => judge(token, keys, issuer, mcp, before.exp), 'ERR_JWT_EXPIRED');
    const { code, said } = await script([file, issuer, mcp, before.exp], token);
    expect(code === 1 && said.startsWith('ERR_JWT_EXPIRED'), `${code}: ${said}`);
  });
  await checks.step('a flipped bit in any byte is found', async () => {
    let tried = 0;
    for (const other of flipped(token)) {
      expect(await judge(other, keys, issuer, mcp).then(() => false, () => true), `let in with byte ${tried} changed`);
      tried++;
    }
    expect(tried > 300, `only ${tried} bytes`);
    const { code, said } = await script([file, issuer, mcp], [...flipped(token)].at(-1));
    expect(code === 1 && said.startsWith(FORGED), `${code}: ${said}`);
  });
  await checks.step('nobody else signs one', () => forged(token, published, keys, carnet));
  await checks.step('another issuer or resource is not meant', async () => {
    await refused(() => judge(token, keys, 'https://other.example', mcp), CLAIM);
    await refused(() => judge(token, keys, issuer, 'https://other.example/mcp'), CLAIM);
  });
  await checks.step('a person\'s token is no passport', async () => refused(async () => judge(await carnet.access(), keys, issuer, carnet.api), 'this is no passport: its kind is access'));
  await checks.step('what a reader would overlook by hand is refused too', async () => {
    const pair = await keyPair('EdDSA'), here = jose.createLocalJWKSet(own(pair));
    await judge(await signed(pair, 'at+jwt', before), here, issuer, mcp);
    await refused(async () => judge(await signed(pair, 'carnet-call+jwt', before), here, issuer, mcp), CLAIM);
    const { exp: _, ...endless } = before;
    await refused(async () => judge(await signed(pair, 'at+jwt', endless), here, issuer, mcp), CLAIM);
    const newer = { ...before, carnet: { ...before.carnet, v: 99 } };
    await refused(async () => judge(await signed(pair, 'at+jwt', newer), here, issuer, mcp), 'version 99 of the claims is not understood here');
  });
};

/** The same claims by other keys: a stranger's, one under the name of Carnet's, no key, and the public one as a secret. */
async function forged(token, published, keys, { issuer, mcp }) {
  const claims = jose.decodeJwt(token), { kid, alg } = jose.decodeProtectedHeader(token), stranger = await keyPair(alg);
  await refused(async () => judge(await signed(stranger, 'at+jwt', claims), keys, issuer, mcp), 'ERR_JWKS_NO_MATCHING_KEY');
  await refused(async () => judge(await signed({ ...stranger, jwk: { ...stranger.jwk, kid } }, 'at+jwt', claims), keys, issuer, mcp), FORGED);
  await refused(() => judge(token, jose.createLocalJWKSet({ keys: [{ ...stranger.jwk, kid }] }), issuer, mcp), FORGED);
  const bare = `${jose.base64url.encode(JSON.stringify({ alg: 'none', typ: 'at+jwt', kid }))}.${token.split('.')[1]}.`;
  await refused(() => judge(bare, keys, issuer, mcp), 'ERR_JOSE_ALG_NOT_ALLOWED', 'ERR_JWS_INVALID');
  const secret = new TextEncoder().encode(JSON.stringify(published.keys.find(key => key.kid === kid)));
  const shared = await new jose.SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid }).sign(secret);
  await refused(() => judge(shared, keys, issuer, mcp), 'ERR_JOSE_ALG_NOT_ALLOWED');
}

async function keyPair(alg) {
  const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true });
  return { privateKey, jwk: { ...await jose.exportJWK(publicKey), kid: 'of-a-stranger', alg, use: 'sig' } };
}

const signed = (pair, typ, claims) => new jose.SignJWT(claims).setProtectedHeader({ alg: pair.jwk.alg, typ, kid: pair.jwk.kid }).sign(pair.privateKey);
