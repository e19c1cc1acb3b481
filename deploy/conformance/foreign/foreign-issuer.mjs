// An authorization server that nobody here wrote (oidc-provider), as little configured as MCP needs. Everybody who comes
// is signed in and has consented; the protocol is the library's own. Prints its URL, and ends with its standard input.

import { createServer } from "node:http";
import Provider, { errors } from "oidc-provider";

const server = createServer((request, response) => handle(request, response));
await new Promise((done) => server.listen(0, "127.0.0.1", done));
const issuer = `http://127.0.0.1:${server.address().port}`;
const resource = `${issuer}/mcp`;

const provider = new Provider(issuer, {
  clients: [],
  scopes: ["openid", "offline_access", "mcp"],
  features: {
    devInteractions: { enabled: false },
    registration: { enabled: true },
    revocation: { enabled: true },
    pushedAuthorizationRequests: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: () => resource,
      useGrantedResource: () => true,
      getResourceServerInfo: (_, wanted) => {
        if (wanted !== resource) {
          throw new errors.InvalidTarget();
        }
        return { scope: "mcp", audience: resource, accessTokenFormat: "jwt" };
      },
    },
  },
  interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
});

const callback = provider.callback();

async function handle(request, response) {
  if (request.url.startsWith("/.well-known/oauth-protected-resource")) {
    response.setHeader("Content-Type", "application/json");
    response.end(
      JSON.stringify({ resource, authorization_servers: [issuer], scopes_supported: ["mcp"] }),
    );
  } else if (request.url.startsWith("/interaction/")) {
    await agree(request, response);
  } else {
    callback(request, response);
  }
}

async function agree(request, response) {
  const { prompt, params } = await provider.interactionDetails(request, response);
  if (prompt.name === "login") {
    const answer = { login: { accountId: "somebody" } };
    await provider.interactionFinished(request, response, answer, { mergeWithLastSubmission: false });
    return;
  }
  const grant = new provider.Grant({ accountId: "somebody", clientId: params.client_id });
  grant.addOIDCScope("openid offline_access mcp");
  grant.addResourceScope(resource, "mcp");
  const answer = { consent: { grantId: await grant.save() } };
  await provider.interactionFinished(request, response, answer, { mergeWithLastSubmission: true });
}

process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
console.log(issuer);
