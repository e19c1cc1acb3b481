// The official client scenarios about authorization, with the whole gateway as the client: each scenario's server is registered,
// connected to as a person would, looked at, and its tool called through the MCP endpoint.
import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';
import { connect } from './connect.mjs';
import { Api } from './gateway.mjs';
import { Authorization } from './oauth.mjs';
import { patient } from './oauth-drivers.mjs';
import { expect, group } from './report.mjs';
import { authClient } from './suite.mjs';

const CURRENT = '2026-07-28', TRIES = 3;

/** @param carnet `{issuer, mcp, scope, owner, browser(person), folder(name)}` */
export async function connectSuite({ issuer, mcp, scope, owner, browser, folder }) {
  const authorized = resource => Authorization.obtain(issuer, resource, browser(owner), scope);
  const rest = async base => { const made = await authorized(base); return new Api(base, () => made.token()); };
  const gateway = await rest(`${new URL(mcp).origin}/api/v1`), house = await rest(`${issuer}/api/v1`);
  const caller = await authorized(mcp), at = browser(owner);
  let visits = 0;

  /** One tool call of a current client that may be asked to open a page. */
  async function call(name) {
    const answer = await patient(mcp, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${await caller.token()}`, 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream',
        'MCP-Protocol-Version': CURRENT, 'Mcp-Method': 'tools/call', 'Mcp-Name': name,
      },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {}, _meta: {
        'io.modelcontextprotocol/protocolVersion': CURRENT, 'io.modelcontextprotocol/clientCapabilities': { elicitation: { url: {} } },
      } } }),
    });
    const body = await answer.text();
    const { result, error } = JSON.parse(body.match(/^data: (.*)$/m)?.[1] ?? body);
    expect(result, JSON.stringify(error));
    return result;
  }

  /** Does what an operator and a person do with a server of which they have the URL, and sometimes a client's secret. */
  async function visit(url, { client_id, client_secret, issuer: theirs }) {
    const slug = `suite-${++visits}`;
    const server = await gateway.post('/servers', { name: slug, slug, address: url, private_allowed: true, authentication: { kind: 'person_oauth' } });
    try {
      await gateway.approve(server);
      if (client_id && theirs) await house.post('/upstream-clients', { issuer: theirs, client_id, client_secret });
      await connect(at, `${issuer}/connect/${server.id}`, issuer);
      for (let look, tries = 1; ; tries++) {
        look = await gateway.post(`/servers/${server.id}/definitions/look`);
        if (look.outcome === 'seen') break;
        expect(/Connect to it first/.test(look.detail ?? look.text ?? JSON.stringify(look)) && tries < TRIES, JSON.stringify(look));
        await connect(at, `${issuer}/connect/${server.id}`, issuer);
      }
      const definitions = (await gateway.all(`/servers/${server.id}/definitions`)).map(({ id, hash }) => ({ id, hash, class: 'read' }));
      await gateway.post(`/servers/${server.id}/definitions/approve`, { definitions });
      for (let tries = 0; ; tries++) {
        const result = await call(`${slug}_test-tool`), asked = result.inputRequests?.carnet_connect?.params?.url;
        if (!asked) return expect(!result.isError, JSON.stringify(result));
        expect(tries < TRIES, 'it asks again and again');
        await connect(at, asked, issuer);
      }
    } finally {
      await gateway.call('DELETE', `/servers/${server.id}`);
    }
  }

  const control = http.createServer(async (request, answer) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const { url, context } = JSON.parse(Buffer.concat(chunks));
    visit(url, context).then(() => answer.writeHead(200).end(), error => answer.writeHead(500).end(String(error.stack ?? error)));
  });
  await new Promise(resolve => control.listen(0, '127.0.0.1', resolve));
  const command = path.join(folder('connect'), 'client.sh');
  fs.writeFileSync(command, `#!/bin/sh\nexec '${process.execPath}' '${path.resolve('visit.mjs')}' 'http://127.0.0.1:${control.address().port}' "$@"\n`, { mode: 0o755 });
  for (const revision of [CURRENT, '2025-11-25'])
    await group(`Official suite, authorization of the gateway's client, ${revision}`, authClient(command, revision, folder(`connect-${revision}`)));
  control.close();
}
