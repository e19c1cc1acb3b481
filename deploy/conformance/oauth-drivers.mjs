// oauth4webapi and openid-client behind one set of verbs, so that both are led through the same journeys.
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import { expect } from './report.mjs';

/** Asks again while a server says that it cannot answer right now (RFC 9110 §15.6.4), as a busy machine may make it. */
export async function patient(url, options) {
  for (let tries = 0; ; tries++) {
    const answer = await fetch(url, options);
    if (answer.status !== 503 || tries === 40) return answer;
    await answer.body?.cancel();
    await new Promise(resolve => setTimeout(resolve, 250));
  }
}

const PLAIN = { [oauth.allowInsecureRequests]: true, [oauth.customFetch]: patient };   // loopback without TLS

/** How a client proves itself, in the words of either library. */
const PROOFS = {
  none: library => library.None(),
  client_secret_basic: (library, { secret }) => library.ClientSecretBasic(secret),
  client_secret_post: (library, { secret }) => library.ClientSecretPost(secret),
  private_key_jwt: (library, { key }) => library.PrivateKeyJwt(key),
  nobody: () => () => {},   // says nothing of itself, not even an id: what it brings does
};

/** oauth4webapi: every request and every check by hand. */
export class Webapi {
  static label = 'oauth4webapi';
  #as; #client; #proof; #dpop;

  /** @param how `{method, secret, key, dpop}`: how it proves itself, and the key pair its tokens are bound to */
  static async open(issuer, how, clientId) {
    const made = new Webapi(), url = new URL(issuer);
    made.#as = await oauth.discoveryRequest(url, { algorithm: 'oauth2', ...PLAIN }).then(answer => oauth.processDiscoveryResponse(url, answer));
    made.#become({ client_id: clientId }, how);
    return made;
  }

  #become(client, how) {
    this.#client = client;
    this.#proof = PROOFS[how.method](oauth, how);
    this.#dpop = how.dpop && oauth.DPoP(client, how.dpop);
  }

  get metadata() { return this.#as; }

  async register(metadata, how) {
    const registered = await oauth.dynamicClientRegistrationRequest(this.#as, metadata, PLAIN).then(oauth.processDynamicClientRegistrationResponse);
    this.#become(registered, { ...how, secret: registered.client_secret });
    return registered;
  }

  /** What an authorization starts with. */
  async begin(parameters, pushed = false) {
    const verifier = oauth.generateRandomCodeVerifier(), state = oauth.generateRandomState();
    const request = { response_type: 'code', client_id: this.#client.client_id, state, code_challenge: await oauth.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', ...parameters };
    const url = new URL(this.#as.authorization_endpoint);
    const query = pushed ? { client_id: request.client_id, request_uri: await this.#push(request) } : request;
    url.search = new URLSearchParams(query);
    return { url, verifier, state, redirect: parameters.redirect_uri };
  }

  #push(request) {
    return this.#twice(async () => {
      const answer = await oauth.pushedAuthorizationRequest(this.#as, this.#client, this.#proof, request, { ...PLAIN, DPoP: this.#dpop });
      return (await oauth.processPushedAuthorizationResponse(this.#as, this.#client, answer)).request_uri;
    });
  }

  /** Once more with the nonce that a server asks for. */
  async #twice(act) {
    try { return await act(); } catch (error) { if (!oauth.isDPoPNonceError(error)) throw error; return act(); }
  }

  finish(callback, { verifier, state, redirect }) {
    const parameters = oauth.validateAuthResponse(this.#as, this.#client, callback, state);
    return this.#twice(async () => oauth.processAuthorizationCodeResponse(this.#as, this.#client,
      await oauth.authorizationCodeGrantRequest(this.#as, this.#client, this.#proof, parameters, redirect, verifier, { ...PLAIN, DPoP: this.#dpop })));
  }

  refresh(token) {
    return this.#twice(async () => oauth.processRefreshTokenResponse(this.#as, this.#client,
      await oauth.refreshTokenGrantRequest(this.#as, this.#client, this.#proof, token, { ...PLAIN, DPoP: this.#dpop })));
  }

  credentials(parameters) {
    return this.#twice(async () => oauth.processClientCredentialsResponse(this.#as, this.#client,
      await oauth.clientCredentialsGrantRequest(this.#as, this.#client, this.#proof, parameters, { ...PLAIN, DPoP: this.#dpop })));
  }

  grant(type, parameters) {
    return this.#twice(async () => oauth.processGenericTokenEndpointResponse(this.#as, this.#client,
      await oauth.genericTokenEndpointRequest(this.#as, this.#client, this.#proof, type, parameters, { ...PLAIN, DPoP: this.#dpop })));
  }

  async device(parameters, approve) {
    const asked = await oauth.deviceAuthorizationRequest(this.#as, this.#client, this.#proof, parameters, PLAIN).then(answer => oauth.processDeviceAuthorizationResponse(this.#as, this.#client, answer));
    await approve(asked);
    await new Promise(resolve => setTimeout(resolve, (asked.interval ?? 5) * 1000));
    return oauth.processDeviceCodeResponse(this.#as, this.#client, await oauth.deviceCodeGrantRequest(this.#as, this.#client, this.#proof, asked.device_code, PLAIN));
  }

  async introspect(token) {
    return oauth.processIntrospectionResponse(this.#as, this.#client, await oauth.introspectionRequest(this.#as, this.#client, this.#proof, token, PLAIN));
  }

  async revoke(token) {
    return oauth.processRevocationResponse(await oauth.revocationRequest(this.#as, this.#client, this.#proof, token, PLAIN));
  }

  /** A request with the token; its status, whatever it is. */
  async fetch(token, url, headers, body, method = 'POST') {
    try {
      const answer = await this.#twice(() => oauth.protectedResourceRequest(token, method, url, new Headers(headers), body, { ...PLAIN, DPoP: this.#dpop }));
      return { status: answer.status, body: await answer.text() };
    } catch (error) { return refused(error); }
  }
}

/** openid-client: the same protocol with its own opinions. */
export class OpenidClient {
  static label = 'openid-client';
  #config; #issuer; #dpop;

  static async open(issuer, how, clientId) {
    const made = new OpenidClient();
    made.#issuer = new URL(issuer);
    made.#take(await openid.discovery(made.#issuer, clientId ?? 'nobody', undefined, PROOFS[how.method](openid, how), made.#options()), how);
    return made;
  }

  #options() { return { algorithm: 'oauth2', execute: [openid.allowInsecureRequests], [openid.customFetch]: patient }; }

  #take(config, how) {
    this.#config = config;
    this.#dpop = how.dpop && openid.getDPoPHandle(config, how.dpop);
  }

  get metadata() { return this.#config.serverMetadata(); }

  async register(metadata, how) {
    const proof = how.method === 'private_key_jwt' || how.method === 'none' ? PROOFS[how.method](openid, how) : undefined;
    this.#take(await openid.dynamicClientRegistration(this.#issuer, metadata, proof, this.#options()), how);
    return this.#config.clientMetadata();
  }

  async begin(parameters, pushed = false) {
    const verifier = openid.randomPKCECodeVerifier(), state = openid.randomState();
    const request = { state, code_challenge: await openid.calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256', ...parameters };
    const url = pushed ? await openid.buildAuthorizationUrlWithPAR(this.#config, request, { DPoP: this.#dpop }) : openid.buildAuthorizationUrl(this.#config, request);
    return { url, verifier, state, redirect: parameters.redirect_uri };
  }

  finish(callback, { verifier, state }) {
    return openid.authorizationCodeGrant(this.#config, callback, { pkceCodeVerifier: verifier, expectedState: state }, undefined, { DPoP: this.#dpop });
  }

  refresh(token) { return openid.refreshTokenGrant(this.#config, token, undefined, { DPoP: this.#dpop }); }

  credentials(parameters) { return openid.clientCredentialsGrant(this.#config, parameters, { DPoP: this.#dpop }); }

  grant(type, parameters) { return openid.genericGrantRequest(this.#config, type, parameters, { DPoP: this.#dpop }); }

  async device(parameters, approve) {
    const asked = await openid.initiateDeviceAuthorization(this.#config, parameters);
    await approve(asked);
    return openid.pollDeviceAuthorizationGrant(this.#config, asked);
  }

  introspect(token) { return openid.tokenIntrospection(this.#config, token); }

  revoke(token) { return openid.tokenRevocation(this.#config, token); }

  async fetch(token, url, headers, body, method = 'POST') {
    try {
      const answer = await openid.fetchProtectedResource(this.#config, token, url, method, body, new Headers(headers), { DPoP: this.#dpop });
      return { status: answer.status, body: await answer.text() };
    } catch (error) { return refused(error); }
  }
}

/** Both libraries throw what a resource server challenges. */
function refused(error) {
  const status = error.status ?? error.cause?.status ?? error.response?.status;
  expect(status, error.stack ?? String(error));
  return { status, body: String(error) };
}
