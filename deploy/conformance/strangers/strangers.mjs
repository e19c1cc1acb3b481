// node strangers.mjs SETTINGS.json, in a network and with mounts of its own: a stranger starts a fresh Carnet with `./carnet up`,
// makes the first owner in a browser, and connects the programs that people use, as their makers ship them. Nobody touches a setting.
// Settings: root (the checkout), java (a JDK's folder), browser, programs (where npm put them), folder, result.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import readline from 'node:readline';
import { island } from './island.mjs';
import { model } from './model.mjs';
import { Person } from './person.mjs';
import { expect, group, summary } from '../report.mjs';
import { ClaudeCode, Codex, OpenCode, VsCode } from './programs.mjs';

const settings = JSON.parse(fs.readFileSync(process.argv[2], 'utf8'));
const folder = name => { const made = path.join(settings.folder, name); fs.mkdirSync(made, { recursive: true }); return made; };

// It is the first process of its own, which nobody ends by default; with it ends all that it started.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));
setTimeout(() => { console.log('FAIL  strangers: no end after 15 minutes'); process.exit(1); }, 15 * 60_000).unref();

/** `./carnet up`, with nothing said to it. @returns what it prints until it is ready */
async function up() {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CARNET_') || name === 'CARNET_CACHE'));
  const child = spawn(path.join(settings.root, 'carnet'), ['up'], { cwd: folder('somewhere'), env: { ...environment, JAVA_HOME: settings.java }, stdio: ['ignore', 'pipe', 'inherit'] });
  const said = {};
  for await (const line of readline.createInterface({ input: child.stdout })) {
    said.link ??= line.match(/make the first owner, once: (\S+)/)?.[1];
    said.issuer ??= line.match(/^ +Issuer +(\S+)/)?.[1];
    said.mcp ??= line.match(/^ +MCP URL +(\S+)/)?.[1];
    if (line.includes('Ctrl-C stops')) break;
  }
  expect(said.link && said.issuer && said.mcp, `it says only ${JSON.stringify(said)}`);
  return { ...said, stop: () => new Promise(resolve => { child.on('close', resolve); child.kill('SIGINT'); }) };
}

/** A journey of programs that look at clocks of their own may fail once on a busy machine; that is said, and tried once more. */
const twice = journey => async checks => {
  let passed = 0;
  const step = async (check, act) => {
    try { const result = await act(); passed++; return result; } catch (error) { throw Object.assign(error, { step: check }); }
  };
  try {
    await journey({ step });
    for (; passed > 0; passed--) checks.passed();
  } catch (error) {
    checks.remark(`failed once: ${error.step}: ${String(error.message).slice(0, 600)}`);
    await journey(checks);
  }
};

/** From the command that a document shows to being cut off. */
const connects = (Program, { person, carnet, asked, mind }) => async checks => {
  const program = new Program(settings.programs, fs.mkdtempSync(path.join(folder('programs'), Program.name)), person);
  await checks.step('it takes the address and asks for a sign-in', () => program.add(carnet.mcp, mind.url));
  const seen = await checks.step('somebody signs in and allows', () => program.signIn(url => person.allow(url)));
  const client = seen.asked.get('client_id');
  await checks.step(program.document ? 'it says who it is by its document' : 'it has registered', () => {
    if (program.document) {
      expect(client === program.document && asked.includes(client), `its client_id is ${client}; fetched were ${asked}`);
      expect(seen.vouching === new URL(client).host, `the page says ${seen.vouching} vouches for it`);
    } else expect(/^cli_/.test(client) && seen.vouching === '', `its client_id is ${client}`);
    expect(seen.client === program.name, `the page calls it ${seen.client}`);
    expect(seen.host === new URL(seen.asked.get('redirect_uri')).host, `the page names the host ${seen.host}`);
    expect(seen.warning.includes('your own computer') === /^(localhost|127)/.test(seen.host), `the page warns: ${seen.warning}`);
    expect(seen.asked.get('resource') === carnet.mcp && seen.end.searchParams.get('iss') === carnet.issuer, `${seen.asked} came back as ${seen.end}`);
  });
  await checks.step('it is connected', () => program.connected());
  if (program.use) await checks.step('its model calls a tool as this program of who signed in', async () => {
    let text = '';
    for (let tries = 0; tries < 5 && !text.includes(client); tries++) text = await program.use();   // a busy machine is told to come again
    expect(/"role" ?: ?"owner"/.test(text.replaceAll('\\', '')) && text.includes(client), text);
  });
  if (program.renews) await checks.step('its token is renewed when its time comes', () => program.renews(carnet, client));
  if (program.cutOff) await checks.step('somebody takes it back, and it wants a sign-in again', async () => {
    await person.takeBack(carnet.issuer, program.name);
    await program.cutOff();
  });
};

await group('A stranger with their programs', async checks => {
  const { asked } = await checks.step('a small internet', () => island(folder('island'), settings.java));
  const carnet = await checks.step('./carnet up', up);
  const person = await Person.with(settings.browser);
  await checks.step('the first owner', () => person.begin(carnet.link));
  const mind = await model('whoami');
  for (const Program of [ClaudeCode, Codex, OpenCode, VsCode])
    await group(`${Program.label}, as npm ships it`, twice(connects(Program, { person, carnet, asked, mind })));
  await person.close();
  await carnet.stop();
});
fs.writeFileSync(settings.result, JSON.stringify(summary()));
process.exit(0);
