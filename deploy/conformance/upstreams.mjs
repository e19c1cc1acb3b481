// Servers that nobody here wrote, behind the gateway: `everything` over stdio, Streamable HTTP and HTTP+SSE, `filesystem` and
// `memory` over stdio and, by a bridge of the official SDK, Streamable HTTP; used by the official TypeScript client of both eras,
// and compared with asking them directly.
import { spawn } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { Client, SSEClientTransport, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { openBridge } from './bridge.mjs';
import { Api } from './gateway.mjs';
import { patient } from './oauth-drivers.mjs';
import { Authorization } from './oauth.mjs';
import { RawHttp, RawStdio } from './raw.mjs';
import { expect, group } from './report.mjs';

const ERAS = ['modern', 'legacy'];

/** A client that can be asked everything, and what it was asked. */
function client(era) {
  const asked = [], mode = era === 'modern' ? { versionNegotiation: { mode: 'auto' } } : {};
  const made = new Client({ name: 'typescript-client', version: '1.0.0' }, {
    capabilities: { sampling: {}, elicitation: { form: {}, url: {} }, roots: {} }, ...mode,
  });
  const answers = {
    'elicitation/create': { action: 'accept', content: { name: 'Ada Lovelace' } },
    'sampling/createMessage': { role: 'assistant', model: 'scripted', stopReason: 'endTurn', content: { type: 'text', text: 'a scripted answer' } },
    'roots/list': { roots: [{ uri: 'file:///', name: 'everything there is' }] },
  };
  for (const [method, answer] of Object.entries(answers))
    made.setRequestHandler(method, async request => { asked.push(request); return answer; });
  return { made, asked };
}

const alike = (through, direct, what) =>
  expect(isDeepStrictEqual(through, direct), `${what}: ${JSON.stringify(through).slice(0, 600)}\ninstead of ${JSON.stringify(direct).slice(0, 600)}`);

/** A result without what an era says about itself. */
const plain = ({ resultType, ttlMs, cacheScope, _meta, ...rest }) => rest;

/** Asks both, and wants the same. */
async function same(through, direct, what, act) {
  const [ours, theirs] = await Promise.all([act(through), act(direct)]);
  alike(plain(ours), plain(theirs), what);
  return ours;
}

/** A definition without what the gateway says about it (its own name, the hints of its class), and without what only one era has. */
const bare = ({ name, annotations, execution, icons, _meta, ...rest }) => rest;

async function everything(checks, at, direct, { made, asked }) {
  const call = (name, args, options) => one => one.callTool({ name, arguments: args }, options);
  await checks.step('lists the same tools', async () => {
    const ours = (await made.listTools()).tools;
    const theirs = (await direct.listTools()).tools.filter(tool => at.transport !== 'stdio' || tool.name !== 'get-roots-list');
    alike(ours.map(tool => tool.name).sort(), theirs.map(tool => tool.name).sort(), 'names');
    for (const tool of theirs) alike(bare(ours.find(one => one.name === tool.name)), bare(tool), tool.name);
  });
  const words = 'Grüße, 世界 \u{1F600} "quoted" \\ \u2028 end';
  await checks.step('echo', async () => expect((await same(made, direct, 'echo', call('echo', { message: words }))).content[0].text.includes(words), 'not what was said'));
  await checks.step('sum', () => same(made, direct, 'sum', call('get-sum', { a: 0.1, b: 2 ** 40 })));
  await checks.step('structured content', async () => expect((await same(made, direct, 'structured', call('get-structured-content', { location: 'Chicago' }))).structuredContent.temperature, 'none'));
  await checks.step('image', async () => expect((await same(made, direct, 'image', call('get-tiny-image', {}))).content.some(one => one.type === 'image'), 'none'));
  await checks.step('annotations', () => same(made, direct, 'annotated', call('get-annotated-message', { messageType: 'error', includeImage: true })));
  await checks.step('resource links', async () => expect((await same(made, direct, 'links', call('get-resource-links', { count: 3 }))).content.some(one => one.type === 'resource_link'), 'none'));
  await checks.step('embedded resource', async () => {
    const result = await made.callTool({ name: 'get-resource-reference', arguments: { resourceType: 'Text', resourceId: 2 } });
    expect(result.content.some(one => one.type === 'resource'), JSON.stringify(result));
  });
  await checks.step('arguments that do not fit are refused in words', async () => {
    const result = await made.callTool({ name: 'get-sum', arguments: { a: 'one' } }).catch(error => error);
    expect(result instanceof Error || result.isError, JSON.stringify(result));
  });
  await checks.step('a long call tells of its progress', async () => {
    const heard = [];
    await call('trigger-long-running-operation', { duration: 0.4, steps: 4 }, { onprogress: one => heard.push(one) })(made);
    // This client counts a question it answers meanwhile (the server asks for roots when it likes) as progress, without a total;
    // what the server tells while the answer is on its way has no stream to go to.
    const told = heard.filter(one => one.total).map(one => [one.progress, one.total]);
    const steps = [[1, 4], [2, 4], [3, 4], [4, 4]];
    alike(told, told.length === heard.length ? steps : steps.slice(-told.length), 'progress');
    alike(told.at(-1), [4, 4], 'the last step');
  });
  await checks.step('elicitation', async () => {
    const result = await call('trigger-elicitation-request', {})(made);
    expect(JSON.stringify(result.content).includes('Ada Lovelace') && asked.at(-1).params.requestedSchema.properties.name, JSON.stringify(result));
  });
  await checks.step('elicitation of a page', async () => {
    const result = await call('trigger-url-elicitation', { url: 'https://example.com/pay' })(made);
    expect(!result.isError && asked.some(one => one.params?.url === 'https://example.com/pay'), JSON.stringify(result));
  });
  await checks.step('sampling', async () => {
    const result = await call('trigger-sampling-request', { prompt: 'say something', maxTokens: 20 })(made);
    expect(JSON.stringify(result.content).includes('a scripted answer'), JSON.stringify(result));
  });
  if (at.transport !== 'stdio') await checks.step('roots', async () => {
    const result = await call('get-roots-list', {})(made);
    expect(JSON.stringify(result.content).includes('file:///'), JSON.stringify(result));
  });
}

async function contents(checks, direct, made) {
  await checks.step('prompts', async () => {
    const names = (await made.listPrompts()).prompts.map(one => one.name);
    for (const { name } of (await direct.listPrompts()).prompts) expect(names.includes(name), `${name} is not among ${names}`);
    await same(made, direct, 'prompt', one => one.getPrompt({ name: 'args-prompt', arguments: { city: 'Zürich', state: 'ZH' } }));
  });
  await checks.step('completions', async () => {
    const result = await same(made, direct, 'completion', one => one.complete({
      ref: { type: 'ref/prompt', name: 'completable-prompt' }, argument: { name: 'name', value: '' }, context: { arguments: { department: 'Sales' } },
    }));
    alike(result.completion.values, ['David', 'Eve', 'Frank'], 'values');
  });
  await checks.step('resources', async () => {
    const { resources } = await direct.listResources();
    expect(resources.length > 2, 'there are none');
    for (const { uri } of resources.slice(0, 3)) await same(made, direct, uri, one => one.readResource({ uri }));
    const { resourceTemplates } = await same(made, direct, 'templates', async one => ({
      resourceTemplates: (await one.listResourceTemplates()).resourceTemplates.map(({ uriTemplate }) => uriTemplate).sort(),
    }));
    const uri = resourceTemplates.find(one => one.includes('text')).replace(/\{[^}]*\}/, '1');
    const read = await made.readResource({ uri });
    expect(read.contents[0].text, JSON.stringify(read));
  });
}

/** What the upstream says is what arrives, byte for byte. */
async function bytes(checks, through, direct) {
  for (const [method, params] of [
    ['tools/call', { name: 'echo', arguments: { message: 'Grüße \u{1F600} </b> \u0000' } }],
    ['tools/call', { name: 'get-structured-content', arguments: { location: 'New York' } }],
    ['tools/call', { name: 'get-tiny-image', arguments: {} }],
    ['tools/call', { name: 'get-annotated-message', arguments: { messageType: 'success' } }],
    ['prompts/get', { name: 'simple-prompt' }],
  ]) await checks.step(`${method} ${params.name}, byte for byte`, async () => {
    const [ours, theirs] = await Promise.all([through.ask(method, params), direct.ask(method, params)]);
    sameMembers(ours, theirs);
  });
}

/** All but `_meta`, where the gateway adds its receipt. */
function sameMembers(ours, theirs) {
  ours.delete('_meta');
  theirs.delete('_meta');
  alike([...ours], [...theirs], 'members');
}

/** Everything about one stage: who asks, where the gateway is, and what is behind it. */
class Stage {
  constructor(settings, browser, scope) { Object.assign(this, { settings, browser, scope, running: [] }); }

  async begin() {
    const { mcp } = this.settings, rest = `${new URL(mcp).origin}/api/v1`;
    const operator = await Authorization.obtain(this.settings.issuer, rest, this.browser(), this.scope);
    this.api = new Api(rest, () => operator.token());
    const issuer = await Authorization.obtain(this.settings.issuer, `${this.settings.issuer}/api/v1`, this.browser(), this.scope);
    const { workspace } = await new Api(`${this.settings.issuer}/api/v1`, () => issuer.token()).get('/me');
    this.workspace = workspace.id ?? workspace;
  }

  /** The server as a process of our own; `graph` is where the one that remembers keeps what it knows. */
  process(name, graph = this.settings.upstreams.memory) {
    const { node, files, packages } = this.settings.upstreams;
    const program = path.join(packages, '@modelcontextprotocol', `server-${name}`, 'dist', 'index.js');
    return { command: node, args: [program, ...(name === 'filesystem' ? [files] : [])], env: name === 'memory' ? { MEMORY_FILE_PATH: graph } : {} };
  }

  /** Has it listen, over `streamableHttp` or `sse`. */
  async listening(transport, port) {
    const { command, args } = this.process('everything');
    const child = spawn(command, [...args, transport], { env: { PATH: process.env.PATH, PORT: port }, stdio: ['ignore', 'ignore', 'pipe'] });
    this.running.push(child);
    for await (const line of readline.createInterface({ input: child.stderr })) if (/on port/.test(line)) break;
    child.stderr.resume();
  }

  /** A client of that era at a place of the gateway: a server's own, or all of it. */
  async at(era, slug) {
    const place = slug ? `${this.settings.mcp}/${this.workspace}/${slug}` : this.settings.mcp;
    const caller = await Authorization.obtain(this.settings.issuer, place, this.browser(), this.scope);
    const fetching = async (url, options = {}) => {
      const headers = new Headers(options.headers);
      headers.set('Authorization', `Bearer ${await caller.token()}`);
      return patient(url, { ...options, headers });
    };
    const one = client(era);
    await one.made.connect(new StreamableHTTPClientTransport(new URL(place), { fetch: fetching }));
    expect(one.made.getProtocolEra() === era, `it speaks the ${one.made.getProtocolEra()} era`);
    return { ...one, raw: new RawHttp(place, async () => ({ Authorization: `Bearer ${await caller.token()}` })) };
  }

  /** A server of stdio at both places it can have behind the gateway: as a program of the operator's file, and at an address. */
  async places(name, slug) {
    const own = this.process(name), other = this.process(name, `${this.settings.upstreams.memory}.http`);
    const bridge = await openBridge({ ...other, env: { PATH: process.env.PATH, ...other.env } });
    this.running.push({ kill: () => bridge.close() });
    return [
      { transport: 'stdio', slug, request: { transport: 'stdio', address: name }, direct: () => new StdioClientTransport({ ...own, stderr: 'ignore' }), raw: () => new RawStdio(own.command, own.args, own.env) },
      { transport: 'http', slug: `${slug}-http`, request: { transport: 'http', address: bridge.address, private_allowed: true }, direct: () => new StreamableHTTPClientTransport(new URL(bridge.address)), raw: () => new RawHttp(bridge.address) },
    ];
  }

  async direct(transport) {
    const { made } = client('legacy');
    await made.connect(transport);
    return made;
  }

  end() { for (const child of this.running) child.kill(); }
}

async function everythings(stage, freePort) {
  const [http, sse] = [await freePort(), await freePort()];
  await Promise.all([stage.listening('streamableHttp', http), stage.listening('sse', sse)]);
  const own = stage.process('everything');
  const places = [
    { transport: 'stdio', address: 'everything', direct: () => new StdioClientTransport({ ...own, stderr: 'ignore' }), raw: () => new RawStdio(own.command, own.args, own.env) },
    { transport: 'http', address: `http://127.0.0.1:${http}/mcp`, direct: () => new StreamableHTTPClientTransport(new URL(places[1].address)), raw: () => new RawHttp(places[1].address) },
    { transport: 'sse', address: `http://127.0.0.1:${sse}/sse`, direct: () => new SSEClientTransport(new URL(places[2].address)) },
  ];
  for (const at of places) {
    const slug = `every-${at.transport}`;
    await stage.api.register({ name: slug, slug, transport: at.transport, address: at.address, ...(at.transport !== 'stdio' && { private_allowed: true }) });
    await Promise.all(ERAS.map(era => group(`server-everything over ${at.transport}, ${era} client`, async checks => {
      const direct = await stage.direct(at.direct()), there = await stage.at(era, slug), whole = await stage.at(era);
      await everything(checks, at, direct, there);
      await contents(checks, direct, there.made);
      await checks.step('the same at the whole gateway', async () => {
        const name = `${slug}_echo`;
        expect((await whole.made.listTools()).tools.some(tool => tool.name === name), `${name} is not listed`);
        alike(plain(await whole.made.callTool({ name, arguments: { message: 'hi' } })), plain(await direct.callTool({ name: 'echo', arguments: { message: 'hi' } })), 'echo');
      });
      if (era === 'legacy' && at.raw) {
        const raw = at.raw();
        try { await bytes(checks, await there.raw.open(), await raw.open()); } finally { raw.close(); }
      }
      await Promise.all([direct.close(), there.made.close(), whole.made.close()]);
    })));
  }
}

/** It reads where its operator lets it, whatever folders a client says are its own. */
async function filesystem(stage, at) {
  const { files, secret } = stage.settings.upstreams;
  fs.writeFileSync(path.join(files, 'notes.txt'), 'Grüße\r\n\u{1F600}\tend');
  fs.writeFileSync(secret, 'for nobody');
  await stage.api.register({ name: at.slug, slug: at.slug, ...at.request }, one => one.suggested_class);
  await Promise.all(ERAS.map(era => group(`server-filesystem over ${at.transport}, ${era} client`, async checks => {
    const raw = at.raw(), { made, asked, raw: through } = await stage.at(era, at.slug);
    const call = (name, args) => made.callTool({ name, arguments: args });
    await checks.step('reads a file', async () => {
      const result = await call('read_text_file', { path: path.join(files, 'notes.txt') });
      expect(result.content[0].text === 'Grüße\r\n\u{1F600}\tend', JSON.stringify(result));
    });
    await checks.step('byte for byte', async () => {
      const asks = ['tools/call', { name: 'read_text_file', arguments: { path: path.join(files, 'notes.txt') } }];
      sameMembers(await (await through.open()).ask(...asks), await (await raw.open()).ask(...asks));
    });
    await checks.step('nothing outside, by no way', async () => {
      for (const way of [secret, `${files}/../${path.basename(secret)}`, '/etc/passwd']) {
        const result = await call('read_text_file', { path: way });
        expect(result.isError && /denied/.test(result.content[0].text), `${way}: ${JSON.stringify(result)}`);
      }
    });
    await checks.step("a client's own folders are nothing to it", async () => {
      const result = await call('list_allowed_directories', {});
      expect(result.content[0].text.trim().split('\n').slice(1).every(line => line.trim() === fs.realpathSync(files) || line.trim() === files), JSON.stringify(result));
      expect(!asked.some(one => one.method === 'roots/list'), 'it was asked for its folders');
    });
    await checks.step('what writes is not there without a rule', async () => {
      expect(!(await made.listTools()).tools.some(tool => tool.name === 'write_file'), 'it is listed');
      const result = await call('write_file', { path: path.join(files, 'new.txt'), content: 'x' }).catch(error => error);
      expect((result instanceof Error || result.isError) && !fs.existsSync(path.join(files, 'new.txt')), JSON.stringify(result));
    });
    raw.close();
    await made.close();
  })));
}

/** A rule lets it write; one client's graph is there for the other, and on the disk. */
async function memory(stage, at) {
  await stage.api.register({ name: at.slug, slug: at.slug, ...at.request }, one => one.suggested_class);
  await group(`server-memory over ${at.transport}, both clients`, async checks => {
    const [first, second] = await Promise.all(ERAS.map(era => stage.at(era, at.slug)));
    const entity = { name: 'Ada', entityType: 'person', observations: ['wrote the first program', 'Grüße \u{1F600}'] };
    const create = () => first.made.callTool({ name: 'create_entities', arguments: { entities: [entity] } });
    await checks.step('no rule, no write', async () => {
      const result = await create().catch(error => error);
      expect(result instanceof Error || result.isError, JSON.stringify(result));
    });
    await checks.step('a rule, and it is listed', async () => {
      await stage.api.call('PUT', '/policy/draft', {
        rules: [{ id: 'remember', which: { upstreams: [at.slug], tools: ['create_entities', 'create_relations'] }, effect: 'allow', reason: 'People may remember.' }],
      });
      await stage.api.post('/policy/activate');
      const names = (await first.made.listTools()).tools.map(tool => tool.name);
      expect(names.includes('create_entities') && !names.includes('delete_entities'), names.join());
    });
    await checks.step('creates', async () => alike((await create()).structuredContent, { entities: [entity] }, 'created'));
    await checks.step('the other client reads it', async () =>
      alike((await second.made.callTool({ name: 'read_graph', arguments: {} })).structuredContent, { entities: [entity], relations: [] }, 'the graph'));
    await checks.step('it is asked directly', async () => {
      const direct = await stage.direct(at.direct());
      await same(second.made, direct, 'search', one => one.callTool({ name: 'search_nodes', arguments: { query: 'program' } }));
      const [{ uri }] = (await direct.listResources()).resources;
      await same(second.made, direct, uri, one => one.readResource({ uri }));
      await direct.close();
    });
    await Promise.all([first.made.close(), second.made.close()]);
  });
}

/** @param settings `upstreams`: node, where the packages are, what may be read, what may not, and the file of the graph */
export async function upstreams(settings, browser, scope, freePort) {
  const stage = new Stage(settings, browser, scope);
  try {
    await stage.begin();
    await everythings(stage, freePort);
    for (const at of await stage.places('filesystem', 'files')) await filesystem(stage, at);
    for (const at of await stage.places('memory', 'memory')) await memory(stage, at);
  } finally {
    stage.end();
  }
}
