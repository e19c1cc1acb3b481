// node offline.mjs KEYS ISSUER AUDIENCE [SECONDS] < PASSPORT: judges a passport by the issuer's key set (a URL, or a file of
// it) and by nothing else, now or at another time, and prints who holds it and what it allows. Needs npm's `jose`.
import fs from 'node:fs';
import { pathToFileURL } from 'node:url';
import { createLocalJWKSet, createRemoteJWKSet, jwtVerify } from 'jose';

const AT_MOST = 2;   // the newest `carnet.v` that is understood here
const REQUIRED = ['iss', 'aud', 'sub', 'client_id', 'jti', 'iat', 'exp', 'carnet'];

/** The key set as `jwtVerify` wants it. */
export const keySet = from => /^https?:/.test(from) ? createRemoteJWKSet(new URL(from)) : createLocalJWKSet(JSON.parse(fs.readFileSync(from, 'utf8')));

/**
 * The claims of a passport that counts here.
 * @param at when, in seconds since 1970; now when left out
 */
export async function judge(token, keys, issuer, audience, at) {
  const { payload } = await jwtVerify(token, keys, {
    issuer, audience, typ: 'at+jwt', algorithms: ['EdDSA', 'ES256'], requiredClaims: REQUIRED, ...(at && { currentDate: new Date(at * 1000) }),
  });
  const { carnet } = payload;
  if (carnet.kind !== 'passport') throw new Error(`this is no passport: its kind is ${carnet.kind}`);
  if (!(carnet.v >= 1 && carnet.v <= AT_MOST)) throw new Error(`version ${carnet.v} of the claims is not understood here`);
  for (const name of ['ws', 'agent', 'owner', 'session', 'seq']) if (carnet[name] === undefined) throw new Error(`it does not say carnet.${name}`);
  if (payload.sub !== carnet.agent || payload.client_id !== carnet.agent) throw new Error('it is not the named agent\'s own');
  if (payload.cnf) throw new Error('it is bound to a key: whoever shows it has to prove the key as well (RFC 9449)');
  return payload;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [keys, issuer, audience, at] = process.argv.slice(2);
  try {
    const { carnet, scope, exp } = await judge(fs.readFileSync(0, 'utf8').trim(), keySet(keys), issuer, audience, at && Number(at));
    console.log(JSON.stringify({ ...carnet, scope, exp }));
  } catch (refused) {
    console.error(`${refused.code ?? 'REFUSED'}: ${refused.message}`);
    process.exitCode = 1;
  }
}
