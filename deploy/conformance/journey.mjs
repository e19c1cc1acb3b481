// What every client that nobody here wrote has to get through: discover, register, sign in, list, call, refresh, and be cut off.
import { claims } from './oauth.mjs';
import { expect } from './report.mjs';

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));

/**
 * @param driver `signIn()`, `list()` → names, `call(name)` → result, `tokens()` → the stored token response, `refused(name)`, `close()`
 * @param carnet `{replicas, revoke(type, id)}` of the Carnet it talks to
 */
export const journey = (driver, carnet) => async checks => {
  try {
    await checks.step('discovers, registers, signs in', () => driver.signIn());
    await checks.step('tools/list', async () => expect((await driver.list()).includes('whoami'), 'whoami is not listed'));
    await checks.step('tools/call', async () => answered(await driver.call('whoami')));
    await checks.step('a real refresh', () => refresh(driver));
    const { access_token: last } = driver.tokens();
    await checks.step('revoked', async () => carnet.revoke('grant', claims(last).carnet.grant));
    await checks.step('refused', () => driver.refused('whoami'));
    for (const replica of carnet.replicas) await checks.step(`its token is refused at ${replica}`, () => refusedAt(replica, last));
  } finally {
    await driver.close();
  }
};

function answered(result) {
  expect(result && !result.isError && result.content?.length > 0, `the answer was ${JSON.stringify(result)}`);
}

async function refresh(driver) {
  const before = driver.tokens();
  await pause(Math.max(0, claims(before.access_token).exp * 1000 - Date.now()) + 1000);
  answered(await driver.call('whoami'));
  const after = driver.tokens();
  expect(after.access_token !== before.access_token, 'the access token is still the old one');
  expect(after.refresh_token !== before.refresh_token, 'the refresh token was not rotated');
}

/** The token has life left but its grant is gone: 401 with a challenge, at every replica. */
async function refusedAt(replica, token) {
  const answer = await fetch(new URL('/mcp', replica), {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Accept: 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'probe', version: '1' } } }),
  });
  const body = await answer.text();
  expect(answer.status === 401, `${answer.status}: ${body.slice(0, 200)}`);
  expect(/resource_metadata=/.test(answer.headers.get('www-authenticate') ?? ''), `the challenge is ${answer.headers.get('www-authenticate')}`);
}
