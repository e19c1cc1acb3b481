// node visit.mjs CONTROL URL: what the official suite starts as a client. It hands the server's URL to the script that leads the gateway.
const [control, url] = process.argv.slice(2);
const answer = await fetch(control, { method: 'POST', body: JSON.stringify({ url, context: JSON.parse(process.env.MCP_CONFORMANCE_CONTEXT ?? '{}') }) });
process.stderr.write(await answer.text());
process.exitCode = answer.ok ? 0 : 1;
