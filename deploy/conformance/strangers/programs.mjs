// The programs that people use with MCP servers, as npm ships them, each with a home of its own. A stub of `xdg-open` notes what
// page a program opens; everything else is the program's.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect } from '../report.mjs';
import { Window } from './window.mjs';

const WITHIN = 120_000;

class Program {
  constructor(packages, folder, person) {
    this.packages = packages;
    this.person = person;
    this.folder = folder;
    this.opened = path.join(folder, 'opened');
    const stubs = path.join(folder, 'bin'), stub = path.join(stubs, 'xdg-open');
    fs.mkdirSync(stubs, { recursive: true });
    fs.writeFileSync(stub, `#!/bin/sh\nprintf '%s\\n' "$1" >>'${this.opened}'\n`, { mode: 0o755 });
    this.environment = { HOME: folder, PATH: `${stubs}:${process.env.PATH}`, BROWSER: stub, LANG: 'C.UTF-8', DISPLAY: ':0' };
  }

  binary(...candidates) { return candidates.map(one => path.join(this.packages, one)).find(one => fs.existsSync(one)); }

  /** Runs it with these words and waits for its end. */
  async run(...words) {
    const { output, status } = await this.begin(...words).ended;
    expect(status === 0, `${words.join(' ')} ended with ${status}: ${output}`);
    return output;
  }

  begin(...words) { return this.start(this.program, words); }

  start(command, words, within = WITHIN) {
    const child = spawn(command, words, { cwd: this.folder, env: this.environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const heard = { output: '' };
    for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => heard.output += chunk);
    const timer = setTimeout(() => child.kill('SIGKILL'), within);
    heard.ended = new Promise(resolve => child.on('close', status => { clearTimeout(timer); resolve({ output: heard.output, status }); }));
    return heard;
  }

  /** Runs what signs in, and follows the page that it opens or prints. */
  async signInWith(allow, ...words) {
    fs.rmSync(this.opened, { force: true });
    const running = this.start('script', ['-qec', [this.program, ...words].map(word => `'${word}'`).join(' '), '/dev/null']);   // in a terminal
    let ended = false;
    running.ended.then(() => ended = true);
    const find = () => (fs.existsSync(this.opened) ? fs.readFileSync(this.opened, 'utf8') : running.output).match(/https?:\/\/\S+\/authorize\?\S+/)?.[0];
    while (!find() && !ended) await new Promise(resolve => setTimeout(resolve, 100));
    expect(find(), `it opens no page: ${running.output}`);
    const seen = await allow(find()), { output, status } = await running.ended;
    expect(status === 0, `it ended with ${status}: ${output}`);
    return seen;
  }
}

export class ClaudeCode extends Program {
  static label = 'Claude Code';
  name = 'Claude Code';
  document = 'https://claude.ai/oauth/claude-code-client-metadata';

  async add(mcp, mind) {
    this.program = this.binary('@anthropic-ai/claude-code-linux-x64/claude');
    Object.assign(this.environment, { ANTHROPIC_BASE_URL: mind, ANTHROPIC_API_KEY: 'none' });
    await this.run('mcp', 'add', '--transport', 'http', 'carnet', mcp);
    expect((await this.run('mcp', 'list')).includes('Needs authentication'), 'it does not ask for a sign-in');
  }

  signIn(allow) { return this.signInWith(allow, 'mcp', 'login', 'carnet'); }

  async connected() {
    const output = await this.run('mcp', 'list');
    expect(/Connected/.test(output), output);
  }

  use() { return this.run('-p', 'Who am I there?', '--allowedTools', 'mcp__carnet__whoami'); }

  get #credentials() { return path.join(this.folder, '.claude', '.credentials.json'); }

  async renews() {
    const kept = JSON.parse(fs.readFileSync(this.#credentials, 'utf8')), [entry] = Object.values(kept.mcpOAuth), before = entry.refreshToken;
    entry.expiresAt = Date.now() - 1000;
    fs.writeFileSync(this.#credentials, JSON.stringify(kept));
    await this.connected();
    const [after] = Object.values(JSON.parse(fs.readFileSync(this.#credentials, 'utf8')).mcpOAuth);
    expect(after.refreshToken !== before && after.expiresAt > Date.now(), 'it still has the old tokens');
  }

  async cutOff() {
    const output = await this.run('mcp', 'list');
    expect(/Needs authentication/.test(output), output);
  }
}

export class Codex extends Program {
  static label = 'Codex';
  name = 'Codex';
  document = 'https://chatgpt.com/oauth/codex/client.json';

  async add(mcp, mind) {
    const vendor = path.join(this.packages, '@openai/codex-linux-x64/vendor');
    this.program = path.join(vendor, fs.readdirSync(vendor)[0], 'bin/codex');
    const home = path.join(this.folder, '.codex');
    fs.mkdirSync(home, { recursive: true });
    fs.writeFileSync(path.join(home, 'config.toml'), `model_provider = "none"\nmodel = "none"\n[model_providers.none]\nname = "none"\nbase_url = "${mind}/v1"\nwire_api = "responses"\n`);
    // It signs in as soon as it has the address, or waits for `login`.
    this.adding = ['mcp', 'add', 'carnet', '--url', mcp];
  }

  async signIn(allow) { return this.signInWith(allow, ...this.adding); }

  async connected() {
    const output = await this.run('mcp', 'list');
    expect(/carnet.*OAuth/s.test(output), output);
  }

  use() { return this.run('exec', '--skip-git-repo-check', 'Who am I there?'); }

  get #credentials() { return path.join(this.folder, '.codex', '.credentials.json'); }

  #kept() { return JSON.parse(fs.readFileSync(this.#credentials, 'utf8')); }

  async renews() {
    const kept = this.#kept(), [entry] = Object.values(kept), before = entry.refresh_token;
    entry.expires_at = Date.now() - 1000;
    fs.writeFileSync(this.#credentials, JSON.stringify(kept));
    await this.use();
    expect(Object.values(this.#kept())[0].refresh_token !== before, 'it still has the old tokens');
  }

  async cutOff() {
    const output = await this.use();
    expect(output.includes('AuthRequired') && !output.includes('"role"'), output);
  }
}

export class OpenCode extends Program {
  static label = 'OpenCode';
  name = 'OpenCode';

  async add(mcp, mind) {
    this.program = path.join(this.packages, 'opencode-linux-x64-baseline/bin/opencode');
    const home = path.join(this.folder, '.config', 'opencode');
    fs.mkdirSync(home, { recursive: true });
    fs.writeFileSync(path.join(home, 'opencode.json'), JSON.stringify({
      model: 'anthropic/none', small_model: 'anthropic/none',
      provider: { anthropic: { options: { baseURL: `${mind}/v1`, apiKey: 'none' }, models: { none: {} } } },
    }));
    await this.run('mcp', 'add', 'carnet', '--url', mcp);
  }

  signIn(allow) { return this.signInWith(allow, 'mcp', 'auth', 'carnet'); }

  async connected() {
    const output = await this.run('mcp', 'list');
    expect(/connected/.test(output), output);
  }

  use() { return this.run('run', 'Who am I there?'); }

  get #credentials() { return path.join(this.folder, '.local', 'share', 'opencode', 'mcp-auth.json'); }

  #kept() { return JSON.parse(fs.readFileSync(this.#credentials, 'utf8')).carnet.tokens; }

  /** It looks at no clock; it is refused. */
  async renews({ issuer }, client) {
    const { accessToken, refreshToken } = this.#kept(), { revocation_endpoint: url } = await (await fetch(`${issuer}/.well-known/oauth-authorization-server`)).json();
    const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ token: accessToken, token_type_hint: 'access_token', client_id: client }) });
    expect(answer.ok, `${answer.status} for the access token`);
    await this.connected();
    expect(this.#kept().refreshToken !== refreshToken, 'it still has the old tokens');
  }

  async cutOff() {
    const output = await this.run('mcp', 'list');
    expect(/needs auth/i.test(output), output);
  }
}

/** VS Code as a server, in the person's browser. It has no model here, so nothing calls a tool; it lists them. */
export class VsCode extends Program {
  static label = 'VS Code (code-server)';
  static #port = 8444;
  name = 'code-server';
  #window;

  async add(mcp) {
    const place = path.join(this.folder, 'somewhere'), port = VsCode.#port++;
    fs.mkdirSync(path.join(place, '.vscode'), { recursive: true });
    fs.writeFileSync(path.join(place, '.vscode', 'mcp.json'), JSON.stringify({ servers: { carnet: { type: 'http', url: mcp } } }));
    this.program = process.execPath;
    const entry = path.join(this.packages, 'code-server', 'out', 'node', 'entry.js');
    const words = ['--auth', 'none', '--bind-addr', `127.0.0.1:${port}`, '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'];
    const server = this.start(this.program, [entry, ...words, place], 10 * WITHIN), url = `http://127.0.0.1:${port}/?folder=${place}`;
    for (let tries = 0; !await fetch(url).then(answer => answer.ok, () => false); tries++) {
      expect(tries < 300, `it does not answer: ${server.output}`);
      await new Promise(resolve => setTimeout(resolve, 200));
    }
    this.#window = new Window(await this.person.window());
    await this.#window.open(url);
    expect((await this.#window.server('carnet', () => true)).text.includes('Stopped'), 'it does not know the server');
  }

  /** Between the window and a port of this machine it puts itself; a window on the same machine needs nobody there. */
  async signIn(allow) {
    const { choose } = await this.#window.server('carnet', () => true), asked = this.#window.asks('/authorize?');
    await choose();
    await this.#window.choose('Start Server');
    await this.#window.press('Allow');
    return allow((await asked).replace(/^.*\/proxy\/(\d+)/, 'http://127.0.0.1:$1'));
  }

  async connected() {
    const { text, choose } = await this.#window.server('carnet', now => now.includes('Running'));
    expect(text.includes('Running'), text);
    await choose();
    await this.#window.choose('Show Output');
    await this.#window.shows(/Discovered\s+\d+\s+tools/);
  }
}
