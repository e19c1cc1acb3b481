// A server that npm ships for stdio alone, over Streamable HTTP: the official SDK's client beside its process, and the official
// SDK's server in front of that; one process a session. It declares nothing of its own, so the server behind asks it nothing.
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { isInitializeRequest, ResultSchema } from '@modelcontextprotocol/sdk/types.js';

/**
 * Listens on loopback, at a port of its own, until it is closed.
 * @param program command, args and env of the server
 */
export async function openBridge(program) {
  const sessions = new Map();
  const server = http.createServer((request, answer) => serve(request, answer).catch(error => answer.headersSent ? answer.destroy() : answer.writeHead(500).end(String(error))));

  async function serve(request, answer) {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = chunks.length ? JSON.parse(Buffer.concat(chunks)) : undefined;
    const known = sessions.get(request.headers['mcp-session-id'])?.front;
    if (!known && !isInitializeRequest(body)) {
      const refusal = { jsonrpc: '2.0', id: body?.id ?? null, error: { code: -32000, message: 'no such session' } };
      return void answer.writeHead(request.headers['mcp-session-id'] ? 404 : 400, { 'Content-Type': 'application/json' }).end(JSON.stringify(refusal));
    }
    await (known ?? await open()).handleRequest(request, answer, body);
  }

  async function open() {
    const behind = new Client({ name: 'bridge', version: '1.0.0' });
    await behind.connect(new StdioClientTransport({ ...program, stderr: 'ignore' }));
    const own = new Server(behind.getServerVersion(), { capabilities: behind.getServerCapabilities(), instructions: behind.getInstructions() });
    own.fallbackRequestHandler = (request, { signal }) => behind.request(request, ResultSchema, { signal });
    behind.fallbackNotificationHandler = notification => own.notification(notification);
    const front = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID, onsessioninitialized: id => { sessions.set(id, { front, behind }); },
    });
    front.onclose = () => { sessions.delete(front.sessionId); behind.close(); };
    await own.connect(front);
    return front;
  }

  const address = await new Promise((resolve, reject) => server.on('error', reject).listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${server.address().port}/mcp`)));
  return {
    address,
    async close() {
      server.close();
      await Promise.all([...sessions.values()].map(({ front }) => front.close()));
      server.closeAllConnections();
    },
  };
}
