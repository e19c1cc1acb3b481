// A server behind the gateway of which nothing was written here but its one tool: the official SDK's server, protected by
// bearer tokens (RFC 9728), and npm oidc-provider as its authorization server.
import http from 'node:http';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import Provider from 'oidc-provider';

const SCOPE = 'notes';

const listen = server => new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}`)));

/**
 * Opens both, at ports of their own. Any password will do there; the name is the account.
 * @param seconds how long an access token counts
 */
export async function openUpstream(seconds) {
  const seen = { calls: 0, refreshes: 0, registered: 0, destroyed: 0, refreshTokens: new Set(), accessTokens: new Set(), bearers: new Set() };
  const pages = http.createServer((request, answer) => handler(request, answer));
  const issuer = await listen(pages);
  const server = http.createServer((request, answer) => serve(request, answer).catch(error => answer.writeHead(500).end(String(error))));
  const origin = await listen(server), address = `${origin}/mcp`;
  const provider = new Provider(issuer, {
    features: {
      devInteractions: { enabled: true }, registration: { enabled: true },
      revocation: { enabled: true, allowedPolicy: (_, client, token) => token.clientId === client.clientId },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: () => ({ scope: SCOPE, audience: address, accessTokenFormat: 'opaque', accessTokenTTL: seconds }),
        useGrantedResource: () => true,
      },
    },
    scopes: ['openid', 'offline_access', SCOPE],
    pkce: { required: () => true },
    rotateRefreshToken: true,
    ttl: { AccessToken: seconds, RefreshToken: 3600, Grant: 3600, Session: 3600, Interaction: 600 },
    findAccount: async (_, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
  });
  const handler = provider.callback();
  provider.on('registration_create.success', () => seen.registered++);
  provider.on('grant.success', context => { if (context.oidc.params.grant_type === 'refresh_token') seen.refreshes++; });
  provider.on('refresh_token.saved', token => seen.refreshTokens.add(token));
  provider.on('access_token.saved', token => seen.accessTokens.add(token));
  provider.on('refresh_token.destroyed', () => seen.destroyed++);

  /** Whose token that is, if it counts here. */
  async function account(header = '') {
    const token = await provider.AccessToken.find(header.replace(/^Bearer /, ''));
    return token?.isValid && [token.aud].flat().includes(address) ? token.accountId : undefined;
  }

  async function serve(request, answer) {
    const { pathname } = new URL(request.url, origin);
    if (pathname === '/.well-known/oauth-protected-resource/mcp') return json(answer, 200, { resource: address, authorization_servers: [issuer], scopes_supported: [SCOPE] });
    if (pathname !== '/mcp') return json(answer, 404, {});
    const whose = await account(request.headers.authorization);
    if (request.headers.authorization) seen.bearers.add(request.headers.authorization);
    if (!whose) return json(answer, 401, {}, { 'WWW-Authenticate': `Bearer resource_metadata="${origin}/.well-known/oauth-protected-resource/mcp", scope="${SCOPE}"` });
    const tools = new McpServer({ name: 'notes', version: '1.0.0' });
    tools.registerTool('whose', { description: 'Says whose token it got.', inputSchema: {} }, () => { seen.calls++; return { content: [{ type: 'text', text: whose }] }; });
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined });
    answer.on('close', () => { transport.close(); tools.close(); });
    await tools.connect(transport);
    await transport.handleRequest(request, answer);
  }

  return {
    issuer, address, seen,
    /** Everything that account gave is dead at the provider. */
    async withdraw(who) {
      for (const token of [...seen.refreshTokens, ...seen.accessTokens]) if (token.accountId === who) await token.destroy();
    },
    close() { for (const one of [pages, server]) { one.close(); one.closeAllConnections(); } },
  };
}

const json = (answer, status, body, headers = {}) => answer.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
