// The official TypeScript client 2.x as an installed program would use it, with its OAuth provider kept in memory.
import { Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client';
import { expect } from './report.mjs';

const REDIRECT = 'http://127.0.0.1:9/callback';   // never opened: the scripted browser stops before it

class MemoryProvider {
  redirectUrl = REDIRECT;
  clientMetadata = { client_name: 'TypeScript client', redirect_uris: [REDIRECT], token_endpoint_auth_method: 'none', grant_types: ['authorization_code', 'refresh_token'] };
  kept = {};
  state() { return (this.kept.state = crypto.randomUUID()); }
  clientInformation() { return this.kept.client; }
  saveClientInformation(client) { this.kept.client = client; }
  tokens() { return this.kept.tokens; }
  saveTokens(tokens) { this.kept.tokens = tokens; }
  codeVerifier() { return this.kept.verifier; }
  saveCodeVerifier(verifier) { this.kept.verifier = verifier; }
  discoveryState() { return this.kept.discovery; }
  saveDiscoveryState(discovery) { this.kept.discovery = discovery; }
  redirectToAuthorization(url) { this.kept.redirect = url; }
  invalidateCredentials(what) {
    for (const one of { all: ['client', 'tokens', 'verifier', 'discovery'], client: ['client'], tokens: ['tokens'], verifier: ['verifier'], discovery: ['discovery'] }[what] ?? []) delete this.kept[one];
  }
}

export class TypeScriptClient {
  #provider = new MemoryProvider(); #client; #transport; #mcp; #browser; #era;

  /** @param era `modern` (2026-07-28) or `legacy` */
  constructor(mcp, browser, era) { this.#mcp = mcp; this.#browser = browser; this.#era = era; }

  async signIn() {
    try {
      await this.#connect();
      throw new Error('it was let in without signing in');
    } catch (error) {
      if (!(error instanceof UnauthorizedError)) throw error;
    }
    const callback = (await this.#browser.authorize(this.#provider.kept.redirect, REDIRECT)).searchParams;
    expect(callback.get('state') === this.#provider.kept.state, 'the state came back changed');
    await this.#transport.finishAuth(callback);
    await this.#connect();
    expect(this.#client.getProtocolEra() === this.#era, `it speaks the ${this.#client.getProtocolEra()} era`);
  }

  #connect() {
    const versionNegotiation = this.#era === 'modern' ? { versionNegotiation: { mode: 'auto' } } : {};
    this.#client = new Client({ name: 'typescript-client', version: '1.0.0' }, { capabilities: {}, ...versionNegotiation });
    this.#transport = new StreamableHTTPClientTransport(new URL(this.#mcp), { authProvider: this.#provider });
    return this.#client.connect(this.#transport);
  }

  async list() { return (await this.#patiently(() => this.#client.listTools())).tools.map(tool => tool.name); }

  call(name) { return this.#patiently(() => this.#client.callTool({ name, arguments: {} })); }

  /** A service that cannot decide at the moment (503, -31002) asks to come again; the SDK leaves that to its caller. */
  async #patiently(act) {
    for (let tries = 0; ; tries++) {
      try { return await act(); } catch (error) {
        if (tries === 5 || !String(error).includes('-31002')) throw error;
        await new Promise(later => setTimeout(later, 1000));
      }
    }
  }

  tokens() { return this.#provider.kept.tokens; }

  /** Cut off: the refresh is refused too, so the client asks for a new sign-in. */
  async refused(name) {
    const answer = await this.call(name).catch(error => error);
    expect(answer instanceof UnauthorizedError, `instead of asking for a new sign-in: ${answer instanceof Error ? answer.stack : JSON.stringify(answer)}`);
  }

  async close() { await this.#client?.close().catch(() => {}); }
}
